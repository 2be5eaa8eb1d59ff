package org.stellaops.signer.model;

/**
 * Where a signing key lives, in its backend's own form. Printable ASCII, at most 1024 characters.
 */
public record KeyUri(String value) {

  public KeyUri {
    Names.requirePrintable("a key URI", value, 1024);
  }

  @Override
  public String toString() {
    return value;
  }
}
