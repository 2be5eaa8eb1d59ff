package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** {@code stella trust create} and {@code check}. */
class TrustedRootCommandTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path scratch;

  private Path pem(String name, List<Bytes> certificates) {
    StringBuilder text = new StringBuilder();
    for (Bytes each : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(each.base64())
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Samples.file(scratch, name, text.toString());
  }

  private Path create() {
    TestCertificateAuthority authority = TestCertificateAuthority.create(FROM);
    TestTimestampAuthority clock = TestTimestampAuthority.create("clock.test", FROM);
    Path fulcio = pem("fulcio.pem", authority.chain());
    Path tsa = pem("tsa.pem", clock.chain());
    Path rekor = Samples.file(scratch, "rekor.pub", DocumentSigner.ed25519().key().pem());
    Path ct = Samples.file(scratch, "ct.pub", DocumentSigner.p256().key().pem());
    Path out = scratch.resolve("trusted_root.json");
    Ran ran =
        stella(
            "trust",
            "create",
            "--fulcio",
            "url=https://fulcio.test,certificate-chain=" + fulcio,
            "--tsa",
            "url=https://tsa.test,operator=clock.test,certificate-chain=" + tsa,
            "--rekor",
            "url=https://rekor.test,start-time=2026-01-01T00:00:00Z,"
                + "end-time=2026-02-01T00:00:00Z,origin=rekor.test,public-key="
                + rekor,
            "--ctfe",
            "url=https://ct.test,start-time=2026-01-01T00:00:00Z,public-key=" + ct,
            "--out",
            out);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return out;
  }

  @Test
  void create_ofEveryKind_isReadWithItsWindowsAndChains() throws Exception {
    TrustedRoot root = TrustedRoot.parse(Bytes.adopt(Files.readAllBytes(create())));
    assertThat(root.certificateAuthorities()).hasSize(1);
    assertThat(root.certificateAuthorities().get(0).validity().start()).isEqualTo(FROM);
    assertThat(root.timestampAuthorities().get(0).operator()).isEqualTo("clock.test");
    assertThat(root.timestampAuthorities().get(0).leaf()).isPresent();
    assertThat(root.logs().get(0).validity().end()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(root.certificateLogs().get(0).ids())
        .containsExactly(root.certificateLogs().get(0).key().fingerprint().bytes());
    assertThat(root.logs().get(0).ids())
        .doesNotContain(root.logs().get(0).key().fingerprint().bytes());
  }

  @Test
  void check_saysWhatIsTrustedAndWhatIsOver() {
    Ran ran = stella("trust", "check", create());
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("https://rekor.test", "https://ct.test", "clock.test")
        .contains("until 2026-02-01T00:00:00Z");
    assertThat(ran.err()).contains("https://rekor.test is over since 2026-02-01T00:00:00Z");
    Ran json = stella("trust", "check", create(), "--output", "json");
    assertThat(SchemaCheck.faults(Samples.json(json.out()))).as(json.out()).isEmpty();
    assertThat(json.out()).contains("\"over\":true").contains("\"over\":false");
  }

  @Test
  void check_anotherDocument_isRefused() {
    Path other = Samples.file(scratch, "other.json", "{\"mediaType\":\"x\"}");
    assertThat(stella("trust", "check", other).exit()).isEqualTo(1);
  }

  @Test
  void create_whatMakesNone_isRefusedByItsName() {
    Path key = Samples.file(scratch, "key.pub", DocumentSigner.p256().key().pem());
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("--fulcio", "url=https://a"),
            List.of("--fulcio", "url=https://a,certificate-chain=" + key),
            List.of("--fulcio", "url=https://a,public-key=" + key),
            List.of("--rekor", "url=https://a,public-key=" + key),
            List.of("--rekor", "url=https://a,start-time=now,public-key=" + key),
            List.of("--rekor", "url=https://a,url=https://b"),
            List.of("--rekor", "nothing"))) {
      Ran ran = stella(List.of("trust", "create"), words.toArray());
      assertThat(ran.exit()).as(words + ran.err()).isEqualTo(2);
      assertThat(ran.err()).contains("--");
    }
  }
}
