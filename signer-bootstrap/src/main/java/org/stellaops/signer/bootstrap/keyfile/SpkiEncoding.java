package org.stellaops.signer.bootstrap.keyfile;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.stellaops.signer.model.Bytes;

/** Ways to write a key on P-256 or P-384 that are not the usual one (RFC 5480 §2.1.1, §2.2). */
final class SpkiEncoding {

  // Object identifiers in DER.
  private static final String EC_PUBLIC_KEY = "2a8648ce3d0201";
  private static final String P256 = "2a8648ce3d030107";
  private static final String P384 = "2b81040022";
  private static final String PRIME_FIELD = "2a8648ce3d0101";

  private SpkiEncoding() {}

  /** Whether a command can make the usual form of it: a named curve, an uncompressed point. */
  static boolean isUnusual(Bytes spki) {
    String hex = HexFormat.of().formatHex(spki.toByteArray());
    return hex.contains(EC_PUBLIC_KEY)
        && Stream.of(P256, P384, PRIME_FIELD).anyMatch(hex::contains);
  }
}
