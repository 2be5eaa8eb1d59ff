package org.stellaops.signer.model;

/**
 * The {@code iss} of an authority, compared byte for byte. Printable ASCII, at most 512 characters.
 */
public record IssuerName(String value) {

  public IssuerName {
    Names.requirePrintable("an issuer", value, 512);
  }

  @Override
  public String toString() {
    return value;
  }
}
