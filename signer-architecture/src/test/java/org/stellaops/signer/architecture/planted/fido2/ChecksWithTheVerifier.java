package org.stellaops.signer.architecture.planted.fido2;

import org.stellaops.signer.architecture.planted.verify.Calls;

/** Breaks: an adapter that names the verifier is no second opinion. */
public record ChecksWithTheVerifier(Calls verifier) {}
