package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.KeyBackendSettings;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.kms.keystore.CryptoModule;
import org.stellaops.signer.kms.keystore.KeystoreKeys;
import org.stellaops.signer.kms.keystore.PemKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;
import org.stellaops.signer.ports.SigningKeys;

/** The one place that knows which settings open which backend. */
final class KeyBackends {

  private KeyBackends() {}

  /** An open backend, and how to close it. */
  record Open(SigningKeys keys, AutoCloseable end) {}

  /**
   * @param types gives the type of backend with a name, from wherever its library is
   * @param fips with it, key files are the module's to read, and no key of another algorithm than
   *     its own is opened
   * @throws org.stellaops.signer.ports.PortException it cannot be opened
   * @throws UncheckedIOException a secret cannot be read
   */
  static Open open(
      KeyBackendSettings settings,
      Function<String, KeyBackendType> types,
      Optional<FipsModule> fips) {
    Optional<CryptoModule> module =
        fips.map(each -> new CryptoModule(each.provider(), FipsModule.ALGORITHMS));
    Open opened = opened(settings, types, module);
    return fips.isEmpty() ? opened : new Open(new ApprovedKeys(opened.keys()), opened.end());
  }

  private static Open opened(
      KeyBackendSettings settings,
      Function<String, KeyBackendType> types,
      Optional<CryptoModule> module) {
    return switch (settings) {
      case KeyBackendSettings.Keystore(String name, Path file, Secret password) -> {
        Supplier<char[]> secret = () -> revealed(password);
        KeystoreKeys keys =
            module
                .map(only -> KeystoreKeys.open(file, secret, only))
                .orElseGet(() -> KeystoreKeys.open(file, secret));
        yield new Open(keys, keys);
      }
      case KeyBackendSettings.Pem(String name, Path file, Secret password) -> {
        Optional<Supplier<char[]>> secret =
            Optional.ofNullable(password).map(each -> () -> revealed(each));
        PemKeys keys =
            module
                .map(only -> PemKeys.open(file, secret, only))
                .orElseGet(() -> PemKeys.open(file, secret));
        yield new Open(keys, keys);
      }
      case KeyBackendSettings.Pkcs11 pkcs11 ->
          found(
              pkcs11,
              types,
              written(
                  "module", pkcs11.module(),
                  "token", pkcs11.token(),
                  "sessions", pkcs11.sessions(),
                  "callTime", pkcs11.callTime().toMillis(),
                  "environment", String.join("\n", pkcs11.environment())),
              Map.of("pin", () -> handed(pkcs11.pin())));
      case KeyBackendSettings.AwsKms aws ->
          found(
              aws,
              types,
              written("region", aws.region(), "endpoint", aws.endpoint(), "caFile", aws.caFile()),
              Map.of());
      case KeyBackendSettings.AzureKeyVault azure ->
          found(
              azure,
              types,
              written(
                  "vault", azure.vault(),
                  "authority", azure.authority(),
                  "caFile", azure.caFile()),
              Map.of());
      case KeyBackendSettings.GoogleCloudKms google ->
          found(
              google,
              types,
              written("endpoint", google.endpoint(), "caFile", google.caFile()),
              Map.of());
    };
  }

  private static Open found(
      KeyBackendSettings settings,
      Function<String, KeyBackendType> types,
      Map<String, String> written,
      Map<String, Supplier<char[]>> secrets) {
    KeyBackend backend =
        types.apply(settings.type()).open(new KeyBackendOptions(settings.name(), written, secrets));
    return new Open(backend, backend);
  }

  /** Names and values by turns; a value that is not written is left out. */
  private static Map<String, String> written(@Nullable Object... namesAndValues) {
    Map<String, String> written = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        written.put(String.valueOf(namesAndValues[i]), value.toString());
      }
    }
    return written;
  }

  /**
   * What an open backend was opened from: as long as it is the same, the backend need not be opened
   * again. A secret shows as a digest under a key of this process.
   *
   * @throws IOException a file that the settings name cannot be read
   * @throws UncheckedIOException a secret cannot be read
   */
  static String version(KeyBackendSettings settings, @Nullable Path libraries) throws IOException {
    return switch (settings) {
      case KeyBackendSettings.Keystore keystore -> file(keystore.file());
      case KeyBackendSettings.Pem pem -> file(pem.file());
      case KeyBackendSettings.Pkcs11 pkcs11 ->
          pkcs11 + " " + libraries + " " + SecretPrints.of(pkcs11.pin());
      case KeyBackendSettings.AwsKms aws -> aws + " " + libraries + " " + caFile(aws.caFile());
      case KeyBackendSettings.AzureKeyVault azure ->
          azure + " " + libraries + " " + caFile(azure.caFile());
      case KeyBackendSettings.GoogleCloudKms google ->
          google + " " + libraries + " " + caFile(google.caFile());
    };
  }

  private static String file(Path file) throws IOException {
    return file + " " + Bytes.adopt(Files.readAllBytes(file)).sha256();
  }

  private static String caFile(@Nullable Path file) throws IOException {
    return file == null ? "" : file(file);
  }

  /** Whether its keys are in hardware, or in a service that promises it. */
  static boolean isHardware(KeyBackendSettings settings) {
    return !(settings instanceof KeyBackendSettings.Keystore)
        && !(settings instanceof KeyBackendSettings.Pem);
  }

  /** The word for the backend in records and metrics. */
  static String keyClass(KeyBackendSettings settings) {
    return settings.type();
  }

  /** What the backend's adapter calls the key that is configured as {@code key}. */
  static KeyUri uri(KeyBackendSettings settings, String key) {
    return new KeyUri(
        settings instanceof KeyBackendSettings.Keystore ? KeystoreKeys.SCHEME + key : key);
  }

  private static char[] revealed(Secret secret) {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a library, which asks whenever it logs in and knows the words of the port alone. */
  private static char[] handed(Secret secret) {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new DependencyUnavailable(
          Dependency.SIGNING_KEYS, false, String.valueOf(e.getMessage()), e);
    }
  }
}
