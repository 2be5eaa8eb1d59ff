package org.stellaops.signer.architecture.planted.http;

import org.stellaops.signer.architecture.planted.oci.TestedLamp;

/** Breaks: only bootstrap names concrete adapters. */
public record NamesAnAdapterToo(TestedLamp lamp) {}
