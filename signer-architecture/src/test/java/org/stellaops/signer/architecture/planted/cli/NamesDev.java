package org.stellaops.signer.architecture.planted.cli;

import org.stellaops.signer.architecture.planted.dev.DeepIntoAdapters;

/** Breaks: development mode is found by the service loader only. */
public record NamesDev(DeepIntoAdapters dev) {}
