package org.stellaops.signer.architecture.planted.core;

import org.stellaops.signer.architecture.planted.oci.TestedLamp;

/** Breaks: the core names no adapter. */
public record NamesAnAdapter(TestedLamp lamp) {}
