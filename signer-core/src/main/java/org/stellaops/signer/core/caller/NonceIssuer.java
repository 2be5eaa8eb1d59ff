package org.stellaops.signer.core.caller;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stellaops.signer.model.Ticker;

/**
 * The nonces that proofs must carry (RFC 9449 §9). They are judged by monotonic time and by a key
 * that dies with the process, so neither a clock that steps back nor a restart revives an old
 * proof.
 */
public final class NonceIssuer {

  private static final int TAG_BYTES = 16;

  private final Ticker ticker;
  private final long start;
  private final long period;
  private final SecretKeySpec key;

  /**
   * @param rotation how long one nonce is handed out, at most 60 seconds; it is accepted for at
   *     most twice as long
   */
  public NonceIssuer(Ticker ticker, Duration rotation, SecureRandom random) {
    if (rotation.compareTo(Duration.ofSeconds(1)) < 0
        || rotation.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException("nonces rotate every 1 to 60 seconds");
    }
    this.ticker = ticker;
    this.start = ticker.nanos();
    this.period = rotation.toNanos();
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
    Arrays.fill(secret, (byte) 0);
  }

  /** The nonce to hand out now. */
  public String current() {
    return nonce(epoch());
  }

  /** Whether {@code nonce} was handed out in this rotation or the one before. */
  public boolean accepts(String nonce) {
    long now = epoch();
    return same(nonce, nonce(now)) || (now > 0 && same(nonce, nonce(now - 1)));
  }

  private long epoch() {
    return (ticker.nanos() - start) / period;
  }

  private String nonce(long epoch) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] tag = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(tag, TAG_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
