package org.stellaops.signer.core.decision;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what a gate hands to the next one: holding it proves that the gate was passed. An evidence
 * type is a final class that only its own package constructs. Tests and fences find all evidence by
 * this mark.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Evidence {}
