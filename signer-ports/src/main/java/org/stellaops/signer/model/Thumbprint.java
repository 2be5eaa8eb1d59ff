package org.stellaops.signer.model;

import java.util.regex.Pattern;

/** A JWK SHA-256 thumbprint (RFC 7638) in base64url without padding: the {@code jkt}. */
public record Thumbprint(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  public Thumbprint {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a thumbprint has 43 base64url characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
