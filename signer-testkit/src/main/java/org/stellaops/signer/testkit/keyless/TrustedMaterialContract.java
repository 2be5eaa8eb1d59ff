package org.stellaops.signer.testkit.keyless;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.ports.TrustedMaterial.CertificateReading;
import org.stellaops.signer.ports.TrustedMaterial.TimestampReading;

/** What a reader of a trusted root does with certificates and timestamps, right and wrong. */
public abstract class TrustedMaterialContract {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String SUBJECT = "spiffe://example.test/tenant/one/signer";
  private static final String ISSUER = "https://issuer.example.test";
  private static final Bytes SIGNATURE = Bytes.utf8("the raw bytes of a signature");
  private static final KeyPair KEY = TestKeys.p256();
  private static final TestCertificateLog LOG = TestCertificateLog.create(FROM);
  private static final TestCertificateAuthority AUTHORITY =
      TestCertificateAuthority.create(FROM, LOG);
  private static final TestTimestampAuthority STAMPS =
      TestTimestampAuthority.create("stamps.example.test", FROM);

  /** The reader under test, of this {@code trusted_root.json}. */
  protected abstract TrustedMaterial reading(String trustedRoot);

  private static TestLeaf leaf() {
    return TestLeaf.of(KEY.getPublic(), SUBJECT, ISSUER, NOW);
  }

  private TrustedMaterial trusting() {
    return reading(AUTHORITY.trustedRoot().with(STAMPS).json());
  }

  private CertificateReading read(IssuedCertificate certificate, Instant at) {
    return trusting().certificate(certificate, at);
  }

  private static void assertUntrusted(CertificateReading reading) {
    assertThat(reading).isInstanceOf(CertificateReading.Untrusted.class);
    String why = ((CertificateReading.Untrusted) reading).why();
    assertThat(why).endsWith(".").doesNotContain(SUBJECT).doesNotContain(ISSUER);
  }

  private static void assertUntrusted(TimestampReading reading) {
    assertThat(reading).isInstanceOf(TimestampReading.Untrusted.class);
    assertThat(((TimestampReading.Untrusted) reading).why()).endsWith(".");
  }

  @Test
  public void certificate_asFulcioIssuesIt_isTrustedAndSaysWhose() {
    assertThat(read(AUTHORITY.issue(leaf()), NOW.plusSeconds(5)))
        .isEqualTo(
            new CertificateReading.Trusted(
                PinnedKey.of(KEY.getPublic()),
                ISSUER,
                SUBJECT,
                NOW,
                NOW.plus(Duration.ofMinutes(10))));
  }

  @Test
  public void certificate_timestampWithExtensions_isTrusted() {
    IssuedCertificate issued = AUTHORITY.issue(leaf(), Bytes.utf8("leaf index"));
    assertThat(read(issued, NOW)).isInstanceOf(CertificateReading.Trusted.class);
  }

  @Test
  public void certificate_withOneOfTheTwoIssuerExtensions_isTrusted() {
    for (TestLeaf one :
        List.of(
            leaf().withIssuers(Optional.of(ISSUER), Optional.empty()),
            leaf().withIssuers(Optional.empty(), Optional.of(ISSUER)))) {
      assertThat(read(AUTHORITY.issue(one), NOW))
          .isInstanceOfSatisfying(
              CertificateReading.Trusted.class,
              trusted -> assertThat(trusted.issuer()).isEqualTo(ISSUER));
    }
  }

  @Test
  public void certificate_atTheEndsOfItsValidity_isTrustedAndNotBeyond() {
    IssuedCertificate issued = AUTHORITY.issue(leaf());
    Instant last = NOW.plus(Duration.ofMinutes(10));
    assertThat(read(issued, NOW)).isInstanceOf(CertificateReading.Trusted.class);
    assertThat(read(issued, last)).isInstanceOf(CertificateReading.Trusted.class);
    assertUntrusted(read(issued, NOW.minusSeconds(1)));
    assertUntrusted(read(issued, last.plusSeconds(1)));
  }

