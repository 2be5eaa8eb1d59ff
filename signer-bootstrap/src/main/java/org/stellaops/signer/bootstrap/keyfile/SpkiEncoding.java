package org.stellaops.signer.bootstrap.keyfile;

import java.nio.charset.StandardCharsets;
import org.stellaops.signer.model.Bytes;

/** Ways to write a key on P-256 or P-384 that are not the usual one (RFC 5480 §2.1.1, §2.2). */
final class SpkiEncoding {

  private static final String EC = "\u002a\u0086\u0048\u00ce\u003d\u0002\u0001";
  private static final String P256 = "\u002a\u0086\u0048\u00ce\u003d\u0003\u0001\u0007";
  private static final String P384 = "\u002b\u0081\u0004\u0000\"";
  private static final String PRIME_FIELD = "\u002a\u0086\u0048\u00ce\u003d\u0001\u0001";

  private SpkiEncoding() {}

  /** Whether a command can make the usual form of it: a named curve, an uncompressed point. */
  static boolean isUnusual(Bytes spki) {
    String text = new String(spki.toByteArray(), StandardCharsets.ISO_8859_1);
    if (!text.contains(EC)) {
      return false;
    }
    return text.contains(PRIME_FIELD) || text.contains(P256) || text.contains(P384);
  }
}
