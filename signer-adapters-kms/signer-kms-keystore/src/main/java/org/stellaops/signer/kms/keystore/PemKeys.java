package org.stellaops.signer.kms.keystore;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;

/**
 * The one key of a PEM file, encrypted (PKCS#8 with PBES2) or not, under the name {@value #KEY}.
 * The file is read once; it belongs to its owner alone, as a keystore does. Signs as {@link
 * KeystoreKeys} does. Safe for concurrent use.
 */
public final class PemKeys implements KeyBackend {

  /** The name of the key. */
  public static final String KEY = "key";

  private final Path file;
  private volatile @Nullable LocalKey key;

  private PemKeys(Path file, LocalKey key) {
    this.file = file;
    this.key = key;
  }

  /**
   * Reads the key into memory.
   *
   * @param password of an encrypted key; empty for one that is not. The array it gives is
   *     overwritten
   * @throws BackendRefused the file is open to others, or does not hold one usable key
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, it is absent or cannot be read
   */
  public static PemKeys open(Path file, Optional<Supplier<char[]>> password) {
    return new PemKeys(file, PemFile.read(file, password, new SoftwarePem()));
  }

  /**
   * As {@link #open(Path, Optional)}, by {@code module} alone.
   *
   * @throws BackendRefused also for a kind of key, or of encryption, that the module does not use
   */
  public static PemKeys open(Path file, Optional<Supplier<char[]>> password, CryptoModule module) {
    return new PemKeys(file, PemFile.read(file, password, new ModulePem(module)));
  }

  @Override
  public SigningKey open(KeyUri uri, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    PinnedKey pin = pin(uri, usable(uri, deadline), wanted);
    return new SigningKey() {
      @Override
      public PinnedKey pin() {
        return pin;
      }

      @Override
      public boolean isInSoftware() {
        return true;
      }

      @Override
      public boolean isLocal() {
        return true;
      }

      @Override
      public SignatureValue sign(Signable what, SendGate gate, Deadline by) {
        LocalKey own = usable(uri, by);
        gate.requireOpen();
        return new SignatureValue(pin.algorithm(), own.sign(what, pin.algorithm()), own.madeBy());
      }
    };
  }

  private static PinnedKey pin(KeyUri uri, LocalKey key, @Nullable SignatureAlgorithm wanted) {
    try {
      return wanted == null ? key.pin() : key.pin().under(wanted);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("key " + uri + ": " + e.getMessage(), e);
    }
  }

  private LocalKey usable(KeyUri uri, Deadline deadline) {
    LocalKey open = key;
    if (open == null) {
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "the key file is closed");
    }
    if (deadline.hasPassed()) {
      throw new DependencyUnavailable(
          Dependency.SIGNING_KEYS, false, "the deadline passed before the key was asked");
    }
    if (!uri.value().equals(KEY)) {
      throw new KeyNotFound(uri, "the one key of " + file + " is named " + KEY);
    }
    return open;
  }

  @Override
  public void requireReachable(Deadline deadline) {
    if (key == null) {
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "the key file is closed");
    }
  }

  @Override
  public void close() {
    key = null;
  }

  @Override
  public String toString() {
    return "PemKeys[" + file + "]";
  }
}
