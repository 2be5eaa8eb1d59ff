package org.stellaops.signer.model;

/** What a caller sends to make a repeated request safe. Printable ASCII, at most 255 characters. */
public record IdempotencyKey(String value) {

  public IdempotencyKey {
    Names.requirePrintable("an idempotency key", value, 255);
  }

  @Override
  public String toString() {
    return value;
  }
}
