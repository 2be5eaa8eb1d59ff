package org.stellaops.signer.architecture.planted.core;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Breaks nothing: marks evidence. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Evidence {}
