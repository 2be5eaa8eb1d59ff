package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.testkit.registry.DocumentSigner;

class BundleVerificationTest {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final DocumentSigner STRANGER = DocumentSigner.p256();
  private static final Digest ARTIFACT = Bytes.utf8("artifact").sha256();
  private static final String TYPE = "https://cyclonedx.org/bom";
  private static final String STATEMENT = DocumentSigner.statement(ARTIFACT, TYPE);

  private static BundleVerdict verify(String document, Expectations expected) {
    return BundleVerification.strict()
        .verify(Bytes.utf8(document), List.of(SIGNER.key()), expected);
  }

  private static Outcome outcome(BundleVerdict verdict, String check) {
    return verdict.checks().stream()
        .filter(it -> it.name().equals(check))
        .findFirst()
        .orElseThrow(() -> new AssertionError(check + " not made: " + verdict.checks()))
        .outcome();
  }

  @Test
  void verify_goodBundle_passesEveryCheckByName() {
    BundleVerdict verdict =
        verify(SIGNER.bundle(STATEMENT), Expectations.artifact(ARTIFACT).ofType(TYPE));
    assertThat(verdict.verified()).isTrue();
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly(
            "form", "signature", "payload-type", "statement", "subject", "predicate-type");
    assertThat(verdict.checks()).extracting(Check::outcome).containsOnly(Outcome.PASSED);
    assertThat(verdict.payload()).contains(Bytes.utf8(STATEMENT));
    assertThat(verdict.signers()).containsExactly(SIGNER.key());
    assertThat(verdict.statement().orElseThrow().predicateType()).isEqualTo(TYPE);
  }

