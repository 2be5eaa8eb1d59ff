package org.stellaops.signer.architecture.planted.core.decision;

/** Breaks nothing: what a gate says. */
public interface Decision {
  /** The request was answered before. */
  record Repeated(String answer) implements Decision {}
}
