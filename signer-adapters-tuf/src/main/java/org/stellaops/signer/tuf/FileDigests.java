package org.stellaops.signer.tuf;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/** The digests of a file that signed metadata name; each that is there has to be its. */
record FileDigests(Optional<String> sha256, Optional<String> sha512) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA512 = Pattern.compile("[0-9a-f]{128}");

  /** Refuses what could not be compared, or would be nothing in a name. */
  void require(String what) {
    if ((sha256.isEmpty() && sha512.isEmpty())
        || !SHA256.matcher(sha256.orElse("0".repeat(64))).matches()
        || !SHA512.matcher(sha512.orElse("0".repeat(128))).matches()) {
      throw new UpdateRefused(
          Problem.MALFORMED, what + " has no SHA-256 or SHA-512 in hexadecimal digits");
    }
  }

  boolean areOf(Bytes content) {
    return sha256.map(hex -> hex.equals(content.sha256().hex())).orElse(true)
        && sha512.map(hex -> hex.equals(sha512(content))).orElse(true);
  }

  /** The one that repositories put into names: python-tuf writes each, and clients take any. */
  String inName() {
    return sha512.or(() -> sha256).orElseThrow();
  }

  private static String sha512(Bytes content) {
    return HexFormat.of().formatHex(Primitives.digest("SHA-512").digest(content.toByteArray()));
  }
}
