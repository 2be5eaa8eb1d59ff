package org.stellaops.signer.testkit.signing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;

/** A key service in memory, behind {@link InMemorySigningKeys}, that breaks when it is told to. */
public final class InMemoryKeyBackend {

  /** What a caller proves itself with. */
  public static final String CREDENTIAL = "credential-of-the-in-memory-backend";

  /** Why a request has no answer. */
  public enum Trouble {
    DENIED,
    THROTTLED,
    NO_CONNECTION,
    TIMED_OUT,
    CONNECTION_LOST
  }

  /** A request without an answer. */
  public static final class RequestFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final Trouble trouble;

    RequestFailed(Trouble trouble) {
      super(trouble.name());
      this.trouble = trouble;
    }

    public Trouble trouble() {
      return trouble;
    }
  }

  private static final Set<BackendFault> LASTING =
      EnumSet.of(BackendFault.DENIED, BackendFault.THROTTLED);

  private record Held(KeyPair pair, SignatureAlgorithm algorithm, boolean enabled) {}

  private final Map<String, Held> keys = new ConcurrentHashMap<>();
  private final AtomicInteger serial = new AtomicInteger();
  private final AtomicInteger signRequests = new AtomicInteger();
  private final AtomicReference<@Nullable BackendFault> fault = new AtomicReference<>();

  /** Makes a key and returns its name. */
  public String newKey(SignatureAlgorithm algorithm) {
    return hold(algorithm, true);
  }

  /** Puts a new key of the same kind under the name of an old one. */
  public void swapKey(String name) {
    Held old = held(name);
    keys.put(name, new Held(KeyPairs.generate(old.algorithm()), old.algorithm(), old.enabled()));
  }

  /** Makes a P-256 key that may not sign and returns its name. */
  public String newDisabledKey() {
    return hold(SignatureAlgorithm.ECDSA_P256_SHA256, false);
  }

  private String hold(SignatureAlgorithm algorithm, boolean enabled) {
    String name = "key-" + serial.incrementAndGet();
    keys.put(name, new Held(KeyPairs.generate(algorithm), algorithm, enabled));
    return name;
  }

  /** The key exists and may sign. */
  public boolean mayUse(String name) {
    Held held = keys.get(name);
    return held != null && held.enabled();
  }

  /**
   * The public half of the key {@code name}.
   *
   * @throws IllegalArgumentException no such key
   */
  public PublicKey publicKey(String name) {
    return held(name).pair().getPublic();
  }

  public SignatureAlgorithm algorithm(String name) {
    return held(name).algorithm();
  }

  /**
   * Breaks the next request to sign; {@link BackendFault#DENIED} and {@link BackendFault#THROTTLED}
   * break every one.
   */
  public void arrange(BackendFault next) {
    fault.set(next);
  }

  public int signRequests() {
    return signRequests.get();
  }

  /**
   * Signs, unless a fault was arranged.
   *
   * @param patience how long the caller waits for an answer
   */
  public Bytes sign(String name, Signable what, Duration patience)
      throws RequestFailed, InterruptedException {
    BackendFault now = fault.getAndUpdate(f -> f != null && LASTING.contains(f) ? f : null);
    if (now == BackendFault.UNREACHABLE) {
      throw new RequestFailed(Trouble.NO_CONNECTION);
    }
    signRequests.incrementAndGet();
    if (now == null) {
      return signature(name, what);
    }
    return switch (now) {
      case DENIED -> throw new RequestFailed(Trouble.DENIED);
      case THROTTLED_ONCE, THROTTLED -> throw new RequestFailed(Trouble.THROTTLED);
      case STALLED -> {
        boolean answered = new CountDownLatch(1).await(patience.toNanos(), TimeUnit.NANOSECONDS);
        throw new RequestFailed(answered ? Trouble.CONNECTION_LOST : Trouble.TIMED_OUT);
      }
      case DROPPED_AFTER_SIGNING -> {
        Bytes lost = signature(name, what);
        throw new RequestFailed(lost.isEmpty() ? Trouble.TIMED_OUT : Trouble.CONNECTION_LOST);
      }
      case MALFORMED_ANSWER -> Bytes.utf8("<html>502</html>");
      case UNREACHABLE -> throw new IllegalStateException("handled above");
    };
  }

  private Bytes signature(String name, Signable what) {
    Held held = held(name);
    try {
      Signature signature = held.algorithm().newSignature();
      signature.initSign(held.pair().getPrivate());
      what.update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Held held(String name) {
    Held held = keys.get(name);
    if (held == null) {
      throw new IllegalArgumentException("no key " + name);
    }
    return held;
  }
}
