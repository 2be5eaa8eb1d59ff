package org.stellaops.signer.architecture.planted.core.left;

import org.stellaops.signer.architecture.planted.core.right.Right;

/** Breaks: half of a cycle. */
public record Left(Right right) {}
