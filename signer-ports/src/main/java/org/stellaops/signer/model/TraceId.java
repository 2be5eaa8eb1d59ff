package org.stellaops.signer.model;

/**
 * Ties log lines and audit records of one request together. Printable ASCII, at most 64 characters.
 */
public record TraceId(String value) {

  public TraceId {
    Names.requirePrintable("a trace id", value, 64);
  }

  @Override
  public String toString() {
    return value;
  }
}
