package org.stellaops.signer.verify.trust;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an authority above a certificate allows holds for the certificate (RFC 5280 \u00a74.2.1.10).
 */
class TrustedAuthorityTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");
  private static final X500Name ROOT = new X500Name("CN=root");
  private static final X500Name ISSUING = new X500Name("CN=team a");

  private KeyPair rootKey;
  private KeyPair issuingKey;

  @BeforeEach
  void keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    rootKey = generator.generateKeyPair();
    issuingKey = generator.generateKeyPair();
  }

  private X509Certificate certificate(
      X500Name issuer, KeyPair by, X500Name subject, KeyPair key, Extension more, boolean issues)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(subject.hashCode() & 0xffff),
            Date.from(FROM),
            Date.from(FROM.plus(Duration.ofDays(365))),
            subject,
            key.getPublic());
    if (issues) {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    }
    if (more != null) {
      builder.addExtension(more);
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
  }

  private static Extension permitted(String mailDomain) throws Exception {
    GeneralSubtree[] subtrees = {
      new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, mailDomain))
    };
    return Extension.create(Extension.nameConstraints, true, new NameConstraints(subtrees, null));
  }

  private X509Certificate leaf(String mail) throws Exception {
    GeneralNames names = new GeneralNames(new GeneralName(GeneralName.rfc822Name, mail));
    return certificate(
        ISSUING,
        issuingKey,
        new X500Name("CN=leaf"),
        rootKey,
        Extension.create(Extension.subjectAlternativeName, false, names),
        false);
  }

  private TrustedAuthority authority(Extension ofRoot, Extension ofIntermediate) throws Exception {
    return new TrustedAuthority(
        "example",
        List.of(
            certificate(ROOT, rootKey, ISSUING, issuingKey, ofIntermediate, true),
            certificate(ROOT, rootKey, ROOT, rootKey, ofRoot, true)),
        new ValidityWindow(FROM, null));
  }

  private static void validate(TrustedAuthority authority, X509Certificate leaf) throws Exception {
    authority.validate(
        leaf,
        AT,
        (certificate, issuer) -> {
          try {
            certificate.verify(issuer);
            return true;
          } catch (GeneralSecurityException e) {
            return false;
          }
        });
  }

  @Test
  void validate_namesThatTheIntermediateMayCertify_isGood() throws Exception {
    TrustedAuthority authority = authority(null, permitted("a.example"));
    assertThatCode(() -> validate(authority, leaf("ci@a.example"))).doesNotThrowAnyException();
  }

  @Test
  void validate_namesThatTheIntermediateMayNotCertify_isNot() throws Exception {
    TrustedAuthority authority = authority(null, permitted("a.example"));
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> validate(authority, leaf("ci@b.example")));
  }

  /** The platform takes a root as it is, so that nobody would look. */
  @Test
  void validate_rootThatAllowsNames_isRefused() throws Exception {
    TrustedAuthority authority = authority(permitted("a.example"), null);
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> validate(authority, leaf("ci@a.example")));
  }
}
