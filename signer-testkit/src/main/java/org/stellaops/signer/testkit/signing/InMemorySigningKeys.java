package org.stellaops.signer.testkit.signing;

import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.InMemoryKeyBackend.RequestFailed;

/** Keys in memory, named {@code memory:<name>}. Keeps the whole contract, faults included. */
public final class InMemorySigningKeys implements SigningKeys, AutoCloseable {

  private static final String SCHEME = "memory:";
  private static final int ATTEMPTS = 3;

  private final InMemoryKeyBackend backend;
  private final Set<SignatureAlgorithm> supported;
  private volatile boolean closed;

  /** Keys of every algorithm in a backend of their own. */
  public InMemorySigningKeys() {
    this(new InMemoryKeyBackend(), EnumSet.allOf(SignatureAlgorithm.class));
  }

  public InMemorySigningKeys(InMemoryKeyBackend backend, Set<SignatureAlgorithm> supported) {
    this.backend = backend;
    this.supported = Set.copyOf(supported);
  }

  public InMemoryKeyBackend backend() {
    return backend;
  }

  /** Makes a key in the backend. */
  public KeyUri newKey(SignatureAlgorithm algorithm) {
    return uri(backend.newKey(algorithm));
  }

  static KeyUri uri(String name) {
    return new KeyUri(SCHEME + name);
  }

  static String name(KeyUri key) {
    return key.value().substring(SCHEME.length());
  }

  public PinnedKey publicKey(KeyUri key, Deadline deadline) {
    String name = usable(key, deadline);
    return PinnedKey.of(backend.publicKey(name), backend.algorithm(name));
  }

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    PublicKey found = publicKey(key, deadline).key();
    SignatureAlgorithm algorithm = wanted == null ? backend.algorithm(name(key)) : wanted;
    if (SignatureAlgorithm.of(found, algorithm).isEmpty()) {
      throw new BackendRefused("key " + key + " does not sign by " + algorithm.label());
    }
    PinnedKey pin = PinnedKey.of(found, algorithm);
    return new SigningKey() {
      @Override
      public PinnedKey pin() {
        return pin;
      }

      @Override
      public SignatureValue sign(Signable what, SendGate gate, Deadline by) {
        return InMemorySigningKeys.this.sign(key, what, gate, by);
      }
    };
  }

  @Override
  public void requireReachable(Deadline deadline) {
    if (closed) {
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "closed");
    }
  }

  /** Signs whatever the gate would say. */
  public SignatureValue sign(KeyUri key, Signable what, Deadline deadline) {
    return sign(key, what, () -> {}, deadline);
  }

  private SignatureValue sign(KeyUri key, Signable what, SendGate gate, Deadline deadline) {
    String name = usable(key, deadline);
    for (int attempt = 1; ; attempt++) {
      gate.requireOpen();
      try {
        Bytes answer = backend.sign(name, what, deadline.remaining());
        return new SignatureValue(backend.algorithm(name), shaped(name, answer), "in-memory");
      } catch (RequestFailed e) {
        switch (e.trouble()) {
          case DENIED -> throw new BackendRefused("the backend denies key " + key, e);
          case THROTTLED -> {
            if (attempt == ATTEMPTS) {
              throw DependencyUnavailable.busy(Dependency.SIGNING_KEYS, "throttled", e);
            }
          }
          case NO_CONNECTION -> throw unavailable(false, "unreachable", e);
          case TIMED_OUT -> throw unavailable(true, "no answer in time", e);
          case CONNECTION_LOST -> throw unavailable(true, "connection lost", e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unavailable(true, "interrupted", e);
      }
    }
  }

  private String usable(KeyUri key, Deadline deadline) {
    if (closed || deadline.hasPassed()) {
      throw new DependencyUnavailable(
          Dependency.SIGNING_KEYS, false, closed ? "closed" : "the deadline has passed");
    }
    if (!key.value().startsWith(SCHEME) || !backend.mayUse(name(key))) {
      throw new KeyNotFound(key, "absent or disabled");
    }
    if (!supported.contains(backend.algorithm(name(key)))) {
      throw new BackendRefused("key " + key + " is of an unsupported kind");
    }
    return name(key);
  }

  private Bytes shaped(String name, Bytes answer) {
    boolean plausible =
        switch (backend.algorithm(name)) {
          case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 ->
              CanonicalDer.read(answer).isPresent();
          case RSA_PKCS1_SHA256, RSA_PSS_SHA256 ->
              backend.publicKey(name) instanceof RSAKey rsa
                  && answer.size() == (rsa.getModulus().bitLength() + 7) / 8;
          case ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
              backend.algorithm(name).isCanonical(answer);
        };
    if (!plausible) {
      throw new DependencyUnavailable(
          Dependency.SIGNING_KEYS, true, "the backend's answer is no signature");
    }
    return answer;
  }

  private static DependencyUnavailable unavailable(boolean may, String why, Exception cause) {
    return new DependencyUnavailable(Dependency.SIGNING_KEYS, may, why, cause);
  }

  @Override
  public void close() {
    closed = true;
  }
}
