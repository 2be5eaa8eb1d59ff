package org.stellaops.signer.architecture.planted.tuf;

import org.stellaops.signer.architecture.planted.verify.Calls;

/** Breaks: an adapter brings a trusted root, and judges nothing by it. */
public record BelievesTheVerifier(Calls verifier) {}
