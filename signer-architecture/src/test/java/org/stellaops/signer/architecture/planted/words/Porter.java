package org.stellaops.signer.architecture.planted.words;

import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Breaks: words know no port, and with it a cycle. */
public record Porter(Lamp lamp) {}
