package org.stellaops.signer.architecture.planted.dev;

import org.stellaops.signer.architecture.planted.sql.UntestedLamp;

/** Breaks: only bootstrap names concrete adapters. */
public record DeepIntoAdapters(UntestedLamp lamp) {}
