package org.stellaops.signer.testkit.keyless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.IssuedCertificate;

/**
 * A root and an intermediate that issues certificates as Fulcio does (its {@code
 * certificate-specification.md}), with a signed certificate timestamp of each of its logs inside.
 */
public final class TestCertificateAuthority {

  private static final String FULCIO = "1.3.6.1.4.1.57264.1.";
  private static final ASN1ObjectIdentifier TIMESTAMPS =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

  private final KeyPair rootKey = TestKeys.p256();
  private final KeyPair issuingKey = TestKeys.p256();
  private final X509CertificateHolder root;
  private final X509CertificateHolder intermediate;
  private final Instant from;
  private final List<TestCertificateLog> logs;

  private TestCertificateAuthority(
      Instant from, Instant intermediateUntil, List<TestCertificateLog> logs) {
    this.from = from;
    this.logs = List.copyOf(logs);
    X500Name rootName = new X500Name("O=example.test,CN=root");
    Instant until = from.plus(Duration.ofDays(3650));
    this.root = authority(rootName, rootKey, rootName, rootKey.getPublic(), from, until);
    this.intermediate =
        authority(
            rootName,
            rootKey,
            new X500Name("O=example.test,CN=intermediate"),
            issuingKey.getPublic(),
            from,
            intermediateUntil);
  }

  /** A new authority, valid for ten years since {@code from}, which puts each log's word in. */
  public static TestCertificateAuthority create(Instant from, TestCertificateLog... logs) {
    return new TestCertificateAuthority(from, from.plus(Duration.ofDays(3650)), List.of(logs));
  }

  /** The same whose intermediate certificate ends at {@code until}. */
  public static TestCertificateAuthority endingAt(
      Instant from, Instant until, TestCertificateLog... logs) {
    return new TestCertificateAuthority(from, until, List.of(logs));
  }

  static X509CertificateHolder authority(
      X500Name issuer,
      KeyPair issuerKey,
      X500Name subject,
      PublicKey key,
      Instant from,
      Instant until) {
    try {
      return new JcaX509v3CertificateBuilder(
              issuer, TestKeys.serial(), Date.from(from), Date.from(until), subject, key)
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .build(TestKeys.signer(issuerKey));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Fulcio issues it: ten minutes since {@code at}, for code signing, one URI. */
  public IssuedCertificate issue(PublicKey key, String subject, String issuer, Instant at) {
    return issue(TestLeaf.of(key, subject, issuer, at));
  }

  /** Issues what was asked for, right or wrong. */
  public IssuedCertificate issue(TestLeaf wanted) {
    return issue(wanted, Bytes.empty());
  }

  /** The same with this in the {@code extensions} of each signed certificate timestamp. */
  public IssuedCertificate issue(TestLeaf wanted, Bytes timestampExtensions) {
    Bytes tbs = tbs(builder(wanted));
    List<Bytes> timestamps = new ArrayList<>();
    for (TestCertificateLog log : logs) {
      timestamps.add(
          log.precertificate(issuerSpki(), tbs, wanted.notBefore(), timestampExtensions));
    }
    return issueWith(wanted, timestamps);
  }

  /** Issues with these signed certificate timestamps, whatever they are over. */
  public IssuedCertificate issueWith(TestLeaf wanted, List<Bytes> timestamps) {
    X509v3CertificateBuilder builder = builder(wanted);
    try {
      if (!timestamps.isEmpty()) {
        Bytes list = Bytes.empty();
        for (Bytes each : timestamps) {
          list = joined(list, TestCertificateLog.withLength(2, each));
        }
        builder.addExtension(
            TIMESTAMPS,
            false,
            new DEROctetString(TestCertificateLog.withLength(2, list).toByteArray()));
      }
      return new IssuedCertificate(
          Bytes.adopt(builder.build(TestKeys.signer(issuingKey)).getEncoded()),
          chain(),
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bytes joined(Bytes first, Bytes second) {
    byte[] both = new byte[first.size() + second.size()];
    first.copyInto(both, 0);
    second.copyInto(both, first.size());
    return Bytes.adopt(both);
  }

  /** What a log signs: the certificate without timestamps, and without its signature. */
  public Bytes tbs(TestLeaf wanted) {
    return tbs(builder(wanted));
  }

  private Bytes tbs(X509v3CertificateBuilder builder) {
    try {
      return Bytes.adopt(
          builder
              .build(TestKeys.signer(issuingKey))
              .toASN1Structure()
              .getTBSCertificate()
              .getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key under which its certificates are signed. */
  public Bytes issuerSpki() {
    return Bytes.adopt(issuingKey.getPublic().getEncoded());
  }

  private X509v3CertificateBuilder builder(TestLeaf wanted) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  intermediate.getSubject(),
                  new BigInteger(
                      1,
                      Bytes.adopt(wanted.key().getEncoded())
                          .sha256()
                          .bytes()
                          .slice(0, 16)
                          .toByteArray()),
                  Date.from(wanted.notBefore()),
                  Date.from(wanted.notAfter()),
                  new X500Name(""),
                  wanted.key())
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      if (wanted.certificateAuthority()) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      if (!wanted.purposes().isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(wanted.purposes().toArray(KeyPurposeId[]::new)));
      }
      if (!wanted.names().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(wanted.names().toArray(GeneralName[]::new)));
      }
      if (wanted.oldIssuer().isPresent()) {
        builder.addExtension(
            new ASN1ObjectIdentifier(FULCIO + "1"),
            false,
            Bytes.utf8(wanted.oldIssuer().get()).toByteArray());
      }
      if (wanted.newIssuer().isPresent()) {
        builder.addExtension(
            new ASN1ObjectIdentifier(FULCIO + "8"),
            false,
            new DERUTF8String(wanted.newIssuer().get()));
      }
      return builder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The intermediate certificate and the root. */
  public List<Bytes> chain() {
    try {
      return List.of(Bytes.adopt(intermediate.getEncoded()), Bytes.adopt(root.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its entry in {@code certificateAuthorities} of a trusted root. */
  public String json() {
    return TestTrustedRoot.authority("example.test", "https://fulcio.example.test", chain(), from);
  }

  /** A trusted root of this authority and its logs. */
  public TestTrustedRoot trustedRoot() {
    TestTrustedRoot trusted = TestTrustedRoot.empty().with(this);
    for (TestCertificateLog log : logs) {
      trusted = trusted.with(log);
    }
    return trusted;
  }
}
