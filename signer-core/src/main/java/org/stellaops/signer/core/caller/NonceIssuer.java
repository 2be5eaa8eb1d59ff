package org.stellaops.signer.core.caller;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.Ticker;

/**
 * The nonces that proofs must carry (RFC 9449 §9): a keyed hash of the rotation's number. Time runs
 * by the monotonic clock, so a wall clock that steps back revives no old proof.
 *
 * <p>With a secret of this process alone no restart revives one either. Nodes that share a secret
 * accept each other's nonces, and their own after a restart; they count rotations from the wall
 * clock at their start. Where their clocks disagree by more than a rotation, the caller is given a
 * fresh nonce once more. A proof is accepted once all the same: the journal sees to that.
 */
public final class NonceIssuer {

  /** A shared secret of fewer bytes could be found by trying. */
  public static final int LEAST_SECRET_BYTES = 32;

  private static final int TAG_BYTES = 16;

  private final Ticker ticker;
  private final long start;
  private final long period;
  private final SecretKeySpec key;
  private volatile Issued latest = new Issued(-1, "");

  /** The nonce of a rotation, which every request asks for. */
  private record Issued(long epoch, String nonce) {

    /** It says no secret: callers are told it. */
    @Override
    public String toString() {
      return "Issued[" + epoch + "]";
    }
  }

  private NonceIssuer(Ticker ticker, long begun, Duration rotation, byte[] secret) {
    if (rotation.compareTo(Duration.ofSeconds(1)) < 0
        || rotation.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException("nonces rotate every 1 to 60 seconds");
    }
    if (secret.length < LEAST_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret of the nonces has at least " + LEAST_SECRET_BYTES + " bytes");
    }
    this.ticker = ticker;
    this.start = ticker.nanos() - begun;
    this.period = rotation.toNanos();
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /**
   * Nonces of this process alone.
   *
   * @param rotation how long one nonce is handed out, at most 60 seconds; it is accepted for at
   *     most twice as long
   */
  public NonceIssuer(Ticker ticker, Duration rotation, SecureRandom random) {
    this(ticker, 0, rotation, secret(random));
  }

  /** Nonces of every node with this secret and this rotation. */
  public static NonceIssuer shared(
      byte[] secret, InstantSource clock, Ticker ticker, Duration rotation) {
    Instant now = clock.instant();
    long begun =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    return new NonceIssuer(ticker, begun, rotation, secret);
  }

  private static byte[] secret(SecureRandom random) {
    byte[] secret = new byte[LEAST_SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
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
    Issued known = latest;
    if (known.epoch == epoch) {
      return known.nonce;
    }
    String made = make(epoch);
    if (epoch > known.epoch) {
      latest = new Issued(epoch, made);
    }
    return made;
  }

  private String make(long epoch) {
    byte[] tag =
        Primitives.hmacSha256(key).doFinal(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(tag, TAG_BYTES));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
