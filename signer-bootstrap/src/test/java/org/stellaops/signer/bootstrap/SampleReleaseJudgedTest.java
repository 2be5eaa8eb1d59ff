package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.release.ReleaseReport;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.core.release.Releases;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.LayoutRegistry;
import org.stellaops.signer.verify.JsonSignatureReader;

/** The real adapters and the real gate over what real cosign signed. */
class SampleReleaseJudgedTest {

  private static final Path SAMPLE =
      Path.of("../signer-dev/src/main/resources/org/stellaops/signer/dev/sample-release");
  private static final Digest RELEASED =
      new Digest("bd26a423a911db0a8bc0a8cbf9c77f7ab30beeabfa613342cbf1753c238f1093");
  private static final Digest IMPOSTOR =
      new Digest("f246d391455d13f74d492b9cf92b5b854962ae64f39b2b2b4a87a93071cf6209");

  private static PinnedKey releaseKey() throws IOException {
    return PinnedKey.parsePem(Files.readString(SAMPLE.resolve("release.pub")));
  }

  private static ReleaseReport inspect(Digest image) throws IOException {
    return new Releases(
            List.of(new LayoutRegistry("sample", SAMPLE, Bounds.defaults())),
            new JsonSignatureReader(),
            ReleaseCaching.defaults(),
            InstantSource.system(),
            Ticker.system())
        .inspect(
            new PolicySnapshot(
                new Policies(List.of(), List.of()),
                List.of(new ReleaseKey(releaseKey())),
                Bytes.empty().sha256()),
            image,
            Deadline.in(Duration.ofSeconds(10), Ticker.system()));
  }

  @Test
  void inspect_releasedImage_isTrustedByTheReleaseKey() throws IOException {
    ReleaseReport report = inspect(RELEASED);
    assertThat(report.conclusion()).isEqualTo(Conclusion.TRUSTED);
    assertThat(report.decisive().orElseThrow().key()).isEqualTo(releaseKey().fingerprint());
  }

  @Test
  void inspect_imageSignedByAStranger_isNotTrusted() throws IOException {
    ReleaseReport report = inspect(IMPOSTOR);
    assertThat(report.conclusion()).isEqualTo(Conclusion.NO_TRUSTED_SIGNATURE);
    assertThat(report.signatures())
        .extracting(SignatureFound::finding)
        .containsExactly("unknown-key");
  }

  @ParameterizedTest
  @CsvSource({
    "64187aa90c79239f469c257481bd20e9f31b1aa9d87f29fb5e5de27b9b0a6924",
    "0000000000000000000000000000000000000000000000000000000000000000"
  })
  void inspect_unsignedOrUnknownImage_isUnsigned(String hex) throws IOException {
    assertThat(inspect(new Digest(hex)).conclusion()).isEqualTo(Conclusion.UNSIGNED);
  }
}
