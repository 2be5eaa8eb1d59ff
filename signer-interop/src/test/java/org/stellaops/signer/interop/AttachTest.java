package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the command pushes to a real registry, with and without a referrers API, cosign reads. */
class AttachTest {

  private static final String REPOSITORY = "team/app";

  @TempDir Path directory;

  private Command stella(String... words) {
    return Command.of(Tools.stella(), words).in(directory).within(Duration.ofMinutes(3));
  }

  private Command.Outcome cosign(String reference, String type) {
    return new Cosign(directory)
        .command(
            "verify-attestation",
            "--key",
            "signer.pub",
            "--insecure-ignore-tlog",
            "--allow-http-registry",
            "--type",
            type,
            reference)
        .run();
  }

  private Path sbom() throws IOException {
    return Files.writeString(
        directory.resolve("app.cdx.json"), "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "ZOT")
  void sign_withAttach_isWhatCosignVerifies(Registry.Kind kind) throws IOException {
    try (Registry registry = Registry.start(kind, directory)) {
      String image = registry.reference(REPOSITORY, registry.pushImage(REPOSITORY, "app"));
      Command.Outcome before = cosign(image, "cyclonedx");

      stella(
              "sign",
              "sbom",
              sbom().toString(),
              "--dev",
              "--public-key",
              "signer.pub",
              "--bundle",
              "app.sigstore.json",
              "--attach",
              image)
          .succeed();

      assertThat(before.exit()).isNotZero();
      Command.Outcome verified = cosign(image, "cyclonedx");
      assertThat(verified.exit()).as(verified.toString()).isZero();
      assertThat(cosign(image, "spdxjson").exit()).isNotZero();
      // A second one is beside the first, also under the tag of a registry without the API.
      stella("attach", image, "app.sigstore.json").succeed();
      assertThat(cosign(image, "cyclonedx").exit()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "OLAREG")
  void attach_whatIsAboutAnotherImage_isRefused(Registry.Kind kind) throws IOException {
    try (Registry registry = Registry.start(kind, directory)) {
      String image = registry.reference(REPOSITORY, registry.pushImage(REPOSITORY, "app"));
      stella(
              "sign",
              "sbom",
              sbom().toString(),
              "--dev",
              "--public-key",
              "signer.pub",
              "--bundle",
              "app.sigstore.json")
          .succeed();

      Command.Outcome refused = stella("attach", image, "app.sigstore.json").run();

      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.toString()).contains("--any-subject");
      stella("attach", image, "app.sigstore.json", "--any-subject").succeed();
    }
  }
}
