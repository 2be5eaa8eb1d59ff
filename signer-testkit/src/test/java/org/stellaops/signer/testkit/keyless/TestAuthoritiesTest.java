package org.stellaops.signer.testkit.keyless;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.IssuedCertificate;

/** The authorities of tests, read by other programs than ours. */
class TestAuthoritiesTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static X509Certificate parsed(Bytes der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(der.openStream());
  }

  @Test
  void issue_leaf_chainsToItsRootForThePlatform() throws Exception {
    TestCertificateAuthority authority =
        TestCertificateAuthority.create(FROM, TestCertificateLog.create(FROM));
    KeyPair pair = TestKeys.p256();
    IssuedCertificate issued =
        authority.issue(
            pair.getPublic(), "spiffe://example.test/signer", "https://issuer.test", NOW);

    X509Certificate leaf = parsed(issued.leaf());
    CertPath path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(leaf, parsed(issued.chain().get(0))));
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(parsed(issued.chain().get(1)), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(NOW));

    CertPathValidator.getInstance("PKIX").validate(path, parameters);
    assertThat(leaf.getPublicKey()).isEqualTo(pair.getPublic());
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://example.test/signer"));
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.3");
    assertThat(leaf.getNonCriticalExtensionOIDs()).contains("1.3.6.1.4.1.11129.2.4.2");
  }

  @Test
  void answer_request_isAcceptedByBouncyCastle() throws Exception {
    TestTimestampAuthority authority = TestTimestampAuthority.create("one.test", FROM);
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    TimeStampRequest request =
        generator.generate(
            TSPAlgorithms.SHA256,
            Bytes.utf8("signature").sha256().bytes().toByteArray(),
            BigInteger.TEN);

    Bytes answer = authority.answer(Bytes.adopt(request.getEncoded()), NOW);

    TimeStampResponse response = new TimeStampResponse(answer.toByteArray());
    response.validate(request);
    response
        .getTimeStampToken()
        .validate(new JcaSimpleSignerInfoVerifierBuilder().build(parsed(authority.chain().get(0))));
    assertThat(response.getTimeStampToken().getTimeStampInfo().getGenTime())
        .isEqualTo(Date.from(NOW));
  }
}
