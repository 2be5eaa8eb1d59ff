package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ExportDocument;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;

/** A key signs statements, whatever else a caller would like to have its signature under (K01). */
class KeyMisuseTest {

  private static final String HASH = "ab".repeat(32);

  /** Messages whose signature means something elsewhere. */
  private static final Map<String, String> MESSAGES =
      Map.of(
          "JWT", "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2F1dGhvcml0eS5leGFtcGxlIn0",
          "TLS 1.3", " ".repeat(64) + "TLS 1.3, server CertificateVerify\u0000" + HASH,
          "CSR", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
          "checkpoint", "rekor.example\n12345\nqi8zDTYqnsP6HTxs9VdL7Dp3LVfr6TPi9sUcYY0mJxI=\n",
          "hash", HASH,
          "DSSE", "DSSEv1 10 text/plain 5 hello");

  private final SignerFixture harness = new SignerFixture();

  static Stream<String> messages() {
    return MESSAGES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void k01_anotherMessageInPlaceOfAStatement_isRefused_andNoKeyIsUsed(String message) {
    String bare = MESSAGES.get(message);
    for (String body : List.of(bare, quoted(bare), "{\"payload\":" + quoted(bare) + "}")) {
      Response answer = harness.sign(body);

      assertThat(((Response.Refused) answer).why()).isInstanceOf(Refusal.InvalidRequest.class);
    }
    assertThat(harness.signatures()).isZero();
  }

  /** Members by which other services take a message or its hash. */
  @ParameterizedTest
  @CsvSource({
    "payload, false",
    "payloadType, false",
    "message, false",
    "digest, false",
    "hash, false",
    "tbs, false",
    "payloadType, true",
    "messageType, true",
    "hashAlgorithm, true",
    "prehashed, true"
  })
  void k01_memberThatNamesAnotherMessage_isRefused_andNoKeyIsUsed(String member, boolean option) {
    SignBody body =
        option
            ? harness.body().options("{\"" + member + "\":\"" + HASH + "\"}")
            : harness.body().with(member, quoted(HASH));

    Response answer = harness.sign(body);

    assertThat(((Response.Refused) answer).why()).isInstanceOf(Refusal.InvalidRequest.class);
    assertThat(harness.signatures()).isZero();
  }

  /**
   * Inside a predicate it may stand: what is signed says what it is, and is read as nothing else.
   */
  @ParameterizedTest
  @MethodSource("messages")
  void k01_anotherMessageInsideAPredicate_isSignedAsPartOfAStatement(String message) {
    List<Bytes> signed = Collections.synchronizedList(new ArrayList<>());
    harness.keys.behave((keys, key, what, by) -> {
      signed.add(what.whole());
      return keys.sign(key, what, by);
    });
    SignBody body =
        harness.body().with("predicate", "{\"message\":" + quoted(MESSAGES.get(message)) + "}");

    assertThat(harness.sign(body)).isInstanceOf(Response.Answered.class);

    assertThat(signed).hasSize(1);
    assertThat(signed.get(0).utf8())
        .startsWith("DSSEv1 28 application/vnd.in-toto+json ")
        .contains("\"_type\":\"https://in-toto.io/Statement/v1\"");
  }

  @Test
  void k01_whatAKeyCanBeGiven_isAnEncodingOrADocumentOfAnExport() {
    assertThat(Signable.class.getPermittedSubclasses())
        .containsExactly(PreAuthEncoding.class, ExportDocument.class);
    assertThat(PreAuthEncoding.class).isFinal();
    assertThat(ExportDocument.class).isFinal();
  }

  /** A signature over a document as it is must never be one over an envelope, or a bare hash. */
  @Test
  void k01_documentOfAnExport_isNeverAnEncodingOrAHash() {
    Bytes statement = Bytes.utf8("{}");
    Bytes encoding = PreAuthEncoding.of("application/vnd.in-toto+json", statement).whole();
    for (Bytes other :
        List.of(
            encoding, statement.sha256().bytes(), Bytes.utf8("[1]"), statement, Bytes.empty())) {
      assertThatThrownBy(() -> ExportDocument.of(other))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** As a JSON text. */
  private static String quoted(String text) {
    return Jwts.quoted(text.replace("\n", "\\n").replace("\u0000", "\\u0000"));
  }
}
