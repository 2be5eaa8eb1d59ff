package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signed export, read by programs that know nothing of exports. */
class ExportTest {

  @TempDir Path directory;

  @BeforeEach
  void export() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("release/notes")).getParent();
    Files.writeString(tree.resolve("app.cdx.json"), "{}");
    Files.writeString(tree.resolve("notes/with space.txt"), "text");
    Command.of(
            Tools.stella(),
            "sign",
            "export",
            "release",
            "-o",
            "signed",
            "--dev",
            "--public-key",
            "export.pub",
            "--created",
            "2026-11-28T08:00:00Z")
        .in(directory)
        .within(Duration.ofMinutes(3))
        .succeed();
  }

  private Command cosign(String verb, String... more) {
    return new Cosign(directory)
        .command(verb, "--key", "export.pub", "--insecure-ignore-tlog")
        .with(more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"export.json", "provenance.json"})
  void verifyBlob_bundleAndDetachedSignature_verify(String document) throws IOException {
    String file = "signed/" + document;
    cosign("verify-blob", "--bundle", file + ".sigstore.json", file).succeed();
    cosign("verify-blob", "--signature", file + ".sig", file).succeed();

    Files.writeString(directory.resolve(file), " ", java.nio.file.StandardOpenOption.APPEND);
    assertThat(cosign("verify-blob", "--bundle", file + ".sigstore.json", file).run().exit())
        .isNotZero();
    assertThat(cosign("verify-blob", "--signature", file + ".sig", file).run().exit()).isNotZero();
  }

  @Test
  void verifyBlobAttestation_provenance_isAboutTheManifest() {
    String bundle = "signed/provenance.json.dsse.sigstore.json";
    cosign(
            "verify-blob-attestation",
            "--bundle",
            bundle,
            "--type",
            "slsaprovenance1",
            "signed/export.json")
        .succeed();
    assertThat(
            cosign(
                    "verify-blob-attestation",
                    "--bundle",
                    bundle,
                    "--type",
                    "slsaprovenance1",
                    "signed/provenance.json")
                .run()
                .exit())
        .isNotZero();
  }

  @Test
  void sha256sum_ofTheList_checksEveryFile() throws IOException {
    Path tree = directory.resolve("release");
    Command check =
        Command.of(Path.of("sha256sum"), "--strict", "-c", "../signed/SHA256SUMS").in(tree);
    assertThat(check.succeed().text()).contains("app.cdx.json: OK", "notes/with space.txt: OK");
    Files.writeString(tree.resolve("app.cdx.json"), "{ }");
    assertThat(Command.of(Path.of("sha256sum"), "-c", "../signed/SHA256SUMS").in(tree).run().exit())
        .isEqualTo(1);
  }
}
