package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.keyless.FakeFulcio;
import org.stellaops.signer.testkit.keyless.ServiceFault;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestTrustedRoot;

/**
 * What {@code stella conformance sign-bundle} refuses; with real services it is tried in
 * signer-interop.
 */
class ConformanceSignCommandTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final String CLAIMS =
      "{\"iss\":\"https://issuer.test\",\"sub\":\"somebody\",\"exp\":4102444800}";

  @TempDir Path scratch;

  private Path bundle;

  @BeforeEach
  void place() {
    bundle = scratch.resolve("bundle.json");
  }

  private static String token(String claims) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(Bytes.utf8("{\"alg\":\"ES256\"}").toByteArray())
        + "."
        + encoder.encodeToString(Bytes.utf8(claims).toByteArray())
        + ".c2ln";
  }

  private static String service(String url, int version, String more) {
    return "[{\"url\":\""
        + url
        + "\",\"majorApiVersion\":"
        + version
        + ",\"validFor\":{\"start\":\"2024-01-01T00:00:00Z\""
        + more
        + "}}]";
  }

  private Path config(String fulcio, String logs, String selector) {
    return Samples.file(
        scratch,
        "config.json",
        "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\",\"caUrls\":"
            + fulcio
            + ",\"rekorTlogUrls\":"
            + logs
            + ",\"tsaUrls\":"
            + service("http://127.0.0.1:9", 1, "")
            + ",\"rekorTlogConfig\":"
            + selector
            + "}");
  }

  private Ran sign(String token, Path config) {
    return stella(
        "conformance",
        "sign-bundle",
        "--identity-token",
        token,
        "--bundle",
        bundle,
        "--trusted-root",
        Samples.file(scratch, "root.json", TestTrustedRoot.empty().json()),
        "--signing-config",
        config,
        Samples.file(scratch, "artifact", "bytes"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, '', ANY, API version 1",
    "2, ',\"end\":\"2024-02-01T00:00:00Z\"', ANY, 0 operators of a log",
    "2, '', EXACT, 2 are wanted",
  })
  void signingConfigThatDoesNotServe_isRefusedByWhatIsMissing(
      int version, String end, String selector, String words) {
    Path config =
        config(
            service("http://127.0.0.1:9", 1, ""),
            service("http://127.0.0.1:9", version, end),
            selector.equals("EXACT")
                ? "{\"selector\":\"EXACT\",\"count\":2}"
                : "{\"selector\":\"ANY\"}");
    Ran ran = sign(token(CLAIMS), config);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(words);
    assertThat(bundle).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"x", "a.b.c"})
  void whatIsNoToken_isRefusedAndNotRepeated(String token) {
    Ran ran = sign(token, Samples.file(scratch, "unread.json", "{}"));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--identity-token").doesNotContain("a.b.c");
  }

  @Test
  void tokenThatNamesNobody_isRefused() {
    Ran ran = sign(token("{\"iss\":\"x\"}"), Samples.file(scratch, "unread.json", "{}"));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("sub");
  }

  @Test
  void withoutFiles_nothingIsFetched() {
    Ran ran =
        stella(
            "conformance",
            "sign-bundle",
            "--staging",
            "--identity-token",
            token(CLAIMS),
            "--bundle",
            bundle,
            Samples.file(scratch, "artifact", "bytes"));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--signing-config");
  }

  @Test
  void certificateAuthorityRefusesTheToken_isARefusalWithoutTheToken() {
    try (FakeFulcio fulcio =
        new FakeFulcio(TestCertificateAuthority.create(FROM), InstantSource.system())) {
      fulcio.arrange(ServiceFault.REFUSED);
      Path config =
          config(
              service(fulcio.url().toString(), 1, ""),
              service("http://127.0.0.1:9", 2, ""),
              "{\"selector\":\"ANY\"}");
      String token = token(CLAIMS);
      Ran ran = sign(token, config);
      assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
      assertThat(ran.err()).contains("certificate authority").doesNotContain(token);
      assertThat(bundle).doesNotExist();
    }
  }
}
