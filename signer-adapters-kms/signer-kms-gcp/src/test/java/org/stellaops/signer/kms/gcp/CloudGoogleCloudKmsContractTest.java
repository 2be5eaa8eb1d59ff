package org.stellaops.signer.kms.gcp;

import com.google.auth.Credentials;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract against a project with Google: docs/backends/google-cloud-kms.md says how. */
@Tag("cloud")
class CloudGoogleCloudKmsContractTest extends SigningKeysContract {

  private static final String PREFIX = "STELLA_CLOUD_GOOGLE_";
  private static final String PAGE = ": docs/backends/google-cloud-kms.md";
  private static final Pattern BLANKS = Pattern.compile(" +");
  private static final AtomicInteger TURN = new AtomicInteger();

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(PREFIX + name)).filter(text -> !text.isBlank());
  }

  /** One version or more for an algorithm, with blanks between. */
  private static List<String> versions(SignatureAlgorithm algorithm) {
    return variable(algorithm.name()).stream().flatMap(BLANKS::splitAsStream).toList();
  }

  @Override
  protected SigningBench bench() {
    Set<SignatureAlgorithm> held =
        EnumSet.allOf(SignatureAlgorithm.class).stream()
            .filter(each -> !versions(each).isEmpty())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(SignatureAlgorithm.class)));
    if (held.isEmpty()) {
      throw new IllegalStateException(
          "set " + PREFIX + "ECDSA_P256_SHA256 to a version of a key" + PAGE);
    }
    Map<String, String> settings =
        variable("ENDPOINT").map(text -> Map.of("endpoint", text)).orElse(Map.of());
    return new Bench(
        held, new GoogleCloudKms().open(new KeyBackendOptions("cloud", settings, Map.of())));
  }

  private record Bench(Set<SignatureAlgorithm> held, KeyBackend keys) implements SigningBench {

    @Override
    public Set<SignatureAlgorithm> supported() {
      Set<SignatureAlgorithm> supported = EnumSet.copyOf(held);
      supported.removeIf(each -> each.name().startsWith("ML_DSA"));
      return supported;
    }

    @Override
    public boolean canHold(SignatureAlgorithm algorithm) {
      return held.contains(algorithm);
    }

    @Override
    public long messageLimit(SignatureAlgorithm algorithm) {
      return algorithm == SignatureAlgorithm.ED25519 ? GoogleKeys.RAW_LIMIT : Long.MAX_VALUE;
    }

    /** Each in turn: a key can never be taken away again, so that none is made. */
    @Override
    public KeyUri newKey(SignatureAlgorithm algorithm) {
      List<String> versions = versions(algorithm);
      return new KeyUri(versions.get(TURN.getAndIncrement() % versions.size()));
    }

    @Override
    public boolean swapKey(KeyUri key) {
      return false;
    }

    @Override
    public KeyUri absentKey() {
      return named("ABSENT", "a version that is not there, of a key that is");
    }

    @Override
    public KeyUri disabledKey() {
      return named("DISABLED", "a disabled version");
    }

    private static KeyUri named(String variable, String what) {
      return new KeyUri(
          variable(variable)
              .orElseThrow(() ->
                  new IllegalStateException("set " + PREFIX + variable + " to " + what + PAGE)));
    }

    @Override
    public PublicKey publicKey(KeyUri key) {
      try (KeyManagementServiceClient client =
          KeyManagementServiceClient.create(
              KeyManagementServiceSettings.newHttpJsonBuilder().build())) {
        return PinnedKey.parsePem(client.getPublicKey(key.value()).getPem()).key();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Faults faults() {
      return Faults.none("the service has no faults at will; the fake has all");
    }

    @Override
    public Set<String> secrets() {
      try {
        Credentials found =
            KeyManagementServiceSettings.defaultCredentialsProviderBuilder()
                .build()
                .getCredentials();
        return found.getRequestMetadata().values().stream()
            .flatMap(List::stream)
            .map(text -> text.replace("Bearer ", ""))
            .collect(Collectors.toSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
