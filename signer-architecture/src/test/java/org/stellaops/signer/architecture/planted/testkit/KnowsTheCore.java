package org.stellaops.signer.architecture.planted.testkit;

import org.stellaops.signer.architecture.planted.core.Decision;

/** Breaks: the kit knows ports only. */
public record KnowsTheCore(Decision decision) {}
