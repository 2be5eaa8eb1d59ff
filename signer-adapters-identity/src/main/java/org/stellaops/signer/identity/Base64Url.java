package org.stellaops.signer.identity;

import java.util.Base64;
import java.util.Optional;

/** Base64url without padding (RFC 7515 §2) where every value has exactly one accepted text. */
final class Base64Url {

  private Base64Url() {}

  static Optional<byte[]> decode(String text) {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(text);
      return encode(decoded).equals(text) ? Optional.of(decoded) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String encode(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }
}
