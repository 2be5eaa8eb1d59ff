package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.verify.KeylessBundle.CERTIFICATE;
import static org.stellaops.signer.verify.KeylessBundle.DSSE_SIGNATURE;
import static org.stellaops.signer.verify.KeylessBundle.FILE;
import static org.stellaops.signer.verify.KeylessBundle.FILE_SIGNATURE;
import static org.stellaops.signer.verify.KeylessBundle.FROM;
import static org.stellaops.signer.verify.KeylessBundle.FULCIO;
import static org.stellaops.signer.verify.KeylessBundle.ISSUER;
import static org.stellaops.signer.verify.KeylessBundle.KEY;
import static org.stellaops.signer.verify.KeylessBundle.NOW;
import static org.stellaops.signer.verify.KeylessBundle.PAE;
import static org.stellaops.signer.verify.KeylessBundle.REKOR1;
import static org.stellaops.signer.verify.KeylessBundle.REKOR2;
import static org.stellaops.signer.verify.KeylessBundle.STAMPS;
import static org.stellaops.signer.verify.KeylessBundle.STATEMENT;
import static org.stellaops.signer.verify.KeylessBundle.SUBJECT;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog.Entry;
import org.stellaops.signer.testkit.keyless.TestTrustedRoot;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.ValidityWindow;
import org.stellaops.signer.verify.trust.WindowedKey;

/** Bundles with certificates, log entries and timestamps, each good but for what a test changes. */
class KeylessVerificationTest {

  private static final InstantSource CLOCK = InstantSource.fixed(NOW.plus(Duration.ofDays(1)));
  private static final TrustedSigners SIGNERS =
      TrustedSigners.anyIdentity(List.of(ExpectedIdentity.exactly(ISSUER, SUBJECT)));
  private static final Expectations EXPECTED = Expectations.artifact(FILE.sha256());

  private static BundleVerdict verify(
      KeylessBundle bundle, TestTrustedRoot root, Requirements required, TrustedSigners signers) {
    return BundleVerification.trusting(
            new MaterialTrust(KeylessBundle.parsed(root), required, CLOCK))
        .verify(Bytes.utf8(bundle.json()), signers, EXPECTED);
  }

  private static BundleVerdict verify(KeylessBundle bundle, Requirements required) {
    return verify(bundle, KeylessBundle.root(), required, SIGNERS);
  }

  private static BundleVerdict verify(KeylessBundle bundle) {
    return verify(bundle, Requirements.PUBLIC);
  }

  private static void assertVerified(BundleVerdict verdict) {
    assertThat(verdict.verified()).as(verdict.checks().toString()).isTrue();
  }

