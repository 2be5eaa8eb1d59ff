package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Observations;

class SourcesTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "aws, 123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "google, europe-west1-docker.pkg.dev",
    "azure, team.azurecr.io"
  })
  void open_withTheIdentityOfAWorkload_asksNobodyYet(String cloud, String host) throws Exception {
    NewKeystore.create(directory.resolve("keys.p12"), "sbom", "correct".toCharArray());
    Files.writeString(directory.resolve("password"), "correct\n");
    try (InputStream key = SourcesTest.class.getResourceAsStream("/config/files/release.pub")) {
      Files.write(directory.resolve("release.pub"), key.readAllBytes());
    }
    Config config =
        SmallConfig.in(
            directory,
            "sbom: {uri: \"main:sbom\", published: true}",
            """
            keys: {backends: {main: {type: keystore, file: keys.p12, password: "file:password"}}}
            releases:
              signers: {release: {key: release.pub}}
              sources:
                hub: {type: registry, url: "https://%s", repository: a/b, workloadIdentity: %s}
            """
                .formatted(host, cloud));
    AtomicInteger asked = new AtomicInteger();
    Observations counting =
        new Observations() {
          @Override
          public void observe(RequestTrace trace) {
            asked.incrementAndGet();
          }

          @Override
          public void called(String dependency, String outcome, Duration took) {
            asked.incrementAndGet();
          }
        };
    try (Opened opened = new Opened()) {
      List<ArtifactRegistry> sources =
          Sources.open(config, Ticker.system(), new Connections(counting, opened));
      assertThat(sources).extracting(ArtifactRegistry::name).containsExactly("hub");
    }
    assertThat(asked).hasValue(0);
  }
}
