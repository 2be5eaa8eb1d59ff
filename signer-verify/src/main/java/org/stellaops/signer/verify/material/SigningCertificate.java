package org.stellaops.signer.verify.material;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.trust.DerCertificate;

/**
 * A certificate as Fulcio's certificate specification has it: for code signing and nothing else, of
 * one identity. Whose it is has not been checked.
 */
public final class SigningCertificate {

  static final String CHECK = "certificate";

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  private final Bytes der;
  private final X509Certificate x509;
  private final PinnedKey key;
  private final String issuer;
  private final String subject;

  private SigningCertificate(Bytes der, X509Certificate x509) throws NotProven {
    this.der = der;
    this.x509 = x509;
    requireForCodeSigning(x509);
    this.key = key(x509);
    this.subject = SubjectNames.onlyOne(x509);
    this.issuer = IssuerExtensions.of(this);
  }

  /**
   * Reads a certificate.
   *
   * @param der exactly one
   */
  public static SigningCertificate parse(Bytes der) throws NotProven {
    return new SigningCertificate(der, read(der));
  }

  /** Reads any certificate, exactly one and nothing after it. */
  static X509Certificate read(Bytes der) throws NotProven {
    try {
      return DerCertificate.read(der);
    } catch (CertificateException e) {
      throw new NotProven(CHECK, "A certificate is not the DER of one X.509 certificate.");
    }
  }

  private static void requireForCodeSigning(X509Certificate certificate) throws NotProven {
    if (certificate.getBasicConstraints() >= 0) {
      throw new NotProven(CHECK, "The certificate is that of an authority.");
    }
    List<String> purposes;
    try {
      purposes = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw new NotProven(CHECK, "The certificate's purposes cannot be read.");
    }
    if (purposes == null || !purposes.equals(List.of(CODE_SIGNING))) {
      throw new NotProven(CHECK, "The certificate is not for code signing alone.");
    }
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[0]) {
      throw new NotProven(CHECK, "The certificate's key is not for digital signatures.");
    }
  }

  private static PinnedKey key(X509Certificate certificate) throws NotProven {
    try {
      return PinnedKey.parseSpki(Bytes.adopt(certificate.getPublicKey().getEncoded()));
    } catch (RuntimeException e) {
      throw new NotProven(
          CHECK, NotProven.Kind.UNSUPPORTED, "The certificate's key is of no supported kind.");
    }
  }

  public Bytes der() {
    return der;
  }

  X509Certificate x509() {
    return x509;
  }

  public Instant notBefore() {
    return x509.getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return x509.getNotAfter().toInstant();
  }

  public PinnedKey key() {
    return key;
  }

  /** Of the identity; empty where the certificate names none. */
  public String issuer() {
    return issuer;
  }

  /** Its one subject alternative name. */
  public String subject() {
    return subject;
  }

  /** The DER of an extension's value, which is an OCTET STRING's content. */
  Optional<Bytes> extension(String oid) throws NotProven {
    byte[] octets = x509.getExtensionValue(oid);
    if (octets == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bytes.adopt(ASN1OctetString.getInstance(octets).getOctets()));
    } catch (RuntimeException e) {
      throw new NotProven(CHECK, "An extension of the certificate cannot be read.");
    }
  }
}
