package org.stellaops.signer.verify.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.tsp.TSPException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.verify.trust.DerCertificate;

/** How a token's time is read; what a token has to be is in the tests of whole documents. */
class TimestampTokenTest {

  @ParameterizedTest
  @CsvSource({
    "20260513192333Z,2026-05-13T19:23:33Z",
    "20260513192333.5Z,2026-05-13T19:23:33.500Z",
    "20260513192333.123456789Z,2026-05-13T19:23:33.123456789Z",
    "20240229000000Z,2024-02-29T00:00:00Z",
    "20491231235959.001Z,2049-12-31T23:59:59.001Z"
  })
  void time_asRfc3161HasIt_isRead(String text, String time) {
    assertThat(TimestampToken.instant(text)).isEqualTo(Instant.parse(time));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "20260513192333",
        "2026051319233Z",
        "202605131923Z",
        "20260513192333+0000",
        "20260513192333.Z",
        "20260513192333.1234567890Z",
        "20260513192333,5Z",
        "20260513192333.5+01Z",
        "20250229000000Z",
        "20261301000000Z",
        "20260513240000Z",
        "20260513192360Z",
        "-0260513192333Z",
        "2026051319233\u0663Z"
      })
  void time_ofAnyOtherForm_isRefused(String text) {
    assertThatThrownBy(() -> TimestampToken.instant(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void time_random_isReadAsBouncyCastleReadsIt() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      Instant time = Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE) * 2L);
      String text = time.toString().replaceAll("[-:T]", "");

      assertThat(TimestampToken.instant(text))
          .isEqualTo(new ASN1GeneralizedTime(text).getDate().toInstant())
          .isEqualTo(time);
    }
  }

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant AT = Instant.parse("2026-05-13T19:23:33Z");
  private static final Bytes STAMPED = Bytes.utf8("a signature");
  private static final TestTimestampAuthority STAMPS =
      TestTimestampAuthority.create("stamps.example.test", FROM);

  private static X509Certificate own() throws GeneralSecurityException {
    return DerCertificate.read(STAMPS.chain().get(0));
  }

  private static void require(Attribute... said) throws Exception {
    require(STAMPS.timestampSaying(STAMPED, AT, said));
  }

  private static void require(Bytes response) throws Exception {
    TimestampToken token = TimestampToken.read(response.toByteArray());
    token.requireBy(own(), Signature.getInstance("SHA256withECDSA").getProvider());
  }

  private static Attribute second(ESSCertIDv2 id) {
    return attribute(
        PKCSObjectIdentifiers.id_aa_signingCertificateV2, new SigningCertificateV2(id));
  }

  private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new Attribute(type, new DERSet(value));
  }

  private static byte[] hash(String name) throws GeneralSecurityException {
    return MessageDigest.getInstance(name).digest(own().getEncoded());
  }

  private static IssuerSerial issuer(String name, BigInteger serial) {
    return new IssuerSerial(new GeneralNames(new GeneralName(new X500Name(name))), serial);
  }

  @Test
  void token_thatNamesItsCertificate_isTaken() throws Exception {
    String issuer = own().getIssuerX500Principal().getName();
    BigInteger serial = own().getSerialNumber();
    require(STAMPS.timestamp(STAMPED, AT));
    require(second(new ESSCertIDv2(hash("SHA-256"), issuer(issuer, serial))));
    require(
        second(
            new ESSCertIDv2(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384), hash("SHA-384"))));
    require(
        attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificate,
            new SigningCertificate(new ESSCertID(hash("SHA-1"), issuer(issuer, serial)))));
  }

  @Test
  void b12_tokenThatNamesAnotherCertificateOrNone_isRefused() throws Exception {
    String issuer = own().getIssuerX500Principal().getName();
    BigInteger serial = own().getSerialNumber();
    byte[] other = hash("SHA-256");
    other[31] ^= 1;
    byte[] first = hash("SHA-1");
    first[0] ^= 1;
    List<Attribute[]> wrong =
        List.of(
            new Attribute[] {},
            new Attribute[] {second(new ESSCertIDv2(other))},
            new Attribute[] {
              second(
                  new ESSCertIDv2(
                      new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1), hash("SHA-1")))
            },
            new Attribute[] {second(new ESSCertIDv2(hash("SHA-256"), issuer("CN=x", serial)))},
            new Attribute[] {
              second(new ESSCertIDv2(hash("SHA-256"), issuer(issuer, serial.add(BigInteger.ONE))))
            },
            new Attribute[] {
              attribute(
                  PKCSObjectIdentifiers.id_aa_signingCertificate,
                  new SigningCertificate(new ESSCertID(first)))
            });
    for (Attribute[] said : wrong) {
      assertThatThrownBy(() -> require(said)).isInstanceOf(TSPException.class);
    }
  }

  @Test
  void b12_tokenSignedWhenItsCertificateWasNotValid_isRefused() throws Exception {
    Attribute named = second(new ESSCertIDv2(hash("SHA-256")));
    require(named, signedAt(AT));
    assertThatThrownBy(() -> require(named, signedAt(FROM.minusSeconds(1))))
        .isInstanceOf(CertificateNotYetValidException.class);
    assertThatThrownBy(() -> require(named, signedAt(FROM.plus(Duration.ofDays(9000)))))
        .isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(() -> require(STAMPS.timestamp(STAMPED, FROM.minusSeconds(1))))
        .isInstanceOf(CertificateNotYetValidException.class);
  }

  private static Attribute signedAt(Instant time) {
    return attribute(CMSAttributes.signingTime, new Time(Date.from(time)));
  }

  @Test
  void b12_tokenWithOneBitChanged_isRefused() throws Exception {
    byte[] good = STAMPS.timestamp(STAMPED, AT).toByteArray();
    byte[] signature = good.clone();
    signature[signature.length - 1] ^= 1;
    assertThatThrownBy(() -> require(Bytes.adopt(signature))).isInstanceOf(TSPException.class);

    int time = new String(good, StandardCharsets.ISO_8859_1).indexOf("20260513192333Z");
    byte[] content = good.clone();
    content[time + 13] ^= 1;
    assertThat(TimestampToken.read(content).time()).isEqualTo(AT.minusSeconds(1));
    assertThatThrownBy(() -> require(Bytes.adopt(content))).isInstanceOf(CMSException.class);
  }

  @Test
  void answer_withBytesBehindIt_isNone() {
    byte[] good = STAMPS.timestamp(STAMPED, AT).toByteArray();
    assertThatThrownBy(() -> TimestampToken.read(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(Exception.class);
  }

  @Test
  void answer_notGranted_hasNoToken() throws Exception {
    ContentInfo token = response().getTimeStampToken();
    for (int status = 0; status <= 5; status++) {
      TimeStampResp answer =
          new TimeStampResp(
              new PKIStatusInfo(PKIStatus.getInstance(new ASN1Integer(status))), token);
      assertThat(TimestampToken.read(answer.getEncoded()) != null)
          .as("status %d", status)
          .isEqualTo(status <= 1);
    }
    TimeStampResp empty =
        new TimeStampResp(new PKIStatusInfo(PKIStatus.getInstance(new ASN1Integer(0))), null);
    assertThat(TimestampToken.read(empty.getEncoded())).isNull();
  }

  @Test
  void b12_tokenOfTwoSignersOrNone_isRefused() throws Exception {
    CMSSignedData signed = new CMSSignedData(response().getTimeStampToken());
    SignerInformation one = signed.getSignerInfos().iterator().next();
    SignerInformation other =
        new CMSSignedData(
                TimeStampResp.getInstance(STAMPS.timestamp(STAMPED, AT).toByteArray())
                    .getTimeStampToken())
            .getSignerInfos()
            .iterator()
            .next();
    for (List<SignerInformation> signers :
        List.of(List.of(one, other), List.<SignerInformation>of())) {
      CMSSignedData changed =
          CMSSignedData.replaceSigners(signed, new SignerInformationStore(signers));
      byte[] answer =
          new TimeStampResp(response().getStatus(), changed.toASN1Structure()).getEncoded();
      assertThatThrownBy(() -> TimestampToken.read(answer))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static TimeStampResp response() {
    return TimeStampResp.getInstance(STAMPS.timestamp(STAMPED, AT).toByteArray());
  }
}
