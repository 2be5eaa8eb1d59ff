package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/** What is revoked counts only if somebody trusted says that it was signed before. */
class RevocationTest {

  private static final Instant FROM = Instant.parse("2026-05-01T12:00:00Z");
  private static final Instant BEFORE = FROM.minusSeconds(1);
  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final DocumentSigner OTHER = DocumentSigner.p256();
  private static final Digest ARTIFACT = Bytes.utf8("artifact").sha256();
  private static final String STATEMENT = DocumentSigner.statement(ARTIFACT, "https://a.test/v1");
  private static final String ISSUER = "https://issuer.test";
  private static final String SUBJECT = "spiffe://a.test/tenant/one/signer";
  private static final TestTimestampAuthority CLOCK =
      TestTimestampAuthority.create("clock.test", BEFORE.minusSeconds(86_400));
  private static final TestCertificateAuthority AUTHORITY =
      TestCertificateAuthority.create(BEFORE.minusSeconds(86_400));

  private static final Revocation KEY = new RevokedKey(SIGNER.key().fingerprint(), FROM, "stolen");
  private static final Revocation IDENTITY =
      new RevokedIdentity(ISSUER, SUBJECT, FROM, "workload taken over");
  private static final Revocation CONTENT =
      new RevokedContent(pae(Bytes.utf8(STATEMENT)).sha256(), FROM, "made by mistake");

  private static PreAuthEncoding pae(Bytes payload) {
    return PreAuthEncoding.of(DocumentSigner.IN_TOTO, payload);
  }

  private static BundleVerification verification(Revocation... revoked) throws InvalidTrust {
    TrustedRoot root = TrustedRoot.parse(Bytes.utf8(AUTHORITY.trustedRoot().with(CLOCK).json()));
    return BundleVerification.trusting(
            new MaterialTrust(root, Requirements.NONE, InstantSource.system()))
        .honouring(Revocations.of(List.of(revoked)));
  }

  private static TrustedSigners keys(int threshold, DocumentSigner... signers) {
    return new TrustedSigners(
        Stream.of(signers).map(DocumentSigner::key).map(WindowedKey::always).toList(),
        List.of(),
        threshold);
  }

  private static TrustedSigners identity() {
    return TrustedSigners.anyIdentity(List.of(ExpectedIdentity.exactly(ISSUER, SUBJECT)));
  }

  /** A bundle by {@code signer} with a timestamp over its own signature. */
  private static String stamped(DocumentSigner signer, String material, Instant at) {
    Bytes payload = Bytes.utf8(STATEMENT);
    Bytes sig = signer.sign(DocumentSigner.IN_TOTO, payload);
    return SignedSamples.bundle(
        material,
        "\"dsseEnvelope\":"
            + DocumentSigner.envelope(
                DocumentSigner.IN_TOTO, payload, "{\"sig\":\"" + sig.base64() + "\"}"),
        CLOCK.timestamp(sig, at));
  }

  private static String certified(DocumentSigner signer, Instant at) {
    Bytes leaf = AUTHORITY.issue(signer.key().key(), SUBJECT, ISSUER, at.minusSeconds(60)).leaf();
    return stamped(signer, SignedSamples.certificate(leaf), at);
  }

  private static void assertVerdict(
      boolean good, BundleVerification verification, TrustedSigners trusted, String... documents) {
    BundleVerdict verdict =
        verification.verify(
            Stream.of(documents).map(Bytes::utf8).toList(),
            trusted,
            Expectations.artifact(ARTIFACT));
    assertThat(verdict.verified()).as(verdict.checks().toString()).isEqualTo(good);
    assertThat(revocations(verdict))
        .as(verdict.checks().toString())
        .contains(good ? Outcome.PASSED : Outcome.FAILED);
    if (!good) {
      assertThat(verdict.payload()).isEmpty();
    }
  }

