package org.stellaops.signer.tuf;

import dev.sigstore.tuf.model.Key;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.stellaops.signer.model.PinnedKey;

/**
 * Which key it is that metadata write. The library reads one key in many texts: with lines before
 * it, header lines, other white space. Each would be another key to whoever compares texts.
 */
final class KeyComparison {

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private KeyComparison() {}

  /**
   * The same for two writings of one key. Of a form that is not read, it is all that is written.
   */
  static String of(Key key) {
    String written = key.getKeyVal().get("public");
    if (written != null && key.getKeyType().equals("ed25519")) {
      return "ed25519 " + SPACE.matcher(written).replaceAll("").toLowerCase(Locale.ROOT);
    }
    return written != null && isPem(written) && decoded(written).isPresent()
        ? decoded(written).get().fingerprint().hex()
        : key.getKeyType() + " " + new TreeMap<>(key.getKeyVal());
  }

  /** Whether the library may read a key where this class cannot say which one it is. */
  static boolean isUnreadable(Key key) {
    String written = key.getKeyVal().get("public");
    boolean ofItsTypes = key.getKeyType().equals("rsa") || key.getKeyType().startsWith("ecdsa");
    return ofItsTypes && written != null && isPem(written) && decoded(written).isEmpty();
  }

  private static boolean isPem(String written) {
    return written.contains("-----BEGIN ");
  }

  private static Optional<PinnedKey> decoded(String pem) {
    try {
      return Optional.of(PinnedKey.parsePem(pem));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
