package org.stellaops.signer.verify;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestCertificateLog;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog.Entry;
import org.stellaops.signer.testkit.keyless.TestTrustedRoot;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * A bundle signed with a certificate, of authorities made for the tests, whose parts can be others.
 */
record KeylessBundle(
    String mediaType, String signer, List<String> entries, List<Bytes> timestamps, String content) {

  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  static final String SUBJECT =
      "https://github.com/example/app/.github/workflows/release.yml@refs/heads/main";
  static final String ISSUER = "https://token.actions.example.test";
  static final String V01 = "application/vnd.dev.sigstore.bundle+json;version=0.1";
  static final String V02 = "application/vnd.dev.sigstore.bundle+json;version=0.2";
  static final String V03 = DocumentSigner.BUNDLE;

  static final TestCertificateLog CT = TestCertificateLog.create(FROM);
  static final TestCertificateAuthority FULCIO = TestCertificateAuthority.create(FROM, CT);
  static final TestTransparencyLog REKOR1 = TestTransparencyLog.rekor1("rekor.example.test", FROM);
  static final TestTransparencyLog REKOR2 =
      TestTransparencyLog.rekor2("log2026.example.test", FROM);
  static final TestTimestampAuthority STAMPS =
      TestTimestampAuthority.create("stamps.example.test", FROM);
  static final KeyPair KEY = pair();
  static final IssuedCertificate CERTIFICATE = FULCIO.issue(KEY.getPublic(), SUBJECT, ISSUER, NOW);

  static final Bytes FILE = Bytes.utf8("the artifact\n");
  static final String STATEMENT =
      DocumentSigner.statement(FILE.sha256(), "https://example.test/predicate");
  static final PreAuthEncoding PAE =
      PreAuthEncoding.of(DocumentSigner.IN_TOTO, Bytes.utf8(STATEMENT));
  static final Bytes DSSE_SIGNATURE = sign(KEY, PAE.whole());
  static final Bytes FILE_SIGNATURE = sign(KEY, FILE);

  KeylessBundle {
    entries = List.copyOf(entries);
    timestamps = List.copyOf(timestamps);
  }

  static TestTrustedRoot root() {
    return FULCIO.trustedRoot().with(REKOR1).with(REKOR2).with(STAMPS);
  }

  static TrustedRoot parsed(TestTrustedRoot root) {
    try {
      return TrustedRoot.parse(Bytes.utf8(root.json()));
    } catch (InvalidTrust e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Bytes sign(KeyPair pair, Bytes message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      message.update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A statement in Rekor v2, with a timestamp. */
  static KeylessBundle statement() {
    return new KeylessBundle(
        V03,
        certificate(CERTIFICATE.leaf()),
        List.of(rekor2(PAE.sha256().bytes(), DSSE_SIGNATURE, CERTIFICATE.leaf()).json()),
        List.of(STAMPS.timestamp(DSSE_SIGNATURE, NOW)),
        envelope(Bytes.utf8(STATEMENT), DSSE_SIGNATURE));
  }

  /** A file in Rekor v1, which says the time. */
  static KeylessBundle file() {
    return new KeylessBundle(
        V03,
        certificate(CERTIFICATE.leaf()),
        List.of(rekor1(FILE, FILE_SIGNATURE, CERTIFICATE.leaf()).json()),
        List.of(),
        message(FILE, FILE_SIGNATURE));
  }

  static String certificate(Bytes leaf) {
    return "\"certificate\":{\"rawBytes\":\"" + leaf.base64() + "\"}";
  }

  static String chain(Bytes... certificates) {
    return "\"x509CertificateChain\":{\"certificates\":["
        + String.join(
            ",",
            List.of(certificates).stream()
                .map(each -> "{\"rawBytes\":\"" + each.base64() + "\"}")
                .toList())
        + "]}";
  }

  static String envelope(Bytes payload, Bytes sig) {
    return "\"dsseEnvelope\":"
        + DocumentSigner.envelope(
            DocumentSigner.IN_TOTO, payload, "{\"sig\":\"" + sig.base64() + "\"}");
  }

  static String message(Bytes file, Bytes sig) {
    return "\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\""
        + file.sha256().bytes().base64()
        + "\"},\"signature\":\""
        + sig.base64()
        + "\"}";
  }

  static Entry rekor1(Bytes file, Bytes sig, Bytes leaf) {
    return REKOR1.entry("hashedrekord", "0.0.1", hashedRekord1(file, sig, leaf), NOW);
  }

  static String hashedRekord1(Bytes file, Bytes sig, Bytes leaf) {
    return "{\"apiVersion\":\"0.0.1\",\"kind\":\"hashedrekord\",\"spec\":{\"data\":{\"hash\":"
        + "{\"algorithm\":\"sha256\",\"value\":\""
        + file.sha256().hex()
        + "\"}},\"signature\":{\"content\":\""
        + sig.base64()
        + "\",\"publicKey\":{\"content\":\""
        + Bytes.utf8(pem("CERTIFICATE", leaf)).base64()
        + "\"}}}}";
  }

  static String pem(String label, Bytes der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toByteArray());
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  static Entry rekor2(Bytes digest, Bytes sig, Bytes leaf) {
    return REKOR2.entry(
        "hashedrekord",
        "0.0.2",
        hashedRekord2(digest, sig, "\"x509Certificate\":{\"rawBytes\":\"" + leaf.base64() + "\"}"),
        NOW);
  }

  static String hashedRekord2(Bytes digest, Bytes sig, String verifier) {
    return "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{\"hashedRekordV002\":"
        + "{\"data\":{\"algorithm\":\"SHA2_256\",\"digest\":\""
        + digest.base64()
        + "\"},\"signature\":{\"content\":\""
        + sig.base64()
        + "\",\"verifier\":{\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\","
        + verifier
        + "}}}}}";
  }

  KeylessBundle as(String otherMediaType) {
    return new KeylessBundle(otherMediaType, signer, entries, timestamps, content);
  }

  KeylessBundle by(String otherSigner) {
    return new KeylessBundle(mediaType, otherSigner, entries, timestamps, content);
  }

  KeylessBundle logged(String... others) {
    return new KeylessBundle(mediaType, signer, List.of(others), timestamps, content);
  }

  KeylessBundle stamped(Bytes... others) {
    return new KeylessBundle(mediaType, signer, entries, List.of(others), content);
  }

  KeylessBundle over(String otherContent) {
    return new KeylessBundle(mediaType, signer, entries, timestamps, otherContent);
  }

  String json() {
    String stamps =
        String.join(
            ",",
            timestamps.stream()
                .map(each -> "{\"signedTimestamp\":\"" + each.base64() + "\"}")
                .toList());
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"verificationMaterial\":{"
        + signer
        + ",\"tlogEntries\":["
        + String.join(",", entries)
        + "],\"timestampVerificationData\":{\"rfc3161Timestamps\":["
        + stamps
        + "]}},"
        + content
        + "}";
  }
}