  private static List<Outcome> revocations(BundleVerdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.name().equals("revocation"))
        .map(Check::outcome)
        .toList();
  }

  @Test
  void revokedKey_withoutTrustedTime_countsInNoForm() throws InvalidTrust {
    BundleVerification verification = verification(KEY);
    assertVerdict(false, verification, keys(1, SIGNER), SIGNER.bundle(STATEMENT));
    Bytes payload = Bytes.utf8(STATEMENT);
    String envelope =
        DocumentSigner.envelope(DocumentSigner.IN_TOTO, payload, SIGNER.signature(payload));
    BundleVerdict verdict =
        verification.verify(
            List.of(Bytes.utf8(envelope)), keys(1, SIGNER), Expectations.artifact(ARTIFACT));
    assertThat(verdict.verified()).isFalse();
    assertThat(revocations(verdict)).containsExactly(Outcome.FAILED);
    assertThat(verdict.signers()).isEmpty();
  }

  @Test
  void revokedKey_withTrustedTime_countsBeforeTheInstantOnly() throws InvalidTrust {
    BundleVerification verification = verification(KEY);
    String plain = SignedSamples.plainKey();
    assertVerdict(true, verification, keys(1, SIGNER), stamped(SIGNER, plain, BEFORE));
    assertVerdict(false, verification, keys(1, SIGNER), stamped(SIGNER, plain, FROM));
    assertVerdict(
        false, verification, keys(1, SIGNER), stamped(SIGNER, plain, FROM.plusSeconds(1)));
  }

  @Test
  void revokedIdentity_countsBeforeTheInstantOnly() throws InvalidTrust {
    BundleVerification verification = verification(IDENTITY);
    assertVerdict(true, verification, identity(), certified(SIGNER, BEFORE));
    assertVerdict(false, verification, identity(), certified(SIGNER, FROM.plusSeconds(1)));
  }

  @Test
  void revokedIdentity_ofAnotherIssuer_isAnother() throws InvalidTrust {
    Revocation other = new RevokedIdentity(ISSUER + "/", SUBJECT, FROM, "another");
    assertVerdict(true, verification(other), identity(), certified(SIGNER, FROM.plusSeconds(1)));
  }

  @Test
  void revokedKey_withACertificateForIt_doesNotCount() throws InvalidTrust {
    assertVerdict(false, verification(KEY), identity(), certified(SIGNER, FROM.plusSeconds(1)));
    assertVerdict(true, verification(KEY), identity(), certified(OTHER, FROM.plusSeconds(1)));
  }

  @Test
  void revokedContent_doesNotCountWhoeverSigns() throws InvalidTrust {
    BundleVerification verification = verification(CONTENT);
    assertVerdict(false, verification, keys(1, OTHER), OTHER.bundle(STATEMENT));
    assertVerdict(false, verification, keys(1, OTHER), OTHER.envelope(STATEMENT));
    assertVerdict(false, verification, identity(), certified(SIGNER, FROM.plusSeconds(1)));
    assertVerdict(true, verification, identity(), certified(SIGNER, BEFORE));
    String other = DocumentSigner.statement(ARTIFACT, "https://a.test/v2");
    assertVerdict(true, verification, keys(1, OTHER), OTHER.bundle(other));
  }

  @Test
  void revokedContent_asASignatureOverTheEncodingAsAFile_doesNotCount() throws Exception {
    Bytes payload = Bytes.utf8(STATEMENT);
    PreAuthEncoding signed = pae(payload);
    Bytes sig = OTHER.sign(DocumentSigner.IN_TOTO, payload);
    String bundle =
        SignedSamples.bundle(
            SignedSamples.plainKey(),
            "\"messageSignature\":{\"signature\":\"" + sig.base64() + "\"}");
    ArtifactDigests file = new ArtifactDigests(Map.of("sha256", signed.sha256().hex()));
    for (boolean revoked : List.of(true, false)) {
      BundleVerification verification = revoked ? verification(CONTENT) : verification();
      BundleVerdict verdict =
          verification.verify(Bytes.utf8(bundle), keys(1, OTHER), new Expectations(file, null));
      assertThat(verdict.verified()).as(verdict.checks().toString()).isEqualTo(!revoked);
    }
  }

  @Test
  void threshold_revokedKeyAmongTwo_doesNotCountTowardsIt() throws InvalidTrust {
    Bytes payload = Bytes.utf8(STATEMENT);
    String both =
        DocumentSigner.envelope(
            DocumentSigner.IN_TOTO, payload, SIGNER.signature(payload), OTHER.signature(payload));
    assertVerdict(true, verification(), keys(2, SIGNER, OTHER), both);
    assertVerdict(false, verification(KEY), keys(2, SIGNER, OTHER), both);
    assertVerdict(
        false,
        verification(KEY),
        keys(2, SIGNER, OTHER),
        SIGNER.bundle(STATEMENT),
        OTHER.bundle(STATEMENT));
    BundleVerdict one =
        verification(KEY)
            .verify(Bytes.utf8(both), keys(1, SIGNER, OTHER), Expectations.artifact(ARTIFACT));
    assertThat(one.verified()).isTrue();
    assertThat(one.signers()).containsExactly(OTHER.key());
    assertThat(revocations(one)).contains(Outcome.NOT_APPLICABLE, Outcome.PASSED);
  }

  @Test
  void revokedTwice_theEarlierInstantHolds() throws InvalidTrust {
    Revocation later = new RevokedKey(SIGNER.key().fingerprint(), FROM.plusSeconds(60), "again");
    String document = stamped(SIGNER, SignedSamples.plainKey(), FROM.plusSeconds(1));
    assertVerdict(true, verification(later), keys(1, SIGNER), document);
    assertVerdict(false, verification(later, KEY), keys(1, SIGNER), document);
    assertVerdict(false, verification(KEY, later), keys(1, SIGNER), document);
  }

  @Test
  void anyReader_isHeldToIt() throws InvalidTrust {
    BundleVerification verification =
        new BundleVerification((SignatureReader) new JsonSignatureReader())
            .honouring(Revocations.of(List.of(KEY)));
    assertVerdict(false, verification, keys(1, SIGNER), SIGNER.bundle(STATEMENT));
  }

  @Test
  void revokedContent_ofAFileKnownByAnotherDigestOnly_isUnsupported() throws Exception {
    DocumentSigner signer = DocumentSigner.p384();
    Bytes payload = Bytes.utf8(STATEMENT);
    MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
    pae(payload).update(sha384);
    String bundle =
        SignedSamples.bundle(
            SignedSamples.plainKey(),
            "\"messageSignature\":{\"signature\":\""
                + signer.sign(DocumentSigner.IN_TOTO, payload).base64()
                + "\"}");
    String hex = Bytes.adopt(sha384.digest()).hex();
    Expectations file = new Expectations(new ArtifactDigests(Map.of("sha384", hex)), null);
    BundleVerdict asked = verification(CONTENT).verify(Bytes.utf8(bundle), keys(1, signer), file);
    assertThat(asked.verified()).isFalse();
    assertThat(revocations(asked)).containsExactly(Outcome.UNSUPPORTED);
    assertThat(verification(KEY).verify(Bytes.utf8(bundle), keys(1, signer), file).verified())
        .isTrue();
  }
}
