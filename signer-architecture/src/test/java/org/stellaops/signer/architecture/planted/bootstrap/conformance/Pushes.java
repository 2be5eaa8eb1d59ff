package org.stellaops.signer.architecture.planted.bootstrap.conformance;

/** What pushes to a log; wrong in nobody's hands but those of the conformance commands. */
public record Pushes(String log) {}
