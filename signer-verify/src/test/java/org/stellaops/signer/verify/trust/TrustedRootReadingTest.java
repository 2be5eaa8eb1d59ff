package org.stellaops.signer.verify.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestCertificateLog;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog;

class TrustedRootReadingTest {

  private static final Path VECTORS = Path.of("src/test/resources/sigstore-conformance");
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final String OWN =
      TestCertificateAuthority.create(FROM, TestCertificateLog.create(FROM))
          .trustedRoot()
          .with(TestTransparencyLog.rekor2("log.test", FROM))
          .with(TestTimestampAuthority.create("stamps.test", FROM))
          .json();

  private static TrustedRoot parse(String json) throws InvalidTrust {
    return TrustedRoot.parse(Bytes.utf8(json));
  }

  @Test
  void parse_publicTrustedRoot_hasItsAuthoritiesAndLogs() throws Exception {
    TrustedRoot root = parse(vector("public-good-trusted-root.json"));
    assertThat(root.logs()).hasSizeGreaterThanOrEqualTo(1);
    assertThat(root.certificateAuthorities()).hasSizeGreaterThanOrEqualTo(1);
    assertThat(root.certificateLogs()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(root.timestampAuthorities())
        .extracting(TrustedAuthority::operator)
        .contains("sigstore.dev");
  }

  @Test
  void parse_keyOfPkcs1_isRead() throws Exception {
    TrustedRoot root = parse(vector("rekor2-happy-path/trusted_root.json"));
    assertThat(root.certificateLogs())
        .extracting(log -> log.key().algorithm())
        .contains(SignatureAlgorithm.RSA_PKCS1_SHA256);
  }

  private static String vector(String name) throws IOException {
    return Files.readString(VECTORS.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot+json;version=0.2",
        "application/vnd.dev.sigstore.trustedroot.v0.1+json",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json"
      })
  void parse_eachMediaType_isRead(String mediaType) throws Exception {
    String json =
        OWN.replace("application/vnd.dev.sigstore.trustedroot+json;version=0.1", mediaType);
    assertThat(parse(json).logs()).hasSize(1);
  }

  @Test
  void parse_namesOfTheDefinition_areRead() throws Exception {
    String json =
        OWN.replace("mediaType", "media_type")
            .replace("certificateAuthorities", "certificate_authorities")
            .replace("publicKey", "public_key")
            .replace("validFor", "valid_for");
    assertThat(parse(json).certificateAuthorities()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version=0.1|version=0.9",
        "\"mediaType\"|\"mediatype\"",
        "\"tlogs\"|\"unknown\":1,\"tlogs\"",
        "\"baseUrl\"|\"revoked\":true,\"baseUrl\"",
        "\"start\"|\"begin\"",
        "\"validFor\":{\"start\":\"2026-01-01T00:00:00Z\"}|\"validFor\":{}",
        "\"start\":\"2026-01-01T00:00:00Z\"|\"start\":\"2026\"",
        "\"start\":\"2026-01-01T00:00:00Z\"|\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2025-01-01T00:00:00Z\"",
        "\"keyId\":|\"keyId\":null,\"key\":",
        "\"rawBytes\":\"MII|\"rawBytes\":\"AII",
        "\"certificates\":[|\"certificates\":[],\"more\":[",
        "\"tlogs\":[|\"tlogs\":[1,"
      })
  void parse_anythingElse_isRefused(String part, String other) {
    assertThat(OWN).contains(part);
    InvalidTrust refused =
        catchThrowableOfType(InvalidTrust.class, () -> parse(OWN.replace(part, other)));
    assertThat(refused).hasMessageEndingWith(".");
  }

  /** Such a log or authority proves nothing; the others are trusted as before. */
  @Test
  void parse_keyOfAKindThatIsNotKnown_isPassedOver() throws Exception {
    TrustedRoot root = parse(OWN.replace("PKIX_ED25519", "PKIX_NEWEST"));
    assertThat(root.logs()).isEmpty();
    assertThat(root.certificateLogs()).hasSize(1);
    assertThat(parse(OWN.replace("PKIX_ED25519", "PKIX_ECDSA_P256_SHA_256")).logs()).isEmpty();
  }

  @Test
  void merge_several_trustsAllOfThem() throws Exception {
    TrustedRoot both =
        TrustedRoot.merge(List.of(parse(OWN), parse(vector("public-good-trusted-root.json"))));
    assertThat(both.logs()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(TrustedRoot.merge(List.of())).isEqualTo(TrustedRoot.empty());
  }

  @Test
  void window_ends_areIncluded() {
    Instant end = FROM.plusSeconds(10);
    ValidityWindow window = new ValidityWindow(FROM, end);
    assertThat(window.contains(FROM)).isTrue();
    assertThat(window.contains(end)).isTrue();
    assertThat(window.contains(end.plusNanos(1))).isFalse();
    assertThat(window.contains(FROM.minusNanos(1))).isFalse();
  }

  @Test
  void signingConfig_v02_isRead() throws Exception {
    SigningConfig config =
        SigningConfig.parse(
            Bytes.utf8(
                "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\","
                    + "\"caUrls\":[{\"url\":\"https://fulcio.test\",\"majorApiVersion\":1,"
                    + "\"validFor\":{\"start\":\"2026-01-01T00:00:00Z\"},\"operator\":\"one\"}],"
                    + "\"rekorTlogUrls\":["
                    + "{\"url\":\"https://a.test\",\"majorApiVersion\":1,\"validFor\":{\"start\":"
                    + "\"2026-01-01T00:00:00Z\"}},"
                    + "{\"url\":\"https://b.test\",\"majorApiVersion\":2,\"validFor\":{\"start\":"
                    + "\"2026-01-01T00:00:00Z\",\"end\":\"2026-02-01T00:00:00Z\"}}],"
                    + "\"rekorTlogConfig\":{\"selector\":\"ANY\"},"
                    + "\"tsaConfig\":{\"selector\":\"EXACT\",\"count\":2}}"));
    assertThat(config.certificateAuthorities())
        .extracting(SigningConfig.Service::operator)
        .containsExactly("one");
    assertThat(config.timestampSelection())
        .isEqualTo(new SigningConfig.Selection(SigningConfig.Selector.EXACT, 2));
    assertThat(SigningConfig.usable(config.logs(), FROM, 2))
        .extracting(SigningConfig.Service::url)
        .containsExactly("https://b.test");
    assertThat(SigningConfig.usable(config.logs(), Instant.parse("2026-03-01T00:00:00Z"), 2))
        .extracting(SigningConfig.Service::url)
        .containsExactly("https://a.test");
    assertThat(SigningConfig.usable(config.logs(), FROM, 1))
        .extracting(SigningConfig.Service::url)
        .containsExactly("https://a.test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.1+json\"}",
        "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\",\"x\":1}",
        "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\",\"tsaConfig\":"
            + "{\"selector\":\"EXACT\"}}",
        "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\",\"tsaConfig\":"
            + "{\"selector\":\"SOME\"}}",
        "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.2+json\",\"caUrls\":"
            + "[{\"url\":\"a\",\"majorApiVersion\":1}]}"
      })
  void signingConfig_anythingElse_isRefused(String json) {
    assertThat(
            catchThrowableOfType(InvalidTrust.class, () -> SigningConfig.parse(Bytes.utf8(json))))
        .isNotNull();
  }
}
