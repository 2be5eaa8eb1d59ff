package org.stellaops.signer.model;

/** The OAuth client that an access token was issued to. Printable ASCII, at most 256 characters. */
public record ClientId(String value) {

  public ClientId {
    Names.requirePrintable("a client id", value, 256);
  }

  @Override
  public String toString() {
    return value;
  }
}
