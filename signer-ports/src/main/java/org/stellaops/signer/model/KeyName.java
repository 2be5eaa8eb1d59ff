package org.stellaops.signer.model;

/**
 * What a caller calls a signing key of its tenant. 1 to 63 characters out of a-z, 0-9 and hyphen.
 */
public record KeyName(String value) {

  public KeyName {
    Names.requireSlug("a key name", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
