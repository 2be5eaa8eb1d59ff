package org.stellaops.signer.verify.material;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerId;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPUtil;
import org.bouncycastle.util.Store;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Primitives;

/**
 * A token of RFC 3161 §2.4.2: a CMS message of one signer whose content is a TSTInfo. Bouncy
 * Castle's own class of it reads each time with the platform's calendars, which take longer to get
 * ready than everything else about a token.
 */
final class TimestampToken {

  /** The hashes that a timestamp, its signature and its certificate's name may have. */
  static final Map<ASN1ObjectIdentifier, String> HASHES =
      Map.of(
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");

  private static final int DIGITS_OF_A_TIME = 14;

  private final CMSSignedData signed;
  private final SignerInformation signer;
  private final TSTInfo info;
  private final Instant time;

  private TimestampToken(CMSSignedData signed, SignerInformation signer, TSTInfo info) {
    this.signed = signed;
    this.signer = signer;
    this.info = info;
    this.time = instant(info.getGenTime());
  }

  /**
   * The token of an answer; null where the authority granted none.
   *
   * @param response the DER of a {@code TimeStampResp}
   * @throws RuntimeException it is something else
   */
  static @Nullable TimestampToken read(byte[] response) throws IOException, CMSException {
    TimeStampResp answer = TimeStampResp.getInstance(ASN1Primitive.fromByteArray(response));
    int status = answer.getStatus().getStatus().intValueExact();
    if ((status != PKIStatus.GRANTED && status != PKIStatus.GRANTED_WITH_MODS)
        || answer.getTimeStampToken() == null) {
      return null;
    }
    CMSSignedData signed = new CMSSignedData(answer.getTimeStampToken());
    Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
    if (!PKCSObjectIdentifiers.id_ct_TSTInfo.getId().equals(signed.getSignedContentTypeOID())
        || signed.isDetachedSignature()
        || signers.size() != 1) {
      throw new IllegalArgumentException("not a TSTInfo that one signed");
    }
    byte[] content = (byte[]) signed.getSignedContent().getContent();
    return new TimestampToken(
        signed,
        signers.iterator().next(),
        TSTInfo.getInstance(ASN1Primitive.fromByteArray(content)));
  }

  /** When it was stamped. */
  Instant time() {
    return time;
  }

  /** The hash of what was stamped; null for one that counts as weak or is unknown. */
  @Nullable String hash() {
    return HASHES.get(info.getMessageImprint().getHashAlgorithm().getAlgorithm());
  }

  byte[] imprint() {
    return info.getMessageImprint().getHashedMessage();
  }

  /** Which certificate it says that it was signed with. */
  SignerId signer() {
    return signer.getSID();
  }

  Store<X509CertificateHolder> certificates() {
    return signed.getCertificates();
  }

  /**
   * RFC 3161 §2.3 and §2.4.2: signed with the certificate, which the token names by its hash, was
   * valid, is for timestamps alone and says so critically.
   *
   * @param provider whose signatures are used
   */
  void requireBy(X509Certificate certificate, Provider provider)
      throws TSPException, CMSException, OperatorCreationException, GeneralSecurityException {
    if (!HASHES.containsKey(signer.getDigestAlgorithmID().getAlgorithm())) {
      throw new TSPException("the signature's hash is weak");
    }
    X509CertificateHolder holder = holder(certificate);
    requireNamed(certificate, holder);
    TSPUtil.validateCertificate(holder);
    certificate.checkValidity(Date.from(time));
    Attribute signingTime = attributes().get(CMSAttributes.signingTime);
    if (signingTime != null) {
      certificate.checkValidity(Date.from(signingTime(signingTime)));
    }
    if (!signer.verify(
        new SignerInformationVerifier(
            new DefaultCMSSignatureAlgorithmNameGenerator(),
            new DefaultSignatureAlgorithmIdentifierFinder(),
            signatures(certificate.getPublicKey(), provider),
            new JcaDigestCalculatorProviderBuilder().build()))) {
      throw new TSPException("not signed with the certificate");
    }
  }

  /** Bouncy Castle's own verifies each signature twice, for the sake of some tokens. */
  private static ContentVerifierProvider signatures(PublicKey key, Provider provider)
      throws OperatorCreationException {
    if (key instanceof ECPublicKey ec) {
      return new EcdsaOnce(ec, provider);
    }
    return new JcaContentVerifierProviderBuilder().setProvider(provider).build(key);
  }

  private AttributeTable attributes() throws TSPException {
    AttributeTable attributes = signer.getSignedAttributes();
    if (attributes == null) {
      throw new TSPException("no attributes are signed");
    }
    return attributes;
  }

  private static X509CertificateHolder holder(X509Certificate certificate)
      throws CertificateEncodingException, TSPException {
    try {
      return new X509CertificateHolder(certificate.getEncoded());
    } catch (IOException e) {
      throw new TSPException("the certificate cannot be read", e);
    }
  }

  /** RFC 5035 §3 and RFC 2634 §5.4: the first certificate that is named is the signer's. */
  private void requireNamed(X509Certificate certificate, X509CertificateHolder holder)
      throws TSPException, CertificateEncodingException {
    Attribute first = attributes().get(PKCSObjectIdentifiers.id_aa_signingCertificate);
    Attribute second = attributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    String hash;
    byte[] named;
    IssuerSerial issuer;
    if (first != null) {
      ESSCertID id = SigningCertificate.getInstance(value(first)).getCerts()[0];
      hash = "SHA-1";
      named = id.getCertHash();
      issuer = id.getIssuerSerial();
    } else if (second != null) {
      ESSCertIDv2 id = SigningCertificateV2.getInstance(value(second)).getCerts()[0];
      hash = HASHES.get(id.getHashAlgorithm().getAlgorithm());
      named = id.getCertHash();
      issuer = id.getIssuerSerial();
    } else {
      throw new TSPException("the token does not name its certificate");
    }
    if (hash == null
        || !Arrays.equals(Primitives.digest(hash).digest(certificate.getEncoded()), named)) {
      throw new TSPException("the token names another certificate");
    }
    if (issuer != null && !isBy(issuer, holder)) {
      throw new TSPException("the token names another certificate");
    }
  }

  private static boolean isBy(IssuerSerial issuer, X509CertificateHolder certificate) {
    return issuer.getSerial().getValue().equals(certificate.getSerialNumber())
        && Arrays.stream(issuer.getIssuer().getNames())
            .filter(name -> name.getTagNo() == GeneralName.directoryName)
            .anyMatch(name -> X500Name.getInstance(name.getName()).equals(certificate.getIssuer()));
  }

  private static ASN1Encodable value(Attribute attribute) {
    if (attribute.getAttrValues().size() != 1) {
      throw new IllegalArgumentException("an attribute with several values");
    }
    return attribute.getAttrValues().getObjectAt(0);
  }

  /** RFC 5652 §11.3. */
  private static Instant signingTime(Attribute attribute) {
    ASN1Primitive time = Time.getInstance(value(attribute)).toASN1Primitive();
    if (time instanceof ASN1GeneralizedTime generalized) {
      return instant(generalized);
    }
    return instant(((ASN1UTCTime) time).getAdjustedTime().replace("GMT+00:00", "Z"));
  }

  private static Instant instant(ASN1GeneralizedTime time) {
    return instant(time.getTimeString());
  }

  /** {@code YYYYMMDDhhmmss[.s...]Z}, the one form that RFC 3161 and DER know. */
  static Instant instant(String text) {
    int end = text.length() - 1;
    if (end < DIGITS_OF_A_TIME || text.charAt(end) != 'Z') {
      throw new DateTimeException("not a time in UTC");
    }
    int nanos = 0;
    if (end > DIGITS_OF_A_TIME) {
      int digits = end - DIGITS_OF_A_TIME - 1;
      if (text.charAt(DIGITS_OF_A_TIME) != '.' || digits < 1 || digits > 9) {
        throw new DateTimeException("not a time in UTC");
      }
      nanos = number(text, DIGITS_OF_A_TIME + 1, end);
      for (int i = digits; i < 9; i++) {
        nanos *= 10;
      }
    }
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 4, 6),
            number(text, 6, 8),
            number(text, 8, 10),
            number(text, 10, 12),
            number(text, 12, 14),
            nanos)
        .toInstant(ZoneOffset.UTC);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("not a time in UTC");
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
