package org.stellaops.signer.kms.keystore;

import java.nio.file.Path;
import java.util.Map;
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
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/**
 * The keys of one encrypted PKCS#12 file (RFC 7292), named {@code keystore:<alias>}. The file is
 * read once, in {@link #open}; a file that changes later is not noticed.
 *
 * <p>It signs by every {@link SignatureAlgorithm}. One message has one signature under one key,
 * with RSA PSS alone excepted. With a {@link CryptoModule} the file is of its own format, and the
 * module's algorithms and random numbers are all there are. Keys of any other kind in the file are
 * refused, not ignored. Safe for concurrent use; a call never blocks on anything but the processor.
 */
public final class KeystoreKeys implements SigningKeys, AutoCloseable {

  /** What every key URI of this backend starts with. */
  public static final String SCHEME = "keystore:";

  private final String file;
  private volatile Map<String, HeldKey> keys;
  private volatile boolean closed;

  private KeystoreKeys(String file, Map<String, HeldKey> keys) {
    this.file = file;
    this.keys = keys;
  }

  /**
   * Reads every key of {@code file} into memory. On a POSIX file system nobody but its owner may
   * have any access to it.
   *
   * @param password asked once; printable ASCII; the array it returns is overwritten before this
   *     method returns
   * @throws BackendRefused the file is open to others, is no PKCS#12 file, is corrupt, has another
   *     password or holds a key that does not fit its certificate
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, the file is absent or cannot be
   *     read
   */
  public static KeystoreKeys open(Path file, Supplier<char[]> password) {
    return new KeystoreKeys(file.toString(), KeystoreReader.read(file, password));
  }

  /**
   * As {@link #open(Path, Supplier)}, of a BCFKS file, which {@code module} alone reads and signs
   * with.
   *
   * @throws BackendRefused also for a PKCS#12 file
   */
  public static KeystoreKeys open(Path file, Supplier<char[]> password, CryptoModule module) {
    return new KeystoreKeys(file.toString(), ModuleKeystore.read(file, password, module));
  }

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    PinnedKey pin = pin(key, usable(key, deadline).key(), wanted);
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
        LocalKey own = usable(key, by).key();
        gate.requireOpen();
        return new SignatureValue(pin.algorithm(), own.sign(what, pin.algorithm()), own.madeBy());
      }
    };
  }

  @Override
  public void requireReachable(Deadline deadline) {
    if (closed) {
      throw unavailable("the keystore is closed");
    }
  }

  private static PinnedKey pin(KeyUri uri, LocalKey key, @Nullable SignatureAlgorithm wanted) {
    if (wanted == null) {
      return key.pin();
    }
    try {
      return key.pin().under(wanted);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("key " + uri + ": " + e.getMessage(), e);
    }
  }

  private HeldKey.Usable usable(KeyUri key, Deadline deadline) {
    if (closed) {
      throw unavailable("the keystore is closed");
    }
    if (deadline.hasPassed()) {
      throw unavailable("the deadline passed before the keystore was asked");
    }
    if (!key.value().startsWith(SCHEME)) {
      throw new KeyNotFound(key, "a key of this backend is named " + SCHEME + "<alias>");
    }
    String alias = key.value().substring(SCHEME.length());
    return switch (keys.get(alias)) {
      case null -> throw new KeyNotFound(named(alias), "no such alias in " + file);
      case HeldKey.Usable usable -> usable;
      case HeldKey.OfAnotherKind other ->
          throw new BackendRefused("key " + alias + ": " + other.why());
      case HeldKey.NotAKeyPair none ->
          throw new KeyNotFound(named(alias), "the entry holds no private key");
    };
  }

  /** As people wrote it: the scheme is ours. */
  private static KeyUri named(String alias) {
    return new KeyUri(alias);
  }

  private static DependencyUnavailable unavailable(String why) {
    return new DependencyUnavailable(Dependency.SIGNING_KEYS, false, why);
  }

  /**
   * Forgets every key; calls from now on fail. Calls under way finish. The memory is free to be
   * reused, but the platform gives no way to overwrite it.
   */
  @Override
  public void close() {
    closed = true;
    keys = Map.of();
  }

  @Override
  public String toString() {
    return "KeystoreKeys[" + file + "]";
  }
}