  private static void assertFails(BundleVerdict verdict, String check) {
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.unsupported()).as(verdict.checks().toString()).isFalse();
    assertThat(verdict.payload()).isEmpty();
    assertThat(verdict.statement()).isEmpty();
    assertThat(verdict.checks())
        .filteredOn(it -> it.outcome() == Outcome.FAILED)
        .extracting(Check::name)
        .contains(check);
  }

  private static void assertMalformed(BundleVerdict verdict) {
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.checks()).extracting(Check::name).containsExactly("form");
    assertThat(verdict.checks().get(0).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void verify_statementInRekor2WithTimestamp_passesEveryCheckInOrder() {
    BundleVerdict verdict = verify(KeylessBundle.statement(), new Requirements(1, 1, 1));
    assertVerified(verdict);
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly(
            "form",
            "timestamp",
            "log-entry",
            "certificate-chain",
            "certificate-log",
            "log-entry-body",
            "signature",
            "identity",
            "payload-type",
            "statement",
            "subject",
            "predicate-type");
    assertThat(verdict.payload()).contains(Bytes.utf8(STATEMENT));
    assertThat(verdict.trustedTime()).contains(NOW);
    assertThat(verdict.identities())
        .singleElement()
        .satisfies(by -> {
          assertThat(by.issuer()).isEqualTo(ISSUER);
          assertThat(by.subject()).isEqualTo(SUBJECT);
          assertThat(by.leaf()).isEqualTo(CERTIFICATE.leaf());
        });
  }

  @Test
  void verify_fileInRekor1_passesAndHasNoStatement() {
    BundleVerdict verdict = verify(KeylessBundle.file());
    assertVerified(verdict);
    assertThat(verdict.statement()).isEmpty();
    assertThat(verdict.payload()).isEmpty();
    assertThat(verdict.artifactCompared()).isTrue();
    assertThat(verdict.trustedTime()).contains(NOW);
  }

  @Test
  void verify_withoutATrustedRoot_isUnsupported() {
    BundleVerdict verdict =
        BundleVerification.strict()
            .verify(Bytes.utf8(KeylessBundle.statement().json()), SIGNERS, EXPECTED);
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.unsupported()).isTrue();
  }

  @Test
  void verify_kindsOfRekor_eachBound() {
    String pem = Bytes.utf8(KeylessBundle.pem("CERTIFICATE", CERTIFICATE.leaf())).base64();
    String payloadHash = Bytes.utf8(STATEMENT).sha256().hex();
    String dsse =
        "{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"envelopeHash\":{},\"payloadHash\":"
            + "{\"algorithm\":\"sha256\",\"value\":\""
            + payloadHash
            + "\"},\"signatures\":"
            + "[{\"signature\":\""
            + DSSE_SIGNATURE.base64()
            + "\",\"verifier\":\""
            + pem
            + "\"}]}}";
    String intoto =
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"intoto\",\"spec\":{\"content\":{\"envelope\":"
            + "{\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"publicKey\":\""
            + pem
            + "\",\"sig\":\""
            + Bytes.utf8(DSSE_SIGNATURE.base64()).base64()
            + "\"}]},\"hash\":{},\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\""
            + payloadHash
            + "\"}}}}";
    String dsse2 =
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"dsse\",\"spec\":{\"dsseV002\":{\"payloadHash\":"
            + "{\"algorithm\":\"SHA2_256\",\"digest\":\""
            + Bytes.utf8(STATEMENT).sha256().bytes().base64()
            + "\"},\"signatures\":[{\"content\":\""
            + DSSE_SIGNATURE.base64()
            + "\",\"verifier\":{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"x509Certificate\":"
            + "{\"rawBytes\":\""
            + CERTIFICATE.leaf().base64()
            + "\"}}}]}}}";
    for (Entry entry :
        List.of(
            REKOR1.entry("dsse", "0.0.1", dsse, NOW),
            REKOR1.entry("intoto", "0.0.2", intoto, NOW),
            REKOR2.entry("dsse", "0.0.2", dsse2, NOW))) {
      assertVerified(verify(KeylessBundle.statement().logged(entry.json())));
      Entry other =
          (entry.promise().isEmpty() ? REKOR2 : REKOR1)
              .entry(
                  entry.kind(),
                  entry.version(),
                  entry
                      .body()
                      .utf8()
                      .replace(payloadHash, FILE.sha256().hex())
                      .replace(
                          Bytes.utf8(STATEMENT).sha256().bytes().base64(),
                          FILE.sha256().bytes().base64()),
                  NOW);
      assertFails(verify(KeylessBundle.statement().logged(other.json())), "log-entry-body");
    }
    Entry unknown =
        REKOR1.entry(
            "rpm", "0.0.1", "{\"apiVersion\":\"0.0.1\",\"kind\":\"rpm\",\"spec\":{}}", NOW);
    BundleVerdict verdict = verify(KeylessBundle.statement().logged(unknown.json()));
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.unsupported()).isFalse(); // the identity is not proven either
  }

  @Test
  void b06_verify_signatureOrMaterialOfAnotherBundle_fails() {
    KeylessBundle statement = KeylessBundle.statement();
    KeylessBundle file = KeylessBundle.file();
    assertFails(
        verify(statement.over(KeylessBundle.envelope(Bytes.utf8(STATEMENT), FILE_SIGNATURE))),
        "signature");
    assertFails(verify(statement.logged(file.entries().get(0))), "log-entry-body");
    assertFails(
        verify(file.stamped(statement.timestamps().get(0)), Requirements.PUBLIC), "timestamp");
  }

  static Stream<Entry> otherEntries() {
    KeyPair stranger = KeylessBundle.pair();
    Bytes leaf = CERTIFICATE.leaf();
    Bytes otherLeaf = FULCIO.issue(stranger.getPublic(), SUBJECT, ISSUER, NOW).leaf();
    Bytes otherSignature = KeylessBundle.sign(stranger, FILE);
    return Stream.of(
        KeylessBundle.rekor1(Bytes.utf8("other"), FILE_SIGNATURE, leaf),
        KeylessBundle.rekor1(FILE, otherSignature, leaf),
        KeylessBundle.rekor1(FILE, FILE_SIGNATURE, otherLeaf),
        KeylessBundle.rekor2(Bytes.utf8("other").sha256().bytes(), FILE_SIGNATURE, leaf),
        KeylessBundle.rekor2(FILE.sha256().bytes(), otherSignature, leaf),
        KeylessBundle.rekor2(FILE.sha256().bytes(), FILE_SIGNATURE, otherLeaf));
  }

  /**
   * CVE-2022-23649, CVE-2022-36056 and, on a second path, CVE-2026-22703: an entry that is in the
   * log, about something else.
   */
  @ParameterizedTest
  @MethodSource("otherEntries")
  void b09_cve202223649_cve202236056_cve202622703_entryOfAnother_fails(Entry entry) {
    KeylessBundle stamped = KeylessBundle.file().stamped(STAMPS.timestamp(FILE_SIGNATURE, NOW));
    assertFails(verify(stamped.logged(entry.json())), "log-entry-body");
    assertFails(
        verify(stamped.logged(KeylessBundle.file().entries().get(0), entry.json())),
        "log-entry-body");
  }

  @Test
  void b09_entryOfThisKeyWithoutItsCertificate_fails() {
    String key =
        "\"publicKey\":{\"rawBytes\":\""
            + Bytes.adopt(KEY.getPublic().getEncoded()).base64()
            + "\"}";
    Entry entry =
        REKOR2.entry(
            "hashedrekord",
            "0.0.2",
            KeylessBundle.hashedRekord2(PAE.sha256().bytes(), DSSE_SIGNATURE, key),
            NOW);
    assertFails(verify(KeylessBundle.statement().logged(entry.json())), "log-entry-body");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\"}",
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":null}",
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{}}",
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{\"hashedRekordV002\":{}}}",
        "{\"apiVersion\":\"0.0.1\",\"kind\":\"hashedrekord\",\"spec\":{}}",
        "{\"apiVersion\":\"0.0.2\",\"kind\":\"dsse\",\"spec\":{}}"
      })
  void b09_cve202333199_malformedBody_fails(String body) {
    Entry entry = REKOR2.entry("hashedrekord", "0.0.2", body, NOW);
    assertThat(verify(KeylessBundle.statement().logged(entry.json())).verified()).isFalse();
  }

  private static Entry good() {
    return KeylessBundle.rekor2(PAE.sha256().bytes(), DSSE_SIGNATURE, CERTIFICATE.leaf());
  }

  private static Entry with(
      long index, long size, Bytes root, List<Bytes> hashes, String checkpoint) {
    Entry good = good();
    return new Entry(
        good.logId(),
        good.kind(),
        good.version(),
        index,
        size,
        root,
        hashes,
        checkpoint,
        0,
        Bytes.empty(),
        good.body());
  }

  static Stream<Entry> badProofs() {
    Entry good = good();
    Bytes root = good.root();
    Bytes zero = Bytes.adopt(new byte[32]);
    List<Bytes> hashes = good.hashes();
    String note = good.checkpoint();
    TestTransparencyLog stranger = TestTransparencyLog.rekor2("log2026.example.test", FROM);
    String text = "log2026.example.test\n3\n" + root.base64() + "\n";
    List<Bytes> longer = new ArrayList<>(hashes);
    longer.add(zero);
    return Stream.of(
        with(0, 3, root, hashes, note),
        with(2, 3, root, hashes, note),
        with(3, 3, root, hashes, note),
        with(1, 2, root, hashes, note),
        with(1, 4, root, hashes, note),
        with(1, 0, root, hashes, note),
        with(Long.MAX_VALUE, Long.MAX_VALUE, root, hashes, note),
        with(1, 3, zero, hashes, note),
        with(1, 3, root, List.of(), note),
        with(1, 3, root, List.of(hashes.get(0)), note),
        with(1, 3, root, longer, note),
        with(1, 3, root, List.of(hashes.get(1), hashes.get(0)), note),
        with(1, 3, root, List.of(hashes.get(0), hashes.get(1).slice(0, 31)), note),
        with(1, 3, root, hashes, ""),
        with(1, 3, root, hashes, REKOR2.checkpoint(3, zero)),
        with(1, 3, root, hashes, REKOR2.checkpoint(4, root)),
        with(1, 3, root, hashes, REKOR2.note("evil.example.test\n3\n" + root.base64() + "\n")),
        with(1, 3, root, hashes, REKOR2.note("log2026.example.test\n03\n" + root.base64() + "\n")),
        with(1, 3, root, hashes, REKOR2.note("log2026.example.test\n3\n")),
        with(1, 3, root, hashes, stranger.note(text)),
        with(1, 3, root, hashes, note.replace("\n\n", "\nmore\n\n")),
        with(1, 3, root, hashes, note.replace("\u2014 log2026", "\u2014 log2025")),
        with(1, 3, root, hashes, note.replace("\u2014 ", "- ")),
        with(1, 3, root, hashes, note.substring(0, note.indexOf("\n\n") + 1)),
        with(1, 3, root, hashes, text + "\n\u2014 log2026.example.test AAAA\n"));
  }

  /** CVE-2024-53267: sigstore-java did not verify checkpoints. */
  @ParameterizedTest
  @MethodSource("badProofs")
  void b10_cve202453267_proofOrCheckpointThatIsWrong_fails(Entry entry) {
    BundleVerdict verdict = verify(KeylessBundle.statement().logged(entry.json()));
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .extracting(Check::name)
        .containsAnyOf("checkpoint", "log-entry");
  }

  @Test
  void b10_checkpointWithLinesAndWitnessesBeside_isVerified() {
    Entry good = good();
    String more =
        REKOR2.note("log2026.example.test\n3\n" + good.root().base64() + "\nmore lines\n")
            + "\u2014 witness.example.test AAAAAAAAAAAA\n";
    assertVerified(
        verify(
            KeylessBundle.statement().logged(with(1, 3, good.root(), good.hashes(), more).json())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"-1\"", "-1", "\"9223372036854775808\"", "1.5", "\"one\"", "{}"})
  void b10_indexThatIsNone_isMalformed(String index) {
    String entry = good().json().replace("\"logIndex\":\"1\"", "\"logIndex\":" + index);
    assertMalformed(verify(KeylessBundle.statement().logged(entry)));
  }

  @Test
  void b11_promiseAlone_isEnoughInV01Only() {
    String promise =
        KeylessBundle.rekor1(FILE, FILE_SIGNATURE, CERTIFICATE.leaf()).jsonWithoutProof();
    KeylessBundle bundle = KeylessBundle.file().logged(promise);
    assertVerified(verify(bundle.as(KeylessBundle.V01)));
    assertFails(verify(bundle.as(KeylessBundle.V02)), "log-entry");
    assertFails(verify(bundle.as(KeylessBundle.V03)), "log-entry");
  }

  @Test
  void b11_chain_isReadBeforeV03AndWithoutItsRoot() {
    Bytes leaf = CERTIFICATE.leaf();
    Bytes intermediate = CERTIFICATE.chain().get(0);
    Bytes root = CERTIFICATE.chain().get(1);
    KeylessBundle bundle = KeylessBundle.file();
    for (String version : List.of(KeylessBundle.V01, KeylessBundle.V02)) {
      assertVerified(verify(bundle.as(version).by(KeylessBundle.chain(leaf))));
      assertVerified(verify(bundle.as(version).by(KeylessBundle.chain(leaf, intermediate))));
      assertMalformed(verify(bundle.as(version).by(KeylessBundle.chain(leaf, intermediate, root))));
      assertMalformed(verify(bundle.as(version).by(KeylessBundle.chain())));
      assertMalformed(verify(bundle.as(version).by(KeylessBundle.chain(leaf, Bytes.utf8("?")))));
    }
    assertMalformed(verify(bundle.by(KeylessBundle.chain(leaf))));
  }

  @Test
  void b12_expiredCertificateWithoutTime_fails() {
    assertFails(verify(KeylessBundle.statement().stamped()), "trusted-time");
    assertFails(verify(KeylessBundle.file().logged(), Requirements.NONE), "trusted-time");
  }

  @Test
  void b12_timeOutsideTheCertificate_fails() {
    for (Instant time : List.of(NOW.minusSeconds(1), NOW.plusSeconds(601))) {
      assertFails(
          verify(KeylessBundle.statement().stamped(STAMPS.timestamp(DSSE_SIGNATURE, time))),
          "certificate-chain");
      assertFails(
          verify(
              KeylessBundle.statement()
                  .stamped(
                      STAMPS.timestamp(DSSE_SIGNATURE, NOW),
                      STAMPS.timestamp(DSSE_SIGNATURE, time))),
          "certificate-chain");
    }
  }

  @Test
  void b12_timestampOfAnotherSignatureOrAuthority_fails() {
    TestTimestampAuthority other = TestTimestampAuthority.create("stamps.example.test", FROM);
    assertFails(
        verify(KeylessBundle.statement().stamped(STAMPS.timestamp(FILE_SIGNATURE, NOW))),
        "timestamp");
    assertFails(
        verify(KeylessBundle.statement().stamped(other.timestamp(DSSE_SIGNATURE, NOW))),
        "timestamp");
    assertFails(verify(KeylessBundle.statement().stamped(Bytes.utf8("none"))), "timestamp");
  }

  @Test
  void b12_timestampOfAnUnknownAuthorityBesideAKnownOne_isNotCounted() {
    TestTimestampAuthority other = TestTimestampAuthority.create("other.test", FROM);
    KeylessBundle both =
        KeylessBundle.statement()
            .stamped(other.timestamp(DSSE_SIGNATURE, NOW), STAMPS.timestamp(DSSE_SIGNATURE, NOW));
    assertVerified(verify(both));
    assertFails(verify(both, new Requirements(1, 2, 1)), "timestamp");
  }

  /** CVE-2026-24122: cosign looked at the leaf's expiry alone. */
  @Test
  void b13_cve202624122_expiredIntermediate_isRefused() {
    TestCertificateAuthority ending =
        TestCertificateAuthority.endingAt(FROM, NOW.plusSeconds(60), KeylessBundle.CT);
    Bytes leaf = ending.issue(KEY.getPublic(), SUBJECT, ISSUER, NOW).leaf();
    Entry entry = KeylessBundle.rekor2(PAE.sha256().bytes(), DSSE_SIGNATURE, leaf);
    TestTrustedRoot root = ending.trustedRoot().with(REKOR2).with(STAMPS);
    KeylessBundle bundle =
        KeylessBundle.statement().by(KeylessBundle.certificate(leaf)).logged(entry.json());
    assertVerified(verify(bundle, root, Requirements.PUBLIC, SIGNERS));
    assertFails(
        verify(
            bundle.stamped(STAMPS.timestamp(DSSE_SIGNATURE, NOW.plusSeconds(61))),
            root,
            Requirements.PUBLIC,
            SIGNERS),
        "certificate-chain");
  }

  /** GHSA-wqqc-jjcq-vfxm: sigstore-go did not look at the validity of plain keys. */
  @Test
  void b14_ghsaWqqcJjcqVfxm_keyOutsideItsValidity_fails() {
    PinnedKey key = PinnedKey.of(KEY.getPublic());
    KeylessBundle plain = KeylessBundle.statement().by("\"publicKey\":{\"hint\":\"\"}").logged();
    KeylessBundle untimed = plain.stamped();
    Instant now = CLOCK.instant();
    assertVerified(byKey(plain, key, new ValidityWindow(NOW, NOW)));
    assertFails(byKey(plain, key, new ValidityWindow(NOW.plusSeconds(1), null)), "key-validity");
    assertFails(byKey(plain, key, new ValidityWindow(FROM, NOW.minusSeconds(1))), "key-validity");
    assertVerified(byKey(untimed, key, new ValidityWindow(FROM, now)));
    assertFails(byKey(untimed, key, new ValidityWindow(FROM, now.minusSeconds(1))), "key-validity");
    assertFails(byKey(untimed, key, new ValidityWindow(now.plusSeconds(1), null)), "key-validity");
  }

  private static BundleVerdict byKey(KeylessBundle bundle, PinnedKey key, ValidityWindow window) {
    return verify(
        bundle,
        KeylessBundle.root(),
        Requirements.NONE,
        TrustedSigners.anyKey(List.of(new WindowedKey(key, window))));
  }

  @Test
  void b14_envelopeAlone_ofAKeyOutsideItsValidity_fails() {
    DocumentSigner signer = DocumentSigner.p256();
    WindowedKey ended =
        new WindowedKey(
            signer.key(), new ValidityWindow(FROM, Instant.parse("2026-01-02T00:00:00Z")));
    Bytes envelope = Bytes.utf8(signer.envelope(STATEMENT));
    TrustedSigners byIt = TrustedSigners.anyKey(List.of(ended));
    MaterialTrust trust = new MaterialTrust(TrustedRoot.empty(), Requirements.NONE, CLOCK);

    assertFails(
        BundleVerification.trusting(trust).verify(envelope, byIt, EXPECTED), "key-validity");
    BundleVerdict timeless = BundleVerification.strict().verify(envelope, byIt, EXPECTED);
    assertThat(timeless.verified()).isFalse();
  }

  @Test
  void b16_certificateOfALogThatIsNotTrusted_failsWhereOneIsWanted() {
    TestCertificateAuthority unlogged = TestCertificateAuthority.create(FROM);
    Bytes leaf = unlogged.issue(KEY.getPublic(), SUBJECT, ISSUER, NOW).leaf();
    Entry entry = KeylessBundle.rekor2(PAE.sha256().bytes(), DSSE_SIGNATURE, leaf);
    TestTrustedRoot root = unlogged.trustedRoot().with(KeylessBundle.CT).with(REKOR2).with(STAMPS);
    KeylessBundle bundle =
        KeylessBundle.statement().by(KeylessBundle.certificate(leaf)).logged(entry.json());
    assertFails(verify(bundle, root, Requirements.PUBLIC, SIGNERS), "certificate-log");
    assertVerified(verify(bundle, root, new Requirements(1, 1, 0), SIGNERS));
  }

  @Test
  void b16_twoTimestampsOfOneCertificateLog_countOnce() {
    TestCertificateAuthority twice =
        TestCertificateAuthority.create(FROM, KeylessBundle.CT, KeylessBundle.CT);
    Bytes leaf = twice.issue(KEY.getPublic(), SUBJECT, ISSUER, NOW).leaf();
    Entry entry = KeylessBundle.rekor2(PAE.sha256().bytes(), DSSE_SIGNATURE, leaf);
    TestTrustedRoot root = twice.trustedRoot().with(REKOR2).with(STAMPS);
    KeylessBundle bundle =
        KeylessBundle.statement().by(KeylessBundle.certificate(leaf)).logged(entry.json());
    assertVerified(verify(bundle, root, Requirements.PUBLIC, SIGNERS));
    assertFails(verify(bundle, root, new Requirements(1, 1, 2), SIGNERS), "certificate-log");
  }

  /** GHSA-9vcr-p3rj-q5q6: sigstore-go counted answers and not who gave them. */
  @Test
  void ghsa9vcrP3rjQ5q6_answersOfOneOperator_countOnce() {
    Bytes stamp = STAMPS.timestamp(DSSE_SIGNATURE, NOW);
    Bytes again = STAMPS.timestamp(DSSE_SIGNATURE, NOW.plusSeconds(1));
    KeylessBundle twice = KeylessBundle.statement().stamped(stamp, again);
    assertVerified(verify(twice, new Requirements(1, 1, 1)));
    assertFails(verify(twice, new Requirements(1, 2, 1)), "timestamp");
    KeylessBundle logged = KeylessBundle.statement().logged(good().json(), good().json());
    assertVerified(verify(logged, new Requirements(1, 1, 1)));
    assertFails(verify(logged, new Requirements(2, 1, 1)), "log-entry");
  }

  @Test
  void verify_entriesOfTwoLogs_meetAThresholdOfTwo() {
    Entry second =
        REKOR1.entry(
            "hashedrekord",
            "0.0.1",
            KeylessBundle.hashedRekord1(PAE.whole(), DSSE_SIGNATURE, CERTIFICATE.leaf()),
            NOW);
    assertVerified(
        verify(
            KeylessBundle.statement().logged(good().json(), second.json()),
            new Requirements(2, 1, 1)));
  }

  /** CVE-2024-55655: sigstore-python took a time that no log had signed. */
  @Test
  void b18_cve202455655_timeThatTheLogDidNotSign_isNone() {
    Entry good = KeylessBundle.rekor1(FILE, FILE_SIGNATURE, CERTIFICATE.leaf());
    String unsigned = good.json().replaceAll(",\"inclusionPromise\":\\{[^}]*\\}", "");
    assertThat(unsigned).contains("integratedTime");
    assertFails(verify(KeylessBundle.file().logged(unsigned)), "trusted-time");
  }

  /** sigstore-java before 2.1.0 passed over the promise where there was a proof. */
  @Test
  void b18_sigstoreJava210_promiseThatTheLogDidNotSign_fails() {
    Entry good = KeylessBundle.rekor1(FILE, FILE_SIGNATURE, CERTIFICATE.leaf());
    long time = NOW.getEpochSecond();
    String later = good.json().replace("\"" + time + "\"", "\"" + (time + 1) + "\"");
    assertFails(verify(KeylessBundle.file().logged(later)), "log-entry");
    TestTransparencyLog stranger = TestTransparencyLog.rekor1("rekor.example.test", FROM);
    String forged =
        good.json().replace(good.promise().base64(), stranger.promise(good.body(), time).base64());
    assertFails(verify(KeylessBundle.file().logged(forged)), "log-entry");
  }

  @Test
  void b18_timeInTheFuture_fails() {
    Instant future = CLOCK.instant().plusSeconds(61);
    Bytes leaf = FULCIO.issue(KEY.getPublic(), SUBJECT, ISSUER, future).leaf();
    String body = KeylessBundle.hashedRekord1(FILE, FILE_SIGNATURE, leaf);
    Entry entry = REKOR1.entry("hashedrekord", "0.0.1", body, future);
    KeylessBundle bundle =
        KeylessBundle.file().by(KeylessBundle.certificate(leaf)).logged(entry.json());
    assertFails(verify(bundle), "trusted-time");
    assertFails(
        verify(
            bundle.logged().stamped(STAMPS.timestamp(FILE_SIGNATURE, future)), Requirements.NONE),
        "trusted-time");
  }

  @Test
  void verify_logKeyThatEnded_isTrustedThroughItsLastSecond() {
    for (Optional<Instant> until : List.of(Optional.of(NOW), Optional.<Instant>empty())) {
      TestTrustedRoot root =
          FULCIO.trustedRoot().with(STAMPS).withLog(REKOR1.json(until)).withLog(REKOR2.json(until));
      assertVerified(verify(KeylessBundle.file(), root, Requirements.PUBLIC, SIGNERS));
      assertVerified(verify(KeylessBundle.statement(), root, Requirements.PUBLIC, SIGNERS));
    }
    Optional<Instant> before = Optional.of(NOW.minusSeconds(1));
    TestTrustedRoot root =
        FULCIO.trustedRoot().with(STAMPS).withLog(REKOR1.json(before)).withLog(REKOR2.json(before));
    assertFails(verify(KeylessBundle.file(), root, Requirements.PUBLIC, SIGNERS), "log-entry");
    assertFails(verify(KeylessBundle.statement(), root, Requirements.PUBLIC, SIGNERS), "log-entry");
  }

  /** GHSA-cq38-jh5f-37mq, CVE-2024-29902, CVE-2024-29903: lists that make a verifier work. */
  @Test
  void
      b19_ghsaCq38Jh5f37mq_cve202429902_cve202429903_listsOverTheirBounds_areMalformedBeforeAnyCheck() {
    String entry = good().json();
    Bytes stamp = STAMPS.timestamp(DSSE_SIGNATURE, NOW);
    KeylessBundle statement = KeylessBundle.statement();
    assertVerified(verify(statement.logged(copies(32, entry))));
    assertMalformed(verify(statement.logged(copies(33, entry))));
    assertVerified(verify(statement.stamped(Collections.nCopies(32, stamp).toArray(Bytes[]::new))));
    assertMalformed(
        verify(statement.stamped(Collections.nCopies(33, stamp).toArray(Bytes[]::new))));
    Entry good = good();
    List<Bytes> many = Collections.nCopies(65, good.root());
    assertMalformed(
        verify(statement.logged(with(1, 3, good.root(), many, good.checkpoint()).json())));
    assertMalformed(
        verify(
            KeylessBundle.file()
                .as(KeylessBundle.V02)
                .by(
                    KeylessBundle.chain(
                        Collections.nCopies(17, CERTIFICATE.leaf()).toArray(Bytes[]::new)))));
  }

  private static String[] copies(int count, String one) {
    return Collections.nCopies(count, one).toArray(String[]::new);
  }

  /** sigstore-python #1651: the digest field of a bundle was not looked at. */
  @Test
  void b21_sigstorePython1651_editedMessageDigest_fails() {
    String edited =
        KeylessBundle.file()
            .content()
            .replace(FILE.sha256().bytes().base64(), Bytes.utf8("other").sha256().bytes().base64());
    assertFails(verify(KeylessBundle.file().over(edited)), "message-digest");
  }

  /** CVE-2026-31830: sigstore-ruby answered success although the subject was another. */
  @Test
  void cve202631830_otherSubjectOrFile_fails() {
    Expectations other = Expectations.artifact(Bytes.utf8("other").sha256());
    BundleVerification verification =
        BundleVerification.trusting(
            new MaterialTrust(
                KeylessBundle.parsed(KeylessBundle.root()), Requirements.PUBLIC, CLOCK));
    for (KeylessBundle bundle : List.of(KeylessBundle.statement(), KeylessBundle.file())) {
      assertThat(verification.verify(Bytes.utf8(bundle.json()), SIGNERS, other).verified())
          .isFalse();
    }
  }

  /** CVE-2022-35929 and CVE-2026-39395: what is attested is not what was asked for. */
  @Test
  void r14_cve202235929_cve202639395_otherPredicateType_failsInEachFormat() {
    BundleVerification verification =
        BundleVerification.trusting(
            new MaterialTrust(
                KeylessBundle.parsed(KeylessBundle.root()), Requirements.PUBLIC, CLOCK));
    for (KeylessBundle bundle :
        List.of(
            KeylessBundle.statement(),
            KeylessBundle.statement().as(KeylessBundle.V02),
            KeylessBundle.statement().as(KeylessBundle.V01),
            KeylessBundle.file())) {
      Bytes document = Bytes.utf8(bundle.json());
      assertVerified(verification.verify(document, SIGNERS, EXPECTED));
      assertThat(
              verification
                  .verify(document, SIGNERS, EXPECTED.ofType("https://example.test/other"))
                  .verified())
          .isFalse();
    }
  }

  @Test
  void b22_fileSignature_underAnotherHashOrKind_fails() {
    Bytes other;
    try {
      Signature signature = Signature.getInstance("SHA1withECDSA");
      signature.initSign(KEY.getPrivate());
      FILE.update(signature);
      other = Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    Entry entry = KeylessBundle.rekor1(FILE, other, CERTIFICATE.leaf());
    assertFails(
        verify(KeylessBundle.file().over(KeylessBundle.message(FILE, other)).logged(entry.json())),
        "signature");
  }

  @Test
  void b23_bundleOfAnotherInstance_fails() {
    TestCertificateAuthority elsewhere = TestCertificateAuthority.create(FROM, KeylessBundle.CT);
    IssuedCertificate issued = elsewhere.issue(KEY.getPublic(), SUBJECT, ISSUER, NOW);
    Entry entry = KeylessBundle.rekor2(PAE.sha256().bytes(), DSSE_SIGNATURE, issued.leaf());
    assertFails(
        verify(
            KeylessBundle.statement()
                .by(KeylessBundle.certificate(issued.leaf()))
                .logged(entry.json())),
        "certificate-chain");
    TestTransparencyLog log = TestTransparencyLog.rekor2("log2026.example.test", FROM);
    Entry foreign = log.entry("hashedrekord", "0.0.2", good().body().utf8(), NOW);
    assertFails(verify(KeylessBundle.statement().logged(foreign.json())), "log-entry");
    assertVerified(verify(KeylessBundle.statement().logged(foreign.json(), good().json())));
  }

  @Test
  void verify_otherIdentity_failsAndSaysWhichThereIs() {
    for (ExpectedIdentity other :
        List.of(
            ExpectedIdentity.exactly(ISSUER, SUBJECT + "x"),
            ExpectedIdentity.exactly(ISSUER + "/", SUBJECT),
            ExpectedIdentity.matching(ISSUER, "^https://github\\.com/other/.*$"))) {
      BundleVerdict verdict =
          verify(
              KeylessBundle.statement(),
              KeylessBundle.root(),
              Requirements.PUBLIC,
              TrustedSigners.anyIdentity(List.of(other)));
      assertFails(verdict, "identity");
      assertThat(verdict.checks().toString()).contains("There is one of " + SUBJECT);
    }
  }

  @Test
  void r12_patterns_areOfWholeSubjects() {
    ExpectedIdentity whole =
        ExpectedIdentity.matching(
            ISSUER, "^https://github\\.com/example/app/\\.github/workflows/.*@refs/heads/main$");
    assertVerified(
        verify(
            KeylessBundle.statement(),
            KeylessBundle.root(),
            Requirements.PUBLIC,
            TrustedSigners.anyIdentity(List.of(whole))));
    assertFails(
        verify(
            KeylessBundle.statement(),
            KeylessBundle.root(),
            Requirements.PUBLIC,
            TrustedSigners.anyIdentity(
                List.of(ExpectedIdentity.matching(ISSUER, "^https://github|main$")))),
        "identity");
    for (String loose :
        List.of(
            "https://github.com/example/.*",
            "^https://github.com/example/.*",
            "https://github.com/example/.*$",
            "^https://github.com/example/.*\\$",
            "",
            "^($")) {
      assertThatThrownBy(() -> ExpectedIdentity.matching(ISSUER, loose))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void verify_thresholdOfAKeyAndAnIdentity_needsBoth() {
    DocumentSigner signer = DocumentSigner.p256();
    TrustedSigners both =
        new TrustedSigners(
            List.of(WindowedKey.always(signer.key())),
            List.of(ExpectedIdentity.exactly(ISSUER, SUBJECT)),
            2);
    BundleVerification verification =
        BundleVerification.trusting(
            new MaterialTrust(
                KeylessBundle.parsed(KeylessBundle.root()), Requirements.NONE, CLOCK));
    Bytes keyless = Bytes.utf8(KeylessBundle.statement().json());
    Bytes keyful = Bytes.utf8(signer.bundle(STATEMENT));
    assertVerified(verification.verify(List.of(keyless, keyful), both, EXPECTED));
    assertFails(verification.verify(List.of(keyless, keyless), both, EXPECTED), "threshold");
    assertFails(verification.verify(List.of(keyful), both, EXPECTED), "threshold");
  }

  /** What is required of a bundle is not got around by its envelope alone. */
  @Test
  void cve202639395_envelopeAlone_whereALogOrTimeIsRequired_fails() {
    DocumentSigner signer = DocumentSigner.p256();
    Bytes envelope = Bytes.utf8(signer.envelope(STATEMENT));
    TrustedSigners byKey = TrustedSigners.anyKey(List.of(WindowedKey.always(signer.key())));
    for (Requirements required :
        List.of(Requirements.PUBLIC, new Requirements(1, 0, 0), new Requirements(0, 1, 0))) {
      MaterialTrust trust =
          new MaterialTrust(KeylessBundle.parsed(KeylessBundle.root()), required, CLOCK);
      BundleVerdict verdict = BundleVerification.trusting(trust).verify(envelope, byKey, EXPECTED);
      assertFails(verdict, required.logs() > 0 ? "log-entry" : "timestamp");
    }
    MaterialTrust plain =
        new MaterialTrust(KeylessBundle.parsed(KeylessBundle.root()), Requirements.NONE, CLOCK);
    assertVerified(BundleVerification.trusting(plain).verify(envelope, byKey, EXPECTED));
  }
}
