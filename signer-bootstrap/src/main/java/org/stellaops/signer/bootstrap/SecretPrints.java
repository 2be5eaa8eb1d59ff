package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.model.Primitives;

/** Tells whether a secret is the one that it was, without keeping it. */
final class SecretPrints {

  private static final byte[] KEY = random();

  private SecretPrints() {}

  /**
   * The same for the same secret, in this process alone.
   *
   * @throws UncheckedIOException the secret cannot be read
   */
  static String of(Secret secret) {
    char[] text = revealed(secret);
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
    try {
      Mac mac = Primitives.hmacSha256(new SecretKeySpec(KEY, "HmacSHA256"));
      mac.update(bytes.duplicate());
      return HexFormat.of().formatHex(mac.doFinal());
    } finally {
      Arrays.fill(text, '\0');
      bytes.clear();
      bytes.put(new byte[bytes.capacity()]);
    }
  }

  private static char[] revealed(Secret secret) {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] random() {
    byte[] key = new byte[32];
    Primitives.random().nextBytes(key);
    return key;
  }
}
