package org.stellaops.signer.architecture.planted.sql;

import org.stellaops.signer.architecture.planted.oci.TestedLamp;

/** Breaks: adapters are blind to each other. */
public record PeeksAtNeighbour(TestedLamp lamp) {}
