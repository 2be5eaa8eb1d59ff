package org.stellaops.signer.testkit.keyless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampReq;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/** An RFC 3161 timestamp authority under a root of its own. */
public final class TestTimestampAuthority {

  private static final ASN1ObjectIdentifier POLICY =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2");

  private final KeyPair rootKey = TestKeys.p256();
  private final KeyPair key = TestKeys.p256();
  private final X509CertificateHolder root;
  private final X509CertificateHolder leaf;
  private final String operator;
  private final Instant from;

  /**
   * What its own certificate says.
   *
   * @param criticalPurpose RFC 3161 §2.3 wants it
   */
  public record OwnCertificateForm(
      List<KeyPurposeId> purposes, boolean criticalPurpose, Instant from, Instant until) {

    public OwnCertificateForm {
      purposes = List.copyOf(purposes);
    }

    /** As RFC 3161 §2.3 has it, for nine years. */
    public static OwnCertificateForm right(Instant from) {
      return new OwnCertificateForm(
          List.of(KeyPurposeId.id_kp_timeStamping), true, from, from.plus(Duration.ofDays(3285)));
    }
  }

  private TestTimestampAuthority(String operator, Instant from, OwnCertificateForm form) {
    this.operator = operator;
    this.from = from;
    X500Name name = new X500Name("O=" + operator + ",CN=timestamp root");
    this.root =
        TestCertificateAuthority.authority(
            name, rootKey, name, rootKey.getPublic(), from, from.plus(Duration.ofDays(3650)));
    try {
      this.leaf =
          new JcaX509v3CertificateBuilder(
                  name,
                  TestKeys.serial(),
                  Date.from(form.from()),
                  Date.from(form.until()),
                  new X500Name("O=" + operator + ",CN=timestamp authority"),
                  key.getPublic())
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  form.criticalPurpose(),
                  new ExtendedKeyUsage(form.purposes().toArray(KeyPurposeId[]::new)))
              .build(TestKeys.signer(rootKey));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new authority of {@code operator}, which is the organization in its certificates. */
  public static TestTimestampAuthority create(String operator, Instant from) {
    return create(operator, from, OwnCertificateForm.right(from));
  }

  public static TestTimestampAuthority create(
      String operator, Instant from, OwnCertificateForm form) {
    return new TestTimestampAuthority(operator, from, form);
  }

  /** The DER of a {@code TimeStampResp} over these bytes, with its certificate. */
  public Bytes timestamp(Bytes signature, Instant at) {
    return response(imprint(signature), null, at, true);
  }

  /** The same without its certificate. */
  public Bytes timestampWithoutCertificate(Bytes signature, Instant at) {
    return response(imprint(signature), null, at, false);
  }

  /**
   * The same with these signed attributes in the place of the one that names its certificate.
   *
   * @param attributes none for a token that does not say what it was signed with
   */
  public Bytes timestampSaying(Bytes signature, Instant at, Attribute... attributes) {
    AttributeTable said = new AttributeTable(new ASN1EncodableVector());
    for (Attribute each : attributes) {
      said = said.add(each.getAttrType(), each.getAttrValues().getObjectAt(0));
    }
    return response(imprint(signature), null, at, true, said);
  }

  /**
   * Answers a request as an authority does over HTTP.
   *
   * @param request the DER of a {@code TimeStampReq}
   * @return the DER of a {@code TimeStampResp}
   */
  public Bytes answer(Bytes request, Instant at) {
    TimeStampReq asked = TimeStampReq.getInstance(request.toByteArray());
    return response(asked.getMessageImprint(), asked.getNonce(), at, asked.getCertReq().isTrue());
  }

  private static MessageImprint imprint(Bytes signature) {
    return new MessageImprint(
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
        signature.sha256().bytes().toByteArray());
  }

  private Bytes response(
      MessageImprint imprint, @Nullable ASN1Integer nonce, Instant at, boolean withCertificate) {
    return response(imprint, nonce, at, withCertificate, named());
  }

  private Bytes response(
      MessageImprint imprint,
      @Nullable ASN1Integer nonce,
      Instant at,
      boolean withCertificate,
      AttributeTable attributes) {
    TSTInfo info =
        new TSTInfo(
            POLICY,
            imprint,
            new ASN1Integer(TestKeys.serial()),
            new ASN1GeneralizedTime(Date.from(at)),
            null,
            null,
            nonce,
            null,
            null);
    try {
      TimeStampResp response =
          new TimeStampResp(
              new PKIStatusInfo(PKIStatus.getInstance(new ASN1Integer(BigInteger.ZERO))),
              signed(info.getEncoded(), withCertificate, attributes).toASN1Structure());
      return Bytes.adopt(response.getEncoded("DER"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What names its own certificate (RFC 5035 §3). */
  private AttributeTable named() {
    try {
      ESSCertIDv2 own =
          new ESSCertIDv2(Bytes.adopt(leaf.getEncoded()).sha256().bytes().toByteArray());
      return new AttributeTable(
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signingCertificateV2,
              new DERSet(new SigningCertificateV2(own))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CMSSignedData signed(byte[] info, boolean withCertificate, AttributeTable attributes)
      throws IOException {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    try {
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes))
              .build(TestKeys.signer(key), leaf));
      if (withCertificate) {
        generator.addCertificate(leaf);
      }
      return generator.generate(
          new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info), true);
    } catch (CMSException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its own certificate and the root. */
  public List<Bytes> chain() {
    try {
      return List.of(Bytes.adopt(leaf.getEncoded()), Bytes.adopt(root.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its entry in {@code timestampAuthorities} of a trusted root. */
  public String json() {
    return TestTrustedRoot.authority(operator, "https://tsa.example.test", chain(), from);
  }
}
