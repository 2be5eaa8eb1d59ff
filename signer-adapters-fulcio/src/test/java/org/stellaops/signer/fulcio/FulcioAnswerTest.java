package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestCertificateLog;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.tokens.JsonText;

class FulcioAnswerTest {

  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final IssuedCertificate CERTIFICATE =
      TestCertificateAuthority.create(NOW)
          .issue(
              KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256).getPublic(),
              SampleTokens.SUBJECT,
              "https://identity.example.test",
              NOW);
  private static final String LEAF = pem(CERTIFICATE.leaf());

  private static String pem(Bytes der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toByteArray())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static Map<String, Object> chain(String... pems) {
    return Map.of("chain", Map.of("certificates", List.of(pems)));
  }

  private static IssuedCertificate read(Object answer) {
    return FulcioAnswer.issued(Bytes.utf8(JsonText.of(answer)));
  }

  private static IssuedCertificate detached(Object sct) {
    return read(
        Map.of(
            "signedCertificateDetachedSct",
            Map.of(
                "chain", Map.of("certificates", List.of(LEAF)),
                "signedCertificateTimestamp",
                    Bytes.utf8(sct instanceof String text ? text : JsonText.of(sct)).base64())));
  }

  @Test
  void issued_embedded_isLeafAndChain() {
    String above = pem(CERTIFICATE.chain().get(0));
    IssuedCertificate read = read(Map.of("signedCertificateEmbeddedSct", chain(LEAF, above)));
    assertThat(read.leaf()).isEqualTo(CERTIFICATE.leaf());
    assertThat(read.chain()).containsExactly(CERTIFICATE.chain().get(0));
    assertThat(read.detachedSct()).isEmpty();
  }

  @Test
  void issued_withoutALog_hasNoTimestamp() {
    assertThat(read(Map.of("signedCertificateDetachedSct", chain(LEAF))).detachedSct()).isEmpty();
    assertThat(
            read(Map.of(
                    "signedCertificateDetachedSct",
                    Map.of(
                        "chain",
                        Map.of("certificates", List.of(LEAF)),
                        "signedCertificateTimestamp",
                        "")))
                .detachedSct())
        .isEmpty();
  }

  @Test
  void issued_detachedTimestamp_isTheTlsEncoding() {
    Bytes tls = TestCertificateLog.create(NOW).certificate(CERTIFICATE.leaf(), NOW);
    int signature = 1 + 32 + 8 + 2;
    Map<String, Object> json =
        Map.of(
            "sct_version", 0,
            "id", tls.slice(1, 33).base64(),
            "timestamp", NOW.toEpochMilli(),
            "extensions", "",
            "signature", tls.slice(signature, tls.size()).base64());

    assertThat(detached(json).detachedSct()).contains(tls);
  }

  @Test
  void issued_detachedTimestampOfAnotherForm_isRefused() {
    String id = Bytes.adopt(new byte[32]).base64();
    String signature = Bytes.adopt(new byte[70]).base64();
    List<Object> wrong =
        List.of(
            "{",
            List.of(),
            sct(1, id, "", signature),
            sct(0, Bytes.adopt(new byte[31]).base64(), "", signature),
            sct(0, id, "%", signature),
            sct(0, id, Bytes.adopt(new byte[0x10000]).base64(), signature),
            sct(0, id, "", ""));
    assertThat(detached(sct(0, id, "", signature)).detachedSct()).isPresent();
    for (Object each : wrong) {
      assertThatIllegalArgumentException().isThrownBy(() -> detached(each));
    }
  }

  private static Map<String, Object> sct(int version, String id, String more, String signature) {
    return Map.of(
        "sct_version", version,
        "id", id,
        "timestamp", 1L,
        "extensions", more,
        "signature", signature);
  }

  @Test
  void issued_anythingElse_isRefused() {
    Map<String, Object> one = chain(LEAF);
    String[] nine = {LEAF, LEAF, LEAF, LEAF, LEAF, LEAF, LEAF, LEAF, LEAF};
    List<Object> wrong =
        List.of(
            List.of(),
            Map.of(),
            Map.of("signedCertificateEmbeddedSct", one, "signedCertificateDetachedSct", one),
            Map.of("signedCertificateEmbeddedSct", Map.of()),
            Map.of("signedCertificateEmbeddedSct", chain()),
            Map.of("signedCertificateEmbeddedSct", chain(nine)),
            Map.of("signedCertificateEmbeddedSct", chain(LEAF + LEAF)),
            Map.of("signedCertificateEmbeddedSct", chain("")),
            Map.of("signedCertificateEmbeddedSct", chain("text")),
            Map.of("signedCertificateEmbeddedSct", chain(LEAF.substring(100))));
    for (Object each : wrong) {
      assertThatIllegalArgumentException().as("%s", each).isThrownBy(() -> read(each));
    }
  }

  @Test
  void words_areShortPrintableAndWithoutLongRuns() {
    assertThat(words("{\"message\":\"no, not\\nthis: é\"}")).isEqualTo("no, not?this: ?");
    assertThat(words("{\"message\":\"of " + "x".repeat(24) + " it\"}"))
        .isEqualTo("of [left out] it");
    assertThat(words("{\"message\":\"" + "ab ".repeat(100) + "\"}")).hasSize(200);
    for (String none : List.of("", "[]", "{}", "{\"message\":7}", "<html>")) {
      assertThat(words(none)).isEmpty();
    }
  }

  private static String words(String json) {
    return FulcioAnswer.words(Bytes.utf8(json));
  }
}
