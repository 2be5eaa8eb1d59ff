package org.stellaops.signer.architecture.planted.model;

import org.stellaops.signer.architecture.planted.ports.Lamp;

/** Breaks: the model knows no port, and with it a cycle. */
public record Porter(Lamp lamp) {}
