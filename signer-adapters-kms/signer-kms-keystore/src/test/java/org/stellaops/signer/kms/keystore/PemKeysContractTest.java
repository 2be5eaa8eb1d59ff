package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** A PEM file has one key, so the bench has a file for each key. */
class PemKeysContractTest extends SigningKeysContract {

  @TempDir private Path directory;

  /** Sends each key's name to its own file. */
  private static final class KeyFiles implements SigningKeys {
    private final Function<Path, PemKeys> opener;
    private final Map<String, Path> files = new HashMap<>();
    private final Map<String, PemKeys> opened = new ConcurrentHashMap<>();
    private boolean closed;

    KeyFiles(Function<Path, PemKeys> opener) {
      this.opener = opener;
    }

    @Override
    public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
      Path file = files.get(key.value());
      if (file == null) {
        throw new KeyNotFound(key, "no such file");
      }
      return opened
          .computeIfAbsent(key.value(), any -> opener.apply(file))
          .open(new KeyUri(PemKeys.KEY), wanted, deadline);
    }

    @Override
    public void requireReachable(Deadline deadline) {
      if (closed) {
        throw new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "closed");
      }
    }
  }

  static Path write(Path file, KeyPair pair) {
    try {
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(pair.getPrivate().getEncoded());
      Files.writeString(
          file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PemKeys open(Path file) {
    return PemKeys.open(file, Optional.empty());
  }

  Set<SignatureAlgorithm> supported() {
    return KeyPairs.known();
  }

  KeyPair pair(SignatureAlgorithm algorithm) {
    return KeyPairs.generate(algorithm);
  }

  @Override
  protected SigningBench bench() {
    KeyFiles keys = new KeyFiles(this::open);
    Map<String, PublicKey> known = new HashMap<>();
    return new SigningBench() {
      @Override
      public SigningKeys keys() {
        return keys;
      }

      @Override
      public Set<SignatureAlgorithm> supported() {
        return PemKeysContractTest.this.supported();
      }

      @Override
      public KeyUri newKey(SignatureAlgorithm algorithm) {
        KeyPair pair = pair(algorithm);
        String name = "k" + known.size();
        keys.files.put(
            name, write(directory.resolve(name + "-" + System.nanoTime() + ".pem"), pair));
        known.put(name, pair.getPublic());
        return new KeyUri(name);
      }

      @Override
      public boolean swapKey(KeyUri key) {
        return false;
      }

      @Override
      public KeyUri absentKey() {
        return new KeyUri("absent");
      }

      @Override
      public KeyUri disabledKey() {
        return new KeyUri("disabled");
      }

      @Override
      public PublicKey publicKey(KeyUri key) {
        return known.get(key.value());
      }

      @Override
      public Faults faults() {
        return Faults.none("the keys are in this process; there is no one to ask");
      }

      @Override
      public Set<String> secrets() {
        return Set.of("no password");
      }

      @Override
      public void close() {
        keys.closed = true;
        keys.opened.values().forEach(PemKeys::close);
      }
    };
  }
}