  @Test
  void verify_nothingExpected_saysSoAndPasses() {
    BundleVerdict verdict = verify(SIGNER.envelope(STATEMENT), Expectations.none());
    assertThat(verdict.verified()).isTrue();
    assertThat(outcome(verdict, "subject")).isEqualTo(Outcome.NOT_APPLICABLE);
    assertThat(outcome(verdict, "predicate-type")).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  @Test
  void verify_otherArtifactOrType_failsThatCheck() {
    Digest other = Bytes.utf8("other").sha256();
    BundleVerdict artifact = verify(SIGNER.bundle(STATEMENT), Expectations.artifact(other));
    assertThat(artifact.verified()).isFalse();
    assertThat(outcome(artifact, "subject")).isEqualTo(Outcome.FAILED);
    BundleVerdict type = verify(SIGNER.bundle(STATEMENT), Expectations.none().ofType(TYPE + "/"));
    assertThat(type.verified()).isFalse();
    assertThat(outcome(type, "predicate-type")).isEqualTo(Outcome.FAILED);
  }

  @Test
  void verify_byAStranger_failsAndHandsNothingOn() {
    BundleVerdict verdict = verify(STRANGER.bundle(STATEMENT), Expectations.artifact(ARTIFACT));
    assertThat(verdict.verified()).isFalse();
    assertThat(outcome(verdict, "signature")).isEqualTo(Outcome.FAILED);
    assertThat(verdict.payload()).isEmpty();
    assertThat(verdict.statement()).isEmpty();
    assertThat(verdict.signers()).isEmpty();
  }

  @Test
  void verify_malformed_failsTheForm() {
    BundleVerdict verdict = verify("{}", Expectations.none());
    assertThat(verdict.verified()).isFalse();
    assertThat(outcome(verdict, "form")).isEqualTo(Outcome.FAILED);
    assertThat(verdict.checks()).hasSize(1);
  }

  @Test
  void verify_envelopeWithOneGoodAndOneForeignSignature_passesAndMentionsTheOther() {
    Bytes payload = Bytes.utf8(STATEMENT);
    String both =
        DocumentSigner.envelope(
            DocumentSigner.IN_TOTO,
            payload,
            STRANGER.signature(payload),
            SIGNER.signature(payload));
    BundleVerdict verdict = verify(both, Expectations.artifact(ARTIFACT));
    assertThat(verdict.verified()).isTrue();
    assertThat(outcome(verdict, "other-signatures")).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  private static BundleVerdict verify(int threshold, List<PinnedKey> keys, String... documents) {
    return BundleVerification.strict()
        .verify(
            Stream.of(documents).map(Bytes::utf8).toList(),
            new TrustedKeys(keys, threshold),
            Expectations.artifact(ARTIFACT));
  }

  private static String envelope(DocumentSigner... signers) {
    Bytes payload = Bytes.utf8(STATEMENT);
    return DocumentSigner.envelope(
        DocumentSigner.IN_TOTO,
        payload,
        Stream.of(signers).map(signer -> signer.signature(payload)).toArray(String[]::new));
  }

  @Test
  void verify_envelopeSignedByTwoOfTwoKeys_meetsTheThresholdAndNamesBoth() {
    List<PinnedKey> keys = List.of(STRANGER.key(), SIGNER.key());
    BundleVerdict verdict = verify(2, keys, envelope(SIGNER, STRANGER));
    assertThat(verdict.verified()).isTrue();
    assertThat(verdict.signers()).isEqualTo(keys);
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly(
            "form",
            "signature",
            "signature",
            "threshold",
            "payload-type",
            "statement",
            "subject",
            "predicate-type");
    assertThat(verdict.checks().get(1).detail()).contains(STRANGER.key().fingerprint().toString());
    assertThat(verdict.checks().get(2).detail()).contains(SIGNER.key().fingerprint().toString());
  }

  @Test
  void verify_twoSignaturesOfOneKey_countOnce() {
    BundleVerdict verdict =
        verify(2, List.of(SIGNER.key(), STRANGER.key()), envelope(SIGNER, SIGNER));
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.signers()).containsExactly(SIGNER.key());
    assertThat(outcome(verdict, "threshold")).isEqualTo(Outcome.FAILED);
    assertThat(verdict.checks())
        .filteredOn(check -> check.name().equals("signature"))
        .extracting(Check::outcome)
        .containsExactly(Outcome.PASSED, Outcome.FAILED);
    assertThat(verdict.payload()).isEmpty();
    assertThat(verdict.statement()).isEmpty();
  }

  @Test
  void trustedKeys_theSameKeyTwice_countsOnce() {
    List<PinnedKey> twice = List.of(SIGNER.key(), SIGNER.key());
    assertThat(TrustedKeys.anyOf(twice).keys()).containsExactly(SIGNER.key());
    assertThatThrownBy(() -> new TrustedKeys(twice, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TrustedKeys(twice, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void verify_bundlesOfOnePayload_countTogether() {
    List<PinnedKey> keys = List.of(SIGNER.key(), STRANGER.key());
    String first = SIGNER.bundle(STATEMENT);
    BundleVerdict both = verify(2, keys, first, STRANGER.bundle(STATEMENT));
    assertThat(both.verified()).isTrue();
    assertThat(outcome(both, "same-payload")).isEqualTo(Outcome.PASSED);
    assertThat(verify(2, keys, first, first).verified()).isFalse();
  }

  @Test
  void verify_bundlesOfDifferentPayloads_failTheSamePayload() {
    BundleVerdict verdict =
        verify(
            1,
            List.of(SIGNER.key(), STRANGER.key()),
            SIGNER.bundle(STATEMENT),
            STRANGER.bundle(STATEMENT + " "));
    assertThat(verdict.verified()).isFalse();
    assertThat(outcome(verdict, "same-payload")).isEqualTo(Outcome.FAILED);
    assertThat(verdict.signers()).isEmpty();
  }

  @Test
  void verify_oneOfSeveralDocumentsMalformed_failsTheForm() {
    BundleVerdict verdict = verify(1, List.of(SIGNER.key()), SIGNER.bundle(STATEMENT), "{}");
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.checks())
        .extracting(Check::outcome)
        .containsExactly(Outcome.PASSED, Outcome.FAILED);
  }

  @Test
  void verify_readerNamesACertificateOrAKeyThatWasNotGiven_countsForNothing() {
    Bytes payload = Bytes.utf8(STATEMENT);
    for (SignerIdentity by :
        List.of(
            new KeyIdentity(STRANGER.key()),
            new CertificateIdentity(Bytes.utf8("leaf"), List.of(), "https://issuer", "ci"))) {
      SignatureReader reader =
          (document, keys) ->
              new Reading.Read(
                  Format.SIGSTORE_BUNDLE,
                  DocumentSigner.IN_TOTO,
                  payload,
                  List.of(new Finding("", Optional.of(by), Optional.empty(), List.of())));
      BundleVerdict verdict =
          new BundleVerification(reader)
              .verify(payload, List.of(SIGNER.key()), Expectations.none());
      assertThat(verdict.verified()).isFalse();
      assertThat(outcome(verdict, "signature")).isEqualTo(Outcome.FAILED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"publicKey\":{ | \"tlogEntries\":[{}],\"publicKey\":{ | log-entries",
        "\"publicKey\":{ |"
            + " \"timestampVerificationData\":{\"rfc3161Timestamps\":[{}]},\"publicKey\":{ |"
            + " timestamps",
        "{\"payload\" | {\"extra\":1,\"payload\" | members"
      })
  void verify_withWhatCannotBeChecked_isUnsupportedAndByAStrangerANo(
      String plain, String with, String check) {
    boolean alone = check.equals("members");
    String good = alone ? SIGNER.envelope(STATEMENT) : SIGNER.bundle(STATEMENT);
    String bad = alone ? STRANGER.envelope(STATEMENT) : STRANGER.bundle(STATEMENT);
    assertThat(good).contains(plain);

    BundleVerdict ours = verify(good.replace(plain, with), Expectations.artifact(ARTIFACT));
    BundleVerdict strangers = verify(bad.replace(plain, with), Expectations.artifact(ARTIFACT));

    assertThat(ours.verified()).isFalse();
    assertThat(ours.unsupported()).isTrue();
    assertThat(ours.checks())
        .extracting(Check::name)
        .containsExactly(
            "form", check, "signature", "payload-type", "statement", "subject", "predicate-type");
    assertThat(outcome(ours, check)).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(outcome(ours, "signature")).isEqualTo(Outcome.PASSED);
    assertThat(strangers.verified()).isFalse();
    assertThat(strangers.unsupported()).isFalse();
    assertThat(outcome(strangers, "signature")).isEqualTo(Outcome.FAILED);
  }

  @Test
  void verify_secondDocumentWithWhatCannotBeChecked_isUnsupported() {
    String with =
        STRANGER.bundle(STATEMENT).replace("\"publicKey\"", "\"tlogEntries\":[{}],\"publicKey\"");

    BundleVerdict verdict =
        verify(1, List.of(SIGNER.key(), STRANGER.key()), SIGNER.bundle(STATEMENT), with);

    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.unsupported()).isTrue();
  }

  @Test
  void b01_verify_signedPayloadOfAnotherType_fails() {
    Bytes payload = Bytes.utf8(STATEMENT);
    String type = "application/vnd.in-toto+JSON";
    BundleVerdict verdict =
        verify(SIGNER.bundle(type, payload, SIGNER.sign(type, payload)), Expectations.none());
    assertThat(verdict.verified()).isFalse();
    assertThat(outcome(verdict, "signature")).isEqualTo(Outcome.PASSED);
    assertThat(outcome(verdict, "payload-type")).isEqualTo(Outcome.FAILED);
  }

  @Test
  void b22_verify_p384WithSha256_saysWhy() {
    DocumentSigner p384 = DocumentSigner.p384();
    Bytes payload = Bytes.utf8(STATEMENT);
    Bytes sig = p384.sign(DocumentSigner.IN_TOTO, payload, "SHA256withECDSA");
    BundleVerdict verdict =
        BundleVerification.strict()
            .verify(
                Bytes.utf8(p384.bundle(DocumentSigner.IN_TOTO, payload, sig)),
                List.of(p384.key()),
                Expectations.none());
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.checks().get(1).detail()).contains("SHA-384 only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"_type\":\"https://in-toto.io/Statement/v0.1\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],\"predicateType\":\"t\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\"}],"
            + "\"predicateType\":\"t\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"sha256\":1}}],"
            + "\"predicateType\":\"t\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"a\":\"b\"}}]}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"a\":\"b\"}}],"
            + "\"predicateType\":\"t\",\"predicate\":[]}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"a\":\"b\"}}],"
            + "\"predicateType\":\"t\",\"predicateType\":\"u\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"a\":\"b\"}}],"
            + "\"predicateType\":\"t\",\"extra\":1}"
      })
  void verify_payloadThatIsNoStatement_fails(String payload) {
    BundleVerdict verdict = verify(SIGNER.bundle(payload), Expectations.none());
    assertThat(outcome(verdict, "signature")).isEqualTo(Outcome.PASSED);
    assertThat(outcome(verdict, "statement")).isEqualTo(Outcome.FAILED);
    assertThat(outcome(verdict, "subject")).isEqualTo(Outcome.NOT_APPLICABLE);
    assertThat(outcome(verdict, "predicate-type")).isEqualTo(Outcome.NOT_APPLICABLE);
    assertThat(verdict.verified()).isFalse();
  }

  @Test
  void b19_verify_subjectsAndDigestsAtTheBound_passAndOneOverFails() {
    assertThat(verify(SIGNER.bundle(subjects(1024, 1)), Expectations.none()).verified()).isTrue();
    assertThat(verify(SIGNER.bundle(subjects(1025, 1)), Expectations.none()).verified()).isFalse();
    assertThat(verify(SIGNER.bundle(subjects(1, 32)), Expectations.none()).verified()).isTrue();
    assertThat(verify(SIGNER.bundle(subjects(1, 33)), Expectations.none()).verified()).isFalse();
  }

  private static String subjects(int count, int digests) {
    String set =
        IntStream.range(0, digests)
            .mapToObj(i -> "\"alg" + i + "\":\"00\"")
            .collect(Collectors.joining(","));
    String subject = "{\"digest\":{" + set + "}}";
    return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":["
        + String.join(",", Collections.nCopies(count, subject))
        + "],\"predicateType\":\"t\",\"predicate\":{}}";
  }
}
