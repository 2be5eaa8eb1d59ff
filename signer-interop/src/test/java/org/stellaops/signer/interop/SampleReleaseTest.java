package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed sample release says what its README says; real verifiers are the judges. */
class SampleReleaseTest {
  private static final String SIGN_TYPE = "https://sigstore.dev/cosign/sign/v1";
  private static final Path LAYOUT =
      Tools.repository()
          .resolve("signer-dev/src/main/resources/org/stellaops/signer/dev/sample-release");

  @TempDir Path directory;

  @Test
  void verify_releasedImage_allAgreeOnTheReleaseKey() throws IOException {
    String image = image("released");
    Path bundle = bundleOf(image);
    Path key = LAYOUT.resolve("release.pub");
    Verifiers verifiers = new Verifiers(directory);

    assertThat(verifiers.cosign(bundle, key, SIGN_TYPE, blob(image)).exit()).isZero();
    assertThat(verifiers.sigstoreJs(bundle, key).out()).contains("verified");
    assertThat(verifiers.openssl(bundle, key).out()).contains("Verified OK");
  }

  @Test
  void verify_impostorImage_allRefuseTheReleaseKey() throws IOException {
    String image = image("impostor");
    Path bundle = bundleOf(image);
    Path key = LAYOUT.resolve("release.pub");
    Verifiers verifiers = new Verifiers(directory);

    assertThat(verifiers.cosign(bundle, key, SIGN_TYPE, blob(image)).exit()).isNotZero();
    assertThat(verifiers.sigstoreJs(bundle, key).text()).contains("SIGNATURE_ERROR");
    assertThat(verifiers.openssl(bundle, key).text()).contains("Verification failure");
  }

  @Test
  void lookup_unsignedImage_hasNoReferrers() throws IOException {
    String image = image("unsigned");

    assertThat(Files.exists(blob(image))).isTrue();
    assertThat(tagged("sha256-" + image.substring("sha256:".length())).isMissingNode()).isTrue();
  }

  private Path bundleOf(String image) throws IOException {
    String referrers =
        tagged("sha256-" + image.substring("sha256:".length())).get("digest").textValue();
    String signature = json(blob(referrers)).get("manifests").get(0).get("digest").textValue();
    JsonNode manifest = json(blob(signature));
    assertThat(manifest.get("subject").get("digest").textValue()).isEqualTo(image);
    return blob(manifest.get("layers").get(0).get("digest").textValue());
  }

  private static String image(String tag) throws IOException {
    return tagged(tag).get("digest").textValue();
  }

  private static JsonNode tagged(String name) throws IOException {
    for (JsonNode entry : json(LAYOUT.resolve("index.json")).get("manifests")) {
      if (name.equals(
          entry.get("annotations").path("org.opencontainers.image.ref.name").textValue())) {
        return entry;
      }
    }
    return MissingNode.getInstance();
  }

  private static Path blob(String digest) throws IOException {
    Path blob = LAYOUT.resolve("blobs").resolve(digest.replace(':', '/'));
    if (Files.exists(blob)) {
      assertThat(Registry.sha256(Files.readAllBytes(blob))).isEqualTo(digest);
    }
    return blob;
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
