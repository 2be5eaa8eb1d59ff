package org.stellaops.signer.model;

/**
 * The {@code sub} of an access token that a person uses through a client which is not that person.
 * Printable ASCII, at most 256 characters.
 */
public record PersonId(String value) {

  public PersonId {
    Names.requirePrintable("a person's id", value, 256);
  }

  @Override
  public String toString() {
    return value;
  }
}
