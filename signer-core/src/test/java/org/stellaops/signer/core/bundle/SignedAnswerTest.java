package org.stellaops.signer.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;

/** What comes out, computed again from nothing but the answer and the standards. */
class SignedAnswerTest {

  private static final AuditId ID = new AuditId("01936f2e-1b5a-7c3d-8e4f-0123456789ab");
  private static final String HEX = "ab".repeat(32);

  private final InMemorySigningKeys keys = new InMemorySigningKeys();
  private KeyUri uri = keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);

  private static Deadline soon() {
    return Deadline.in(java.time.Duration.ofSeconds(30), Ticker.system());
  }

  private static final String BODY =
      "{\"subject\":[{\"name\":\"ä😀\",\"digest\":{\"sha256\":\""
          + HEX
          + "\"}}],\"predicateType\":\"https://example.org/é\",\"predicate\":{\"z\":\"日本\","
          + "\"a\":1.50},\"poe\":{\"format\":\"jwt\",\"value\":\"x\"},\"options\":";

  private static final Terms TERMS =
      new Terms(
          new PlanName("pro"),
          104857600,
          97,
          "live",
          Map.of("verdict", "attested", "imageDigest", "sha256:" + HEX));

  private static SignRequest request(String options) {
    return read(BODY + options + "}");
  }

  private static SignRequest read(String body) {
    return ((Decision.Cleared<SignRequest>) SignRequestReader.read(Bytes.utf8(body))).value();
  }

  private List<SignedBy> verified(SignRequest request) {
    return List.of(signed("sbom", uri, request));
  }

  private SignedBy signed(String name, KeyUri key, SignRequest request) {
    return new SignedBy(
        new KeyName(name),
        new SignatureCheck(JcaProviders.platform())
            .verified(
                keys.publicKey(key, soon()),
                request.message(),
                keys.sign(key, request.message(), soon())));
  }

  private StoredResult result(SignRequest request) {
    return StoredResult.of(verified(request), TERMS);
  }

  private static Bytes written(SignedAnswer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.writeTo(out);
    return Bytes.adopt(out.toByteArray());
  }

  private JsonObject answer(String options) throws Exception {
    SignRequest request = request(options);
    return json(written(SignedAnswer.of(request, verified(request), TERMS, ID)));
  }

  private static JsonObject json(Bytes text) throws Exception {
    return (JsonObject) JsonValue.parse(text, JsonLimits.REQUEST);
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] preAuthEncoding(String type, byte[] payload) throws Exception {
    ByteArrayOutputStream pae = new ByteArrayOutputStream();
    pae.write(utf8("DSSEv1 " + utf8(type).length + " " + type + " " + payload.length + " "));
    pae.write(payload);
    return pae.toByteArray();
  }

  @Test
  void answer_hashes_areThoseOfTheirDefinitions() throws Exception {
    JsonObject answer = answer("{}");
    JsonObject dsse = answer.object("bundle").object("dsse");
    byte[] payload = Base64.getDecoder().decode(dsse.string("payload"));
    byte[] pae = preAuthEncoding(dsse.string("payloadType"), payload);
    String envelope =
        "{\"signatures\":[{\"sig\":\""
            + dsse.array("signatures").objects().get(0).string("sig")
            + "\",\"keyid\":\""
            + dsse.array("signatures").objects().get(0).string("keyid")
            + "\"}],\"payloadType\":\""
            + dsse.string("payloadType")
            + "\",\"payload\":\""
            + dsse.string("payload")
            + "\"}";
    assertThat(answer.string("payloadSha256")).isEqualTo(sha256(payload));
    assertThat(answer.string("paeSha256")).isEqualTo(sha256(pae));
    assertThat(answer.string("bundleSha256"))
        .isEqualTo(sha256(new JsonCanonicalizer(envelope).getEncodedUTF8()));
    JsonObject hashes = answer.object("attestor").object("hashes");
    for (String name : List.of("payloadSha256", "paeSha256", "bundleSha256")) {
      assertThat(hashes.string(name)).isEqualTo(answer.string(name));
    }
    assertThat(new JsonCanonicalizer(payload).getEncodedUTF8()).isEqualTo(payload);
  }

  @Test
  void answer_asAWhole_isCanonical() throws Exception {
    SignRequest request = request("{}");
    Bytes bytes = written(SignedAnswer.of(request, verified(request), TERMS, ID));
    assertThat(new JsonCanonicalizer(bytes.toByteArray()).getEncodedUTF8())
        .isEqualTo(bytes.toByteArray());
  }

  @Test
  void envelope_keyid_isTheOpenSshFingerprintAndTheBundleHasNone() throws Exception {
    JsonObject bundle = answer("{}").object("bundle");
    PinnedKey pin = keys.publicKey(uri, soon());
    JsonObject signature = bundle.object("dsse").array("signatures").objects().get(0);
    assertThat(signature.string("keyid")).isEqualTo(KeyNames.keyId(pin)).startsWith("SHA256:");

    JsonObject sigstore = bundle.array("sigstore").objects().get(0);
    assertThat(sigstore.members().keySet())
        .containsExactly("dsseEnvelope", "mediaType", "verificationMaterial");
    assertThat(sigstore.string("mediaType"))
        .isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
    JsonObject envelope = sigstore.object("dsseEnvelope");
    assertThat(envelope.array("signatures").objects()).hasSize(1);
    assertThat(envelope.array("signatures").objects().get(0).members().keySet())
        .containsExactly("sig");
    assertThat(envelope.array("signatures").objects().get(0).string("sig"))
        .isEqualTo(signature.string("sig"));
    assertThat(envelope.string("payload")).isEqualTo(bundle.object("dsse").string("payload"));
    JsonObject material = sigstore.object("verificationMaterial");
    assertThat(material.members().keySet()).containsExactly("publicKey");
    byte[] spki = pin.spki().toByteArray();
    assertThat(material.object("publicKey").string("hint"))
        .isEqualTo(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256(spki))));
  }

  @Test
  void attestor_logEntryRequest_isReadyForTheLog() throws Exception {
    JsonObject answer = answer("{}");
    List<JsonObject> requests = answer.object("attestor").array("logEntryRequests").objects();
    assertThat(requests).hasSize(1);
    JsonObject entry = requests.get(0).object("hashedRekordRequestV002");
    assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(entry.string("digest"))))
        .isEqualTo(answer.string("paeSha256"));
    JsonObject signature = entry.object("signature");
    assertThat(signature.string("content"))
        .isEqualTo(
            answer
                .object("bundle")
                .object("dsse")
                .array("signatures")
                .objects()
                .get(0)
                .string("sig"));
    JsonObject verifier = signature.object("verifier");
    assertThat(verifier.string("keyDetails")).isEqualTo("PKIX_ECDSA_P256_SHA_256");
    assertThat(verifier.object("publicKey").string("rawBytes"))
        .isEqualTo(keys.publicKey(uri, soon()).spki().base64());
  }

  @Test
  void attestor_keyThatNoLogTakes_hasNoLogEntryRequest() throws Exception {
    uri = keys.newKey(SignatureAlgorithm.ED25519);
    assertThat(answer("{}").object("attestor").array("logEntryRequests").size()).isZero();
  }

  @Test
  void answer_returnBundle_carriesTheFormsThatWereAskedFor() throws Exception {
    JsonObject dsse = answer("{\"returnBundle\":\"dsse\"}");
    assertThat(dsse.object("bundle").has("dsse")).isTrue();
    assertThat(dsse.object("bundle").has("sigstore")).isFalse();
    assertThat(dsse.object("attestor").string("envelope")).isEqualTo("/bundle/dsse");
    assertThat(dsse.object("attestor").array("bundles").size()).isZero();

    JsonObject sigstore = answer("{\"returnBundle\":\"sigstore\"}");
    assertThat(sigstore.object("bundle").has("dsse")).isFalse();
    assertThat(sigstore.object("bundle").array("sigstore").size()).isEqualTo(1);
    assertThat(sigstore.object("attestor").string("envelope"))
        .isEqualTo("/bundle/sigstore/0/dsseEnvelope");
    assertThat(sigstore.object("attestor").array("bundles").strings())
        .containsExactly("/bundle/sigstore/0");
  }

  @ParameterizedTest
  @MethodSource("org.stellaops.signer.testkit.signing.KeyPairs#known")
  void storedResult_writtenAndRead_isTheSame(SignatureAlgorithm algorithm) {
    uri = keys.newKey(algorithm);
    SignRequest request = request("{}");
    StoredResult result = result(request);
    StoredResult read = StoredResult.read(result.bytes());
    assertThat(read).isEqualTo(result);
    assertThat(result.bytes().size()).isLessThan(2048 + 3 * longestField(algorithm));
    assertThat(result.bytes().utf8()).doesNotContain(request.payload().base64());
  }

  @Test
  void answer_signatureOfAnotherRequest_isNoEvidence() {
    List<SignedBy> other = verified(request("{\"returnBundle\":\"dsse\"}"));
    SignRequest changed = read(BODY.replace("1.50", "1.51") + "{}}");
    assertThatThrownBy(() -> SignedAnswer.of(changed, other, TERMS, ID))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void storedResult_edited_isAFailureAndNotAnAnswer() {
    String stored = result(request("{}")).bytes().utf8();
    for (String edited :
        List.of(
            "",
            "[]",
            "{}",
            stored.replace("\"plan\"", "\"Plan\""),
            stored.replace("\"value\":\"", "\"value\":\"!"),
            stored.replace("\"key\":\"MF", "\"key\":\"AA"),
            stored + " {}")) {
      assertThatThrownBy(() -> StoredResult.read(Bytes.utf8(edited)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** ML-DSA has signatures and keys of kilobytes, which stand in base64. */
  private static int longestField(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ML_DSA_44 -> 2420;
      case ML_DSA_65 -> 3309;
      case ML_DSA_87 -> 4627;
      default -> 0;
    };
  }
}
