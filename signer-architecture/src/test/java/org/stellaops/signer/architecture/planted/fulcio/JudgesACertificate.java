package org.stellaops.signer.architecture.planted.fulcio;

import org.stellaops.signer.architecture.planted.verify.Calls;

/** Breaks: an adapter that names the verifier could judge what it brings. */
public record JudgesACertificate(Calls verifier) {}
