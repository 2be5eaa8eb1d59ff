package org.stellaops.signer.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;

/** What every reader of envelopes and bundles must do. */
public abstract class SignatureReaderContract {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final DocumentSigner STRANGER = DocumentSigner.p256();
  private static final String PAYLOAD = "{\"name\":\"é😀\"}";

  protected abstract SignatureReader reader();

  private Reading read(String document, PinnedKey... keys) {
    return reader().read(Bytes.utf8(document), List.of(keys));
  }

  private Reading.Read wellFormed(String document) {
    Reading reading = read(document, SIGNER.key());
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return (Reading.Read) reading;
  }

  private void assertVerified(String document) {
    assertThat(wellFormed(document).signatures())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.by()).contains(new KeyIdentity(SIGNER.key())));
  }

  private void assertUnverified(String document) {
    assertThat(wellFormed(document).signatures())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.by()).isEmpty());
  }

  /** Read as what it may be, and not checked: no word about forgery. */
  private void assertUnsupported(String document) {
    Reading reading = read(document);
    assertThat(reading).isInstanceOf(Reading.Unsupported.class);
    assertThat(((Reading.Unsupported) reading).check()).matches("[a-z0-9-]+");
  }

  private void assertMalformed(String document) {
    Reading reading = read(document, SIGNER.key());
    assertThat(reading).isInstanceOf(Reading.Malformed.class);
    assertThat(((Reading.Malformed) reading).check()).matches("[a-z0-9-]+");
    assertThat(((Reading.Malformed) reading).why()).doesNotContain("canary");
  }

  @Test
  void bundle_signedByAGivenKey_handsOnTheVerifiedBytes() {
    Reading.Read read = wellFormed(SIGNER.bundle(PAYLOAD));
    assertThat(read.format()).isEqualTo(Format.SIGSTORE_BUNDLE);
    assertThat(read.payloadType()).isEqualTo(DocumentSigner.IN_TOTO);
    assertThat(read.payload()).isEqualTo(Bytes.utf8(PAYLOAD));
    assertVerified(SIGNER.bundle(PAYLOAD));
  }

  @Test
  void envelope_signedByAGivenKey_isVerified() {
    assertThat(wellFormed(SIGNER.envelope(PAYLOAD)).format()).isEqualTo(Format.DSSE_ENVELOPE);
    assertVerified(SIGNER.envelope(PAYLOAD));
  }

  static Stream<DocumentSigner> signersOfEveryAlgorithm() {
    return Stream.of(
        DocumentSigner.p256(),
        DocumentSigner.p384(),
        DocumentSigner.rsa(),
        DocumentSigner.ed25519());
  }

  @ParameterizedTest
  @MethodSource("signersOfEveryAlgorithm")
  void everyAlgorithm_itsOwnSignature_isVerified(DocumentSigner signer) {
    Reading reading = read(signer.bundle(PAYLOAD), STRANGER.key(), signer.key());
    assertThat(((Reading.Read) reading).signatures())
        .singleElement()
        .satisfies(finding -> assertThat(finding.by()).contains(new KeyIdentity(signer.key())));
  }

  @Test
  void signature_goodOrBad_namesItsCheckAndNoTime() {
    assertThat(wellFormed(SIGNER.bundle(PAYLOAD)).signatures())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.checks())
              .extracting(Check::name, Check::outcome)
              .containsExactly(tuple("signature", Check.Outcome.PASSED));
          assertThat(finding.trustedTime()).isEmpty();
        });
    assertThat(wellFormed(STRANGER.bundle(PAYLOAD)).signatures())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.checks())
              .extracting(Check::name, Check::outcome)
              .containsExactly(tuple("signature", Check.Outcome.FAILED));
          assertThat(finding.trustedTime()).isEmpty();
        });
  }

  @Test
  void envelope_signedByTwoGivenKeys_namesEachInOrder() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    String both =
        DocumentSigner.envelope(
            DocumentSigner.IN_TOTO,
            payload,
            STRANGER.signature(payload),
            SIGNER.signature(payload));
    assertThat(((Reading.Read) read(both, SIGNER.key(), STRANGER.key())).signatures())
        .extracting(SignatureReader.Finding::by)
        .containsExactly(
            Optional.of(new KeyIdentity(STRANGER.key())),
            Optional.of(new KeyIdentity(SIGNER.key())));
  }

  @Test
  void noKeys_nothingIsVerified() {
    assertThat(((Reading.Read) read(SIGNER.bundle(PAYLOAD))).signatures())
        .singleElement()
        .satisfies(finding -> assertThat(finding.by()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.in-toto+JSON",
        "application/vnd.in-toto+json ",
        " application/vnd.in-toto+json",
        "application/vnd.cyclonedx+json",
        "application/vnd.in-toto.provenance+json"
      })
  void b01_payloadType_swappedAfterSigning_isNotVerified(String type) {
    Bytes payload = Bytes.utf8(PAYLOAD);
    Bytes sig = SIGNER.sign(DocumentSigner.IN_TOTO, payload);
    assertUnverified(SIGNER.bundle(type, payload, sig));
    assertVerified(SIGNER.bundle(type, payload, SIGNER.sign(type, payload)));
  }

  @Test
  void b01_payloadType_absentOrEmpty_isMalformed() {
    String good = SIGNER.bundle(PAYLOAD);
    String member = "\"payloadType\":\"" + DocumentSigner.IN_TOTO + "\",";
    assertThat(good).contains(member);
    assertMalformed(good.replace(member, ""));
    assertMalformed(good.replace(member, "\"payloadType\":\"\","));
    assertMalformed(good.replace(member, "\"payloadType\":null,"));
  }

  @Test
  void b02_preAuthEncoding_countsBytesNotCharacters() {
    String type = "application/x-é😀";
    Bytes payload = Bytes.utf8("é😀");
    Bytes counted = Bytes.utf8("DSSEv1 20 " + type + " 6 é😀");
    assertThat(pae(type, payload)).isEqualTo(counted);
    assertVerified(SIGNER.bundle(type, payload, SIGNER.sign(type, payload)));
  }

  private static Bytes pae(String type, Bytes payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PreAuthEncoding.of(type, payload).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.adopt(out.toByteArray());
  }

  @Test
  void b02_bytesShiftedBetweenTypeAndPayload_areNotVerified() {
    Bytes sig = SIGNER.sign("a 1 b", Bytes.utf8("c"));
    assertUnverified(SIGNER.bundle("a", Bytes.utf8("b 1 c"), sig));
    assertVerified(SIGNER.bundle("a 1 b", Bytes.utf8("c"), sig));
  }

  @Test
  void b02_emptyPayload_isVerifiedAsEmpty() {
    Bytes sig = SIGNER.sign(DocumentSigner.IN_TOTO, Bytes.empty());
    assertVerified(SIGNER.bundle(DocumentSigner.IN_TOTO, Bytes.empty(), sig));
    assertUnverified(SIGNER.bundle(DocumentSigner.IN_TOTO, Bytes.utf8(" "), sig));
  }

  @ParameterizedTest
  @CsvSource({
    "'~~~?','fn5-Pw=='",
    "'~~~?','fn5-Pw'",
    "'a','YQ'",
    "'a','\\u0059Q=='",
    "'~~~?','fn5+Pw\\u003d='"
  })
  void b03_payload_inAnyBase64_isTheSame(String payload, String base64) {
    String good = SIGNER.bundle(payload);
    assertVerified(good.replace(Bytes.utf8(payload).base64(), base64));
  }

  @ParameterizedTest
  @CsvSource({
    "'a','YR=='",
    "'a','YQ='",
    "'a','YQ==='",
    "'a','YQ= ='",
    "'a','YQ==\\n'",
    "'a','Y'",
    "'~~~?~~~?','fn5-P35+fj8='"
  })
  void b03_payload_inNoBase64_isMalformed(String payload, String base64) {
    String good = SIGNER.bundle(payload);
    assertVerified(good);
    assertMalformed(good.replace(Bytes.utf8(payload).base64(), base64));
  }

  @Test
  void b03_signature_urlSafe_isTheSame() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    Bytes sig = SIGNER.sign(DocumentSigner.IN_TOTO, payload);
    while (!sig.base64().contains("/") && !sig.base64().contains("+")) {
      sig = SIGNER.sign(DocumentSigner.IN_TOTO, payload);
    }
    String good = SIGNER.bundle(DocumentSigner.IN_TOTO, payload, sig);
    assertVerified(good);
    String urlSafe = sig.base64().replace('/', '_').replace('+', '-');
    assertVerified(good.replace(sig.base64(), urlSafe));
  }

  @Test
  void b04_envelope_withoutAUsableSignature_isMalformed() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    assertMalformed(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload));
    assertMalformed(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, "null"));
    assertMalformed(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, "{}"));
    assertMalformed(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, "{\"sig\":\"\"}"));
    assertMalformed(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, "{\"sig\":null}"));
    String good = SIGNER.envelope(PAYLOAD);
    assertMalformed(good.replaceAll("\"signatures\":\\[.*\\]", "\"signatures\":null"));
    assertMalformed(good.replaceAll(",\"signatures\":\\[.*\\]", ""));
  }

  @Test
  void b04_envelope_upTo16Signatures_isRead() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    String one = SIGNER.signature(payload);
    String[] sixteen = Collections.nCopies(16, one).toArray(String[]::new);
    assertVerified(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, sixteen));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 10_000})
  void b04_envelope_over16Signatures_isMalformed(int count) {
    Bytes payload = Bytes.utf8(PAYLOAD);
    String[] many = Collections.nCopies(count, SIGNER.signature(payload)).toArray(String[]::new);
    assertMalformed(DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, many));
  }

  @Test
  void b06_signature_ofAnotherBundle_isNotVerified() {
    Bytes other = SIGNER.sign(DocumentSigner.IN_TOTO, Bytes.utf8("{}"));
    assertUnverified(SIGNER.bundle(DocumentSigner.IN_TOTO, Bytes.utf8(PAYLOAD), other));
  }

  @Test
  void b07_bundle_withTwoSignatures_isMalformed() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    String one = SIGNER.signature(payload);
    String two = SIGNER.bundle(PAYLOAD).replaceAll("\\[\\{.*\\}\\]", "[" + one + "," + one + "]");
    assertMalformed(two);
    assertVerified(two.replace(one + "," + one, one));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "__proto__", "SHA256:AAAA", "../../key"})
  void b08_keyid_whateverItSays_choosesNothing(String keyid) {
    Bytes payload = Bytes.utf8(PAYLOAD);
    String good = SIGNER.sign(DocumentSigner.IN_TOTO, payload).base64();
    String bad = STRANGER.sign(DocumentSigner.IN_TOTO, payload).base64();
    String form = "{\"keyid\":\"" + keyid + "\",\"sig\":\"SIG\"}";
    assertVerified(
        DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, form.replace("SIG", good)));
    assertUnverified(
        DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, form.replace("SIG", bad)));
  }

  @Test
  void b08_hint_ofATrustedKey_provesNothing() {
    String forged =
        STRANGER
            .bundle(PAYLOAD)
            .replace(KeyNames.hint(STRANGER.key()), KeyNames.hint(SIGNER.key()));
    assertUnverified(forged);
    assertVerified(
        SIGNER.bundle(PAYLOAD).replace(KeyNames.hint(SIGNER.key()), KeyNames.hint(STRANGER.key())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.dev.sigstore.bundle+json;version=0.1",
        "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle+json;version=0.3",
        "application/vnd.dev.sigstore.bundle.v0.1+json",
        "application/vnd.dev.sigstore.bundle.v0.2+json",
        "application/vnd.dev.sigstore.bundle.v0.3.1+json"
      })
  void bundle_ofEitherSpelling_isVerified(String mediaType) {
    assertVerified(SIGNER.bundle(PAYLOAD).replace(DocumentSigner.BUNDLE, mediaType));
  }

  @Test
  void b11_bundle_ofAnotherMediaType_isNotRead() {
    String good = SIGNER.bundle(PAYLOAD);
    for (String newer :
        List.of(
            "application/vnd.dev.sigstore.bundle.v0.4+json",
            "application/vnd.dev.sigstore.bundle+json;version=0.4",
            "application/vnd.dev.sigstore.bundle.v0.30+json",
            "application/vnd.dev.sigstore.bundle+json; version=0.3",
            " application/vnd.dev.sigstore.bundle.v0.3+json ",
            "Application/Vnd.dev.sigstore.bundle.v0.3+json",
            "application/vnd.dev.sigstore.bundle.v0.3+JSON")) {
      assertUnsupported(good.replace(DocumentSigner.BUNDLE, newer));
    }
    assertMalformed(good.replace(DocumentSigner.BUNDLE, "application/json"));
    assertMalformed(good.replace(DocumentSigner.BUNDLE, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"certificate\":{\"rawBytes\":\"AAAA\"}",
        "\"x509CertificateChain\":{\"certificates\":[]}",
        "\"publicKey\":null,\"certificate\":{\"rawBytes\":\"AAAA\"}",
        "\"publicKey\":{\"hint\":\"a\"},\"tlogEntries\":[{}]",
        "\"publicKey\":{\"hint\":\"a\"},\"tlog_entries\":[{}]",
        "\"publicKey\":{\"hint\":\"a\"},\"timestampVerificationData\":{\"rfc3161Timestamps\":[{}]}"
      })
  void b11_material_thatCannotBeChecked_isUnsupported(String material) {
    assertUnsupported(withMaterial(material));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"publicKey\":null",
        "\"publicKey\":{\"hint\":\"a\"},\"certificate\":{\"rawBytes\":\"AAAA\"}",
        "\"publicKey\":{\"hint\":\"a\"},\"x509_certificate_chain\":{}",
        "\"certificate\":{\"rawBytes\":\"AAAA\"},\"x509CertificateChain\":{}",
        "\"publicKey\":{\"hint\":\"a\",\"rawBytes\":\"AAAA\"}",
        "\"publicKey\":{\"hint\":\"a\"},\"public_key\":{\"hint\":\"a\"}",
        "\"publicKey\":{\"hint\":\"a\"},\"tlogEntries\":{}",
        "\"publicKey\":{\"hint\":\"a\"},\"canary\":1"
      })
  void b11_material_outOfForm_isMalformed(String material) {
    assertMalformed(withMaterial(material));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"publicKey\":{\"hint\":\"a\"}",
        "\"publicKey\":{}",
        "\"publicKey\":{\"hint\":\"\"}",
        "\"publicKey\":{\"hint\":null},\"certificate\":null",
        "\"public_key\":{\"hint\":\"a\"},\"tlog_entries\":[]",
        "\"publicKey\":{\"hint\":\"a\"},\"tlogEntries\":null",
        "\"publicKey\":{\"hint\":\"a\"},\"tlogEntries\":[]",
        "\"publicKey\":{\"hint\":\"a\"},\"timestampVerificationData\":{}",
        "\"publicKey\":{\"hint\":\"a\"},\"timestampVerificationData\":{\"rfc3161Timestamps\":[]}"
      })
  void b11_material_withNothingToCheckBeyondTheKey_isVerified(String material) {
    assertVerified(withMaterial(material));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tlogEntries", "rfc3161Timestamps"})
  void b19_entries_over32_areNotRead(String list) {
    String entries = String.join(",", Collections.nCopies(33, "{}"));
    String member = "\"" + list + "\":[" + entries + "]";
    assertUnsupported(
        withMaterial(
            "\"publicKey\":{\"hint\":\"a\"},"
                + (list.equals("tlogEntries")
                    ? member
                    : "\"timestampVerificationData\":{" + member + "}")));
  }

  private static String withMaterial(String material) {
    String hint = "\"publicKey\":{\"hint\":\"" + KeyNames.hint(SIGNER.key()) + "\"}";
    String good = SIGNER.bundle(PAYLOAD);
    assertThat(good).contains(hint);
    return good.replace(hint, material);
  }

  @Test
  void b11_members_unknownOrMixed_areMalformed() {
    String bundle = SIGNER.bundle(PAYLOAD);
    String envelope = SIGNER.envelope(PAYLOAD);
    String head = "{\"canary\":1,";
    assertMalformed(head + bundle.substring(1));
    assertMalformed(bundle.substring(0, bundle.length() - 1) + ",\"canary\":1}");
    assertMalformed(bundle.replace("{\"payload\"", "{\"canary\":1,\"payload\""));
    assertMalformed(bundle.replace("{\"sig\"", "{\"cert\":\"canary\",\"sig\""));
    assertMalformed(bundle.substring(0, bundle.length() - 1) + ",\"payload\":\"\"}");
    assertMalformed(envelope.substring(0, envelope.length() - 1) + ",\"mediaType\":\"\"}");
    assertMalformed(envelope.substring(0, envelope.length() - 1) + ",\"dsse_envelope\":{}}");
    assertMalformed("{\"messageSignature\":{}}");
    assertMalformed("{}");
  }

  /** {@code dsse/envelope.md} allows them, so that the document may be right. */
  @Test
  void b11_membersOfAnEnvelope_thatDsseDoesNotKnow_areUnsupported() {
    String envelope = SIGNER.envelope(PAYLOAD);
    assertUnsupported(envelope.substring(0, envelope.length() - 1) + ",\"canary\":1}");
    assertUnsupported(envelope.replace("{\"keyid\"", "{\"cert\":\"canary\",\"keyid\""));
    String unsigned = envelope.replaceAll("\"signatures\":\\[.*\\]", "\"signatures\":[]");
    assertMalformed(unsigned.substring(0, unsigned.length() - 1) + ",\"canary\":1}");
  }

  /** Its definition has {@code payloadType} too: protobuf's JSON knows no other name for it. */
  @Test
  void b11_payloadType_underAnotherName_isMalformed() {
    for (String good : List.of(SIGNER.envelope(PAYLOAD), SIGNER.bundle(PAYLOAD))) {
      assertMalformed(good.replace("payloadType", "payload_type"));
      assertMalformed(good.replace("\"payloadType\"", "\"payload_type\":\"a\",\"payloadType\""));
      assertMalformed(good.replace("payloadType", "PayloadType"));
      assertMalformed(good.replace("\"sig\"", "\"Sig\":\"AAAA\",\"sig\""));
    }
  }

  @Test
  void b11_members_underTheNamesOfTheDefinition_areVerified() {
    assertVerified(
        SIGNER
            .bundle(PAYLOAD)
            .replace("mediaType", "media_type")
            .replace("verificationMaterial", "verification_material")
            .replace("publicKey", "public_key")
            .replace("dsseEnvelope", "dsse_envelope"));
  }

  @Test
  void b11_nullMembers_areAbsent() {
    String bundle = SIGNER.bundle(PAYLOAD);
    assertVerified(bundle.replace("{\"sig\"", "{\"keyid\":null,\"sig\""));
    assertVerified(bundle.substring(0, bundle.length() - 1) + ",\"messageSignature\":null}");
    assertMalformed(bundle.replaceAll("\"payload\":\"[^\"]*\"", "\"payload\":null"));
    assertMalformed(bundle.replaceAll("\"mediaType\":\"[^\"]*\"", "\"mediaType\":null"));
  }

  @Test
  void b11_contents_bothOrNone_areMalformedAndAMessageSignatureIsUnsupported() {
    String bundle = SIGNER.bundle(PAYLOAD);
    String message = "\"messageSignature\":{\"signature\":\"AAAA\"}";
    String both = bundle.substring(0, bundle.length() - 1) + "," + message + "}";
    assertMalformed(both);
    assertMalformed(both.replace("messageSignature", "message_signature"));
    assertUnsupported(
        both.replace("dsseEnvelope", "message").replaceAll(",\"message\":.*\\]\\}", ""));
    assertMalformed(bundle.replaceAll(",\"dsseEnvelope\":.*\\]\\}", ""));
  }

  @Test
  void n01_members_twice_areMalformed() {
    String bundle = SIGNER.bundle(PAYLOAD);
    String envelope = SIGNER.envelope(PAYLOAD);
    assertMalformed(envelope.replaceFirst("\"payload\"", "\"payload\":\"\",\"payload\""));
    assertMalformed(envelope.replaceFirst("\"payload\"", "\"payload\":\"\",\"p\\\\u0061yload\""));
    assertMalformed(bundle.replaceFirst("\"sig\"", "\"sig\":\"AAAA\",\"sig\""));
    assertMalformed(bundle.replaceFirst("\"hint\"", "\"hint\":\"a\",\"hint\""));
    assertMalformed(
        bundle.replaceFirst("\"dsseEnvelope\"", "\"dsseEnvelope\":{},\"dsseEnvelope\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "[]", "\"a\"", "null", "{", "{\"payload\":", "{'payload':''}", "//\n{}"})
  void n04_document_thatIsNoStrictJsonObject_isMalformed(String document) {
    assertMalformed(document);
  }

  @Test
  void n04_document_withAByteOrderMarkOrSomethingAfterTheEnd_isMalformed() {
    String good = SIGNER.bundle(PAYLOAD);
    assertMalformed("\uFEFF" + good);
    assertMalformed(good + "{}");
    assertMalformed(good + "\u0000");
    assertMalformed(good.substring(0, good.length() - 1) + ",}");
    assertVerified(good + "\n");
  }

  @Test
  void n04_document_inUtf16_isMalformed() {
    byte[] utf16 = SIGNER.bundle(PAYLOAD).getBytes(StandardCharsets.UTF_16LE);
    assertThat(reader().read(Bytes.adopt(utf16), List.of(SIGNER.key())))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void n02_document_nestedDeep_isMalformedAndDoesNotOverflow() {
    assertMalformed("{\"payload\":" + "[".repeat(1_000_000));
    assertMalformed("{\"verificationMaterial\":" + "{\"a\":".repeat(100_000));
    assertMalformed(
        withMaterial(
            "\"publicKey\":{\"hint\":\"a\"},\"tlogEntries\":[{\"a\":" + "[".repeat(9_999)));
  }

  @Test
  void b22_signature_byADowngradedAlgorithm_isNotVerified() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    assertDowngradeFails(SIGNER, payload, "SHA1withECDSA");
    assertDowngradeFails(SIGNER, payload, "SHA384withECDSA");
    assertDowngradeFails(SIGNER, payload, "SHA256withECDSAinP1363Format");
    assertDowngradeFails(DocumentSigner.p384(), payload, "SHA256withECDSA");
    assertDowngradeFails(DocumentSigner.rsa(), payload, "SHA1withRSA");
    assertDowngradeFails(DocumentSigner.rsa(), payload, "SHA512withRSA");
  }

  private void assertDowngradeFails(DocumentSigner signer, Bytes payload, String algorithm) {
    Bytes sig = signer.sign(DocumentSigner.IN_TOTO, payload, algorithm);
    Reading reading =
        read(signer.bundle(DocumentSigner.IN_TOTO, payload, sig), signer.key(), SIGNER.key());
    assertThat(((Reading.Read) reading).signatures())
        .singleElement()
        .satisfies(finding -> assertThat(finding.by()).isEmpty());
  }

  @Test
  void j23_signature_ofZeroesOrTheOrder_isNotVerified() {
    Bytes payload = Bytes.utf8(PAYLOAD);
    String order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    for (String hex :
        List.of(
            "3006020100020100",
            "3006020101020100",
            "3006020100020101",
            "3026022100" + order + "020100",
            "3046022100" + order + "022100" + order)) {
      Bytes sig = Bytes.adopt(HexFormat.of().parseHex(hex));
      assertUnverified(SIGNER.bundle(DocumentSigner.IN_TOTO, payload, sig));
    }
  }
}
