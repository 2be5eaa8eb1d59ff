package org.stellaops.signer.architecture.planted.identity;

import org.stellaops.signer.architecture.planted.core.Decision;

/** Breaks: an adapter that names the core could decide. */
public record AsksTheCore(Decision decision) {}
