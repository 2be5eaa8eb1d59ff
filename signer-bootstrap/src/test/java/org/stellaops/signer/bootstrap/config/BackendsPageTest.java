package org.stellaops.signer.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example on the page of backends is read as it stands, with every type in it. */
class BackendsPageTest {

  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

  @TempDir Path directory;

  private static Path page() {
    Path here = Path.of("").toAbsolutePath();
    Path docs =
        Files.isDirectory(here.resolve("docs"))
            ? here.resolve("docs")
            : here.resolveSibling("docs");
    return docs.resolve("backends/README.md");
  }

  @Test
  void example_oneOfEach_isRead() throws Exception {
    Matcher example = YAML.matcher(Files.readString(page()));
    assertThat(example.find()).isTrue();
    for (String name : new String[] {"keys.p12", "key.pem", "libsofthsm2.so"}) {
      Files.writeString(directory.resolve(name), "");
    }
    for (String type : new String[] {"pkcs11", "aws-kms", "azure-key-vault", "google-cloud-kms"}) {
      Path library = Files.createDirectories(directory.resolve("backends").resolve(type));
      Files.writeString(library.resolve("library.jar"), "");
    }
    Path file = directory.resolve("signer.yaml");
    Files.writeString(
        file,
        """
        authorities: {main: {issuer: "http://127.0.0.1:9", jwksUri: "http://127.0.0.1:9/jwks.json"}}
        licensing:
          issuer: http://127.0.0.1:9/licensing
          jwksUri: http://127.0.0.1:9/licensing/jwks.json
          mode: token
          acceptUnseenRevocation: true
        store: {directory: store}
        plans:
          pro: {maxArtifactBytes: 1MiB, rate: 1, burst: 1, concurrency: 1, bytesPerDay: 1MiB, signaturesPerDay: 1}
        """
            + example
                .group(1)
                .replace("  acme:\n", "  acme:\n    plans: [pro]\n    subjects: [\"*\"]\n")
                .replace("keys:\n  backends:", "keys:\n  libraries: backends\n  backends:"));

    Config config =
        ConfigReader.read(
            file, Map.of("KEYSTORE_PASSWORD", "a", "KEY_PASSWORD", "b", "TOKEN_PIN", "c"));

    assertThat(config.keys().backends())
        .extracting(KeyBackendSettings::type)
        .containsExactlyInAnyOrder(
            "keystore", "pem", "pkcs11", "aws-kms", "azure-key-vault", "google-cloud-kms");
    assertThat(config.tenants().get(0).keys())
        .extracting(key -> key.uri().key())
        .contains(
            "pkcs11:object=report;id=%01",
            "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "https://acme.vault.azure.net/keys/image/0123456789abcdef0123456789abcdef");
  }
}
