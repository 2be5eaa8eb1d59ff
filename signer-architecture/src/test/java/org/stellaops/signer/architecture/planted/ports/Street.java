package org.stellaops.signer.architecture.planted.ports;

import java.net.URI;

/** Breaks: ports name no java.net. */
public record Street(URI address) {}