  static Stream<TestLeaf> badLeaves() {
    return Stream.of(
        leaf().withPurposes(KeyPurposeId.id_kp_serverAuth),
        leaf().withPurposes(KeyPurposeId.id_kp_codeSigning, KeyPurposeId.id_kp_serverAuth),
        leaf().withPurposes(KeyPurposeId.anyExtendedKeyUsage),
        leaf().withPurposes(),
        leaf().asAuthority(),
        leaf().withNames(),
        leaf().withNames(TestLeaf.uri(SUBJECT), TestLeaf.uri("https://other.test")),
        leaf().withNames(TestLeaf.uri(SUBJECT + "\0.evil.test")),
        leaf().withNames(TestLeaf.uri("")),
        leaf().withNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")),
        leaf().withIssuers(Optional.of(ISSUER), Optional.of(ISSUER + "/")),
        leaf().withIssuers(Optional.of("https://evil.test"), Optional.of(ISSUER)),
        leaf().withIssuers(Optional.of(ISSUER), Optional.of("")),
        leaf().withIssuers(Optional.of(ISSUER + "\0"), Optional.empty()),
        leaf().withIssuers(Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("badLeaves")
  public void b15_certificate_ofAnotherForm_isNotTrusted(TestLeaf wrong) {
    assertUntrusted(read(AUTHORITY.issue(wrong), NOW));
  }

  @Test
  public void certificate_ofAnotherAuthority_isNotTrusted() {
    assertUntrusted(read(TestCertificateAuthority.create(FROM, LOG).issue(leaf()), NOW));
  }

  @Test
  public void cve202624122_certificate_whoseIntermediateEnded_isNotTrusted() {
    TestCertificateAuthority ending =
        TestCertificateAuthority.endingAt(FROM, NOW.plusSeconds(60), LOG);
    TrustedMaterial material = reading(ending.trustedRoot().json());
    IssuedCertificate issued = ending.issue(leaf());
    assertThat(material.certificate(issued, NOW.plusSeconds(60)))
        .isInstanceOf(CertificateReading.Trusted.class);
    assertUntrusted(material.certificate(issued, NOW.plusSeconds(61)));
  }

  @Test
  public void b16_certificate_withoutTimestampOrWithAForgedOne_isNotTrusted() {
    TestCertificateLog other = TestCertificateLog.create(FROM);
    Bytes tbs = AUTHORITY.tbs(leaf());
    Bytes good = LOG.precertificate(AUTHORITY.issuerSpki(), tbs, NOW, Bytes.empty());
    assertThat(read(AUTHORITY.issueWith(leaf(), List.of(good)), NOW))
        .isInstanceOf(CertificateReading.Trusted.class);
    Bytes spki = Bytes.adopt(KEY.getPublic().getEncoded());
    for (List<Bytes> timestamps :
        List.of(
            List.<Bytes>of(),
            List.of(other.precertificate(AUTHORITY.issuerSpki(), tbs, NOW, Bytes.empty())),
            List.of(LOG.precertificate(spki, tbs, NOW, Bytes.empty())),
            List.of(
                LOG.precertificate(
                    AUTHORITY.issuerSpki(), Bytes.utf8("another"), NOW, Bytes.empty())),
            List.of(
                LOG.precertificate(
                    AUTHORITY.issuerSpki(), tbs, FROM.minusSeconds(1), Bytes.empty())),
            List.of(good.slice(0, good.size() - 1)),
            List.of(good, Bytes.utf8("?")),
            List.of(Bytes.empty()))) {
      assertUntrusted(read(AUTHORITY.issueWith(leaf(), timestamps), NOW));
    }
  }

  @Test
  public void b16_certificate_withADetachedTimestampAlone_isNotTrusted() {
    IssuedCertificate issued = AUTHORITY.issueWith(leaf(), List.of());
    IssuedCertificate detached =
        new IssuedCertificate(
            issued.leaf(), issued.chain(), Optional.of(LOG.certificate(issued.leaf(), NOW)));
    assertUntrusted(read(detached, NOW));
  }

  @Test
  public void certificate_underARootWithoutLogs_needsNoTimestamp() {
    TestCertificateAuthority plain = TestCertificateAuthority.create(FROM);
    assertThat(reading(plain.trustedRoot().json()).certificate(plain.issue(leaf()), NOW))
        .isInstanceOf(CertificateReading.Trusted.class);
  }

  @Test
  public void certificate_thatIsNone_isNotTrustedAndNeverThrows() {
    Bytes leaf = AUTHORITY.issue(leaf()).leaf();
    List<Bytes> wrong = new ArrayList<>();
    wrong.add(Bytes.empty());
    wrong.add(Bytes.utf8("-----BEGIN CERTIFICATE-----"));
    for (int cut = 1; cut < leaf.size(); cut += 37) {
      wrong.add(leaf.slice(0, cut));
    }
    byte[] more = new byte[leaf.size() + 1];
    leaf.copyInto(more, 0);
    wrong.add(Bytes.adopt(more));
    for (Bytes der : wrong) {
      assertUntrusted(read(new IssuedCertificate(der, List.of(), Optional.empty()), NOW));
    }
  }

  @Test
  public void timestamp_ofATrustedAuthority_saysWhenAndBy() {
    TimestampReading expected = new TimestampReading.Trusted(NOW, "stamps.example.test");
    TrustedMaterial material = trusting();
    assertThat(material.timestamp(STAMPS.timestamp(SIGNATURE, NOW), SIGNATURE)).isEqualTo(expected);
    assertThat(material.timestamp(STAMPS.timestampWithoutCertificate(SIGNATURE, NOW), SIGNATURE))
        .isEqualTo(expected);
  }

  @Test
  public void b12_timestamp_overAnotherSignature_isNotTrusted() {
    assertUntrusted(trusting().timestamp(STAMPS.timestamp(Bytes.utf8("another"), NOW), SIGNATURE));
  }

  @Test
  public void b12_timestamp_ofAnotherAuthority_isNotTrustedWithItsCertificateInside() {
    TestTimestampAuthority other = TestTimestampAuthority.create("stamps.example.test", FROM);
    assertUntrusted(trusting().timestamp(other.timestamp(SIGNATURE, NOW), SIGNATURE));
    assertUntrusted(
        trusting().timestamp(other.timestampWithoutCertificate(SIGNATURE, NOW), SIGNATURE));
  }

  static Stream<TestTimestampAuthority.OwnCertificateForm> badForms() {
    TestTimestampAuthority.OwnCertificateForm right =
        TestTimestampAuthority.OwnCertificateForm.right(FROM);
    return Stream.of(
        new TestTimestampAuthority.OwnCertificateForm(
            right.purposes(), false, right.from(), right.until()),
        new TestTimestampAuthority.OwnCertificateForm(
            List.of(KeyPurposeId.id_kp_codeSigning), true, right.from(), right.until()),
        new TestTimestampAuthority.OwnCertificateForm(
            List.of(KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning),
            true,
            right.from(),
            right.until()),
        new TestTimestampAuthority.OwnCertificateForm(
            right.purposes(), true, right.from(), NOW.minusSeconds(1)),
        new TestTimestampAuthority.OwnCertificateForm(
            right.purposes(), true, NOW.plusSeconds(1), right.until()));
  }

  @ParameterizedTest
  @MethodSource("badForms")
  public void b12_timestamp_whoseAuthorityHasAnotherCertificate_isNotTrusted(
      TestTimestampAuthority.OwnCertificateForm form) {
    TestTimestampAuthority wrong = TestTimestampAuthority.create("wrong.test", FROM, form);
    TrustedMaterial material = reading(TestTrustedRoot.empty().with(wrong).json());
    assertUntrusted(material.timestamp(wrong.timestamp(SIGNATURE, NOW), SIGNATURE));
  }

  @Test
  public void timestamp_beforeTheAuthorityIsTrusted_isNotTrusted() {
    assertUntrusted(
        trusting().timestamp(STAMPS.timestamp(SIGNATURE, FROM.minusSeconds(1)), SIGNATURE));
  }

  @Test
  public void timestamp_thatIsNone_isNotTrustedAndNeverThrows() {
    Bytes good = STAMPS.timestamp(SIGNATURE, NOW);
    TrustedMaterial material = trusting();
    assertUntrusted(material.timestamp(Bytes.empty(), SIGNATURE));
    assertUntrusted(material.timestamp(Bytes.adopt(new byte[1 << 20]), SIGNATURE));
    for (int cut = 1; cut < good.size(); cut += 41) {
      assertUntrusted(material.timestamp(good.slice(0, cut), SIGNATURE));
    }
    byte[] bent = good.toByteArray();
    bent[good.size() - 1] ^= 1;
    assertUntrusted(material.timestamp(Bytes.adopt(bent), SIGNATURE));
  }
}
