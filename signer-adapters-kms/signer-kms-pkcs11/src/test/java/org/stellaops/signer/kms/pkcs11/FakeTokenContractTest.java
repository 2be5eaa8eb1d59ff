package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.BackendFault;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract with a fake of the process; the interop suite runs it on SoftHSM2. */
class FakeTokenContractTest extends SigningKeysContract {

  private static final String PIN = "pin-of-the-fake-token";
  private static final Set<SignatureAlgorithm> SUPPORTED =
      EnumSet.of(
          SignatureAlgorithm.ECDSA_P256_SHA256,
          SignatureAlgorithm.ECDSA_P384_SHA384,
          SignatureAlgorithm.ECDSA_P521_SHA512,
          SignatureAlgorithm.RSA_PKCS1_SHA256,
          SignatureAlgorithm.RSA_PSS_SHA256,
          SignatureAlgorithm.ED25519);

  @TempDir private Path parent;

  @Override
  protected SigningBench bench() {
    try {
      return new Bench(Files.createTempDirectory(parent, "token"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Bench implements SigningBench, SigningBench.Faults {

    private final Path directory;
    private final TokenKeys keys;
    private final Map<String, PublicKey> publicKeys = new ConcurrentHashMap<>();

    Bench(Path directory) {
      this.directory = directory;
      this.keys =
          Pkcs11.keys(
              "hsm",
              new TokenLogin(
                  FakeToken.command(directory),
                  4,
                  "module",
                  "pkcs11:token=x",
                  PIN::toCharArray,
                  Map.of(),
                  Duration.ofSeconds(20)));
    }

    @Override
    public SigningKeys keys() {
      return keys;
    }

    @Override
    public Set<SignatureAlgorithm> supported() {
      return SUPPORTED;
    }

    @Override
    public long messageLimit(SignatureAlgorithm algorithm) {
      return algorithm == SignatureAlgorithm.ED25519 ? Wire.LONGEST_MESSAGE : Long.MAX_VALUE;
    }

    @Override
    public KeyUri newKey(SignatureAlgorithm algorithm) {
      String label =
          algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-') + publicKeys.size();
      hold(label, KeyPairs.generate(algorithm));
      return new KeyUri("pkcs11:object=" + label);
    }

    private void hold(String label, KeyPair pair) {
      try {
        Files.write(directory.resolve(label + ".spki"), pair.getPublic().getEncoded());
        Files.write(directory.resolve(label + ".p8"), pair.getPrivate().getEncoded());
        publicKeys.put(label, pair.getPublic());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean swapKey(KeyUri key) {
      hold(label(key), KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256));
      return true;
    }

    private static String label(KeyUri key) {
      return key.value().substring("pkcs11:object=".length());
    }

    @Override
    public KeyUri absentKey() {
      return new KeyUri("pkcs11:object=absent");
    }

    @Override
    public KeyUri disabledKey() {
      return new KeyUri("pkcs11:object=disabled");
    }

    @Override
    public PublicKey publicKey(KeyUri key) {
      return publicKeys.get(label(key));
    }

    @Override
    public Faults faults() {
      return this;
    }

    @Override
    public Set<BackendFault> possible() {
      return EnumSet.allOf(BackendFault.class);
    }

    @Override
    public void arrange(BackendFault fault) {
      try {
        Files.writeString(directory.resolve("fault"), fault.name());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (fault == BackendFault.UNREACHABLE) {
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().commandLine().orElse("").contains(directory.toString()))
            .forEach(ProcessHandle::destroyForcibly);
      }
    }

    @Override
    public int signRequests() {
      try (Stream<Path> files = Files.list(directory)) {
        return (int) files.filter(file -> file.toString().endsWith(".sign")).count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Set<String> secrets() {
      return Set.of(PIN);
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
