package org.stellaops.signer.model;

/**
 * The installation that a caller runs in: the claim {@code inst}. Printable ASCII, at most 256
 * characters.
 */
public record InstanceId(String value) {

  public InstanceId {
    Names.requirePrintable("an instance id", value, 256);
  }

  @Override
  public String toString() {
    return value;
  }
}
