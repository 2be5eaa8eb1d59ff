package org.stellaops.signer.architecture.planted.http;

import org.stellaops.signer.architecture.planted.bootstrap.conformance.Pushes;

/** Breaks: the service pushes to no log. */
public record PushesToALog(Pushes log) {}
