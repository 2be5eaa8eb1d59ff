package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.signer.verify.KeylessBundle.CERTIFICATE;
import static org.stellaops.signer.verify.KeylessBundle.FILE;
import static org.stellaops.signer.verify.KeylessBundle.FILE_SIGNATURE;
import static org.stellaops.signer.verify.KeylessBundle.ISSUER;
import static org.stellaops.signer.verify.KeylessBundle.NOW;
import static org.stellaops.signer.verify.KeylessBundle.SUBJECT;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * What published advisories on other verifiers describe, by their ids, as far as no test of a part
 * carries the id already.
 */
class PublishedAdvisoriesTest {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final Digest ARTIFACT = Bytes.utf8("artifact").sha256();
  private static final Digest OTHER = Bytes.utf8("other").sha256();
  private static final String TYPE = "https://cyclonedx.org/bom";
  private static final Bytes ZEROS = Bytes.adopt(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0});

  private static BundleVerdict byKey(String document, Digest artifact) {
    return BundleVerification.strict()
        .verify(Bytes.utf8(document), List.of(SIGNER.key()), Expectations.artifact(artifact));
  }

  private static BundleVerdict byIdentity(KeylessBundle bundle) {
    return BundleVerification.trusting(
            new MaterialTrust(
                KeylessBundle.parsed(KeylessBundle.root()),
                Requirements.PUBLIC,
                InstantSource.fixed(NOW.plus(Duration.ofDays(1)))))
        .verify(
            Bytes.utf8(bundle.json()),
            TrustedSigners.anyIdentity(List.of(ExpectedIdentity.exactly(ISSUER, SUBJECT))),
            Expectations.artifact(FILE.sha256()));
  }

  private static void assertFailed(BundleVerdict verdict, String check) {
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.checks())
        .filteredOn(each -> each.outcome() == Outcome.FAILED)
        .extracting(Check::name)
        .as(verdict.checks().toString())
        .contains(check);
  }

  private static String withSignatures(String... signatures) {
    return DocumentSigner.envelope(
        DocumentSigner.IN_TOTO, Bytes.utf8(DocumentSigner.statement(ARTIFACT, TYPE)), signatures);
  }

  private static String good() {
    return SIGNER.signature(Bytes.utf8(DocumentSigner.statement(ARTIFACT, TYPE)));
  }

  /** Java accepted r = s = 0 for any message. */
  @Test
  void cve202221449_signatureOfZeros_isNotVerifiedByKeyOrCertificateOrDigest() {
    assertFailed(
        byKey(withSignatures("{\"sig\":\"" + ZEROS.base64() + "\"}"), ARTIFACT), "signature");
    KeylessBundle file = KeylessBundle.file();
    assertThat(byIdentity(file).verified()).isTrue();
    assertFailed(
        byIdentity(
            file.over(KeylessBundle.message(FILE, ZEROS))
                .logged(KeylessBundle.rekor1(FILE, ZEROS, CERTIFICATE.leaf()).json())),
        "signature");
  }

  /** python-tuf and tough counted one key's signatures several times. */
  @Test
  void ghsaPwqf9h7j7mv8_ghsa5q2r92f94m49_signaturesOfOneKey_countOnce() {
    TrustedSigners two =
        new TrustedSigners(
            List.of(
                WindowedKey.always(SIGNER.key()), WindowedKey.always(DocumentSigner.p256().key())),
            List.of(),
            2);
    BundleVerdict verdict =
        BundleVerification.strict()
            .verify(
                Bytes.utf8(withSignatures(good(), good(), good())),
                two,
                Expectations.artifact(ARTIFACT));
    assertFailed(verdict, "threshold");
  }

  /** go-tuf took a threshold of nothing for met. */
  @Test
  void ghsaFphvW9fq2525_thresholdOfNone_isRefused() {
    List<WindowedKey> keys = List.of(WindowedKey.always(SIGNER.key()));
    for (int threshold : new int[] {0, -1, 2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TrustedSigners(keys, List.of(), threshold));
    }
  }

  /** notation went through as many signatures as there were. */
  @Test
  void cve202333957_cve202333958_signaturesOverTheBound_areNotLookedAt() {
    String[] many = Collections.nCopies(17, good()).toArray(String[]::new);
    BundleVerdict verdict = byKey(withSignatures(many), ARTIFACT);
    assertThat(verdict.checks()).extracting(Check::name).containsExactly("form");
    assertThat(verdict.verified()).isFalse();
  }

  /** sigstore-rs compared the first subject alone. */
  @Test
  void sigstoreRs596_anySubjectMayBeTheArtifact_andOneHasToBe() {
    String statement =
        DocumentSigner.statement(OTHER, TYPE)
            .replace(
                "\"subject\":[",
                "\"subject\":[{\"name\":\"first\",\"digest\":{\"sha256\":\""
                    + Bytes.utf8("first").sha256().hex()
                    + "\"}},");
    assertThat(byKey(SIGNER.envelope(statement), OTHER).verified()).isTrue();
    assertFailed(byKey(SIGNER.envelope(statement), ARTIFACT), "subject");
  }

  /** sigstore-python did not compare the digest that a bundle states. */
  @Test
  void sigstorePython1651_statedDigestOfAnotherFile_fails() {
    KeylessBundle file = KeylessBundle.file();
    String other = KeylessBundle.message(Bytes.utf8("another file"), FILE_SIGNATURE);
    assertFailed(byIdentity(file.over(other)), "message-digest");
  }

  /** Fulcio and others matched a part of what was there. */
  @ParameterizedTest
  @ValueSource(
      strings = {"https://github.com/example/.*", "^https://github.com/example/.*", "example/.*$"})
  void cve202622772_patternThatIsNotAnchored_isRefused(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExpectedIdentity.matching(ISSUER, pattern));
  }

  /** sigstore-java 1.2.0 left promises unverified, and 2.1.0 took them up again. */
  @Test
  void sigstoreJava210_promiseByAnotherLog_fails() {
    KeylessBundle good = KeylessBundle.file();
    assertThat(byIdentity(good).verified()).isTrue();
    TestTransparencyLog.Entry own = KeylessBundle.rekor1(FILE, FILE_SIGNATURE, CERTIFICATE.leaf());
    TestTransparencyLog.Entry forged =
        TestTransparencyLog.rekor1("rekor.example.test", KeylessBundle.FROM)
            .entry(
                "hashedrekord",
                "0.0.1",
                KeylessBundle.hashedRekord1(FILE, FILE_SIGNATURE, CERTIFICATE.leaf()),
                NOW);
    String promise = "\"signedEntryTimestamp\":\"";
    String mixed = own.json().replace(promiseOf(own.json()), promiseOf(forged.json()));
    assertThat(own.json()).contains(promise);
    assertThat(mixed).isNotEqualTo(own.json());
    assertFailed(byIdentity(good.logged(mixed)), "log-entry");
  }

  private static String promiseOf(String entry) {
    int at = entry.indexOf("\"signedEntryTimestamp\":\"");
    return entry.substring(at, entry.indexOf('}', at));
  }
}
