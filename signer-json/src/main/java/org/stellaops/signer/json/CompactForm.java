package org.stellaops.signer.json;

import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * The three parts of a JWS in compact serialization (RFC 7515 §7.1), decoded and not read.
 *
 * @param signingInput the ASCII text that is signed
 */
public record CompactForm(Bytes header, Bytes claims, Bytes signature, Bytes signingInput) {

  /**
   * Takes a text apart; empty for one that is not three parts of base64url without padding, each in
   * its one accepted form, or that is longer.
   */
  public static Optional<CompactForm> read(String compact, int maxChars) {
    int first = compact.length() > maxChars ? -1 : compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new CompactForm(
              Bytes.base64Url(compact.substring(0, first)),
              Bytes.base64Url(compact.substring(first + 1, second)),
              Bytes.base64Url(compact.substring(second + 1)),
              Bytes.utf8(compact.substring(0, second))));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
