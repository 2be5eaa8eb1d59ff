package org.stellaops.signer.kms.keystore;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * The self-signed certificate beside a key. It only carries the public key: a keystore has no other
 * place for it.
 */
final class KeyCertificate {

  private KeyCertificate() {}

  static X509CertificateHolder of(SoftwareKey key, String alias) {
    X500Name name = new X500Name("CN=" + alias);
    // It vouches for nothing, so it never ends either (RFC 5280 §4.1.2.5).
    return new X509v3CertificateBuilder(
            name,
            new BigInteger(127, Primitives.random()).add(BigInteger.ONE),
            Date.from(Instant.EPOCH),
            Date.from(Instant.parse("9999-12-31T23:59:59Z")),
            name,
            SubjectPublicKeyInfo.getInstance(key.pin().spki().toByteArray()))
        .build(new BySelf(key));
  }

  /** Signs with the key that the certificate is for. */
  private static final class BySelf implements ContentSigner {

    private final SoftwareKey key;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    BySelf(SoftwareKey key) {
      this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      SignatureAlgorithm algorithm = key.pin().algorithm();
      return algorithm == SignatureAlgorithm.RSA_PKCS1_SHA256
          ? new AlgorithmIdentifier(oid(algorithm), DERNull.INSTANCE)
          : new AlgorithmIdentifier(oid(algorithm));
    }

    private static ASN1ObjectIdentifier oid(SignatureAlgorithm algorithm) {
      return switch (algorithm) {
        case ECDSA_P256_SHA256 -> X9ObjectIdentifiers.ecdsa_with_SHA256;
        case ECDSA_P384_SHA384 -> X9ObjectIdentifiers.ecdsa_with_SHA384;
        case ECDSA_P521_SHA512 -> X9ObjectIdentifiers.ecdsa_with_SHA512;
        case RSA_PKCS1_SHA256 -> PKCSObjectIdentifiers.sha256WithRSAEncryption;
        case RSA_PSS_SHA256 -> throw new IllegalStateException("a bare key is under PKCS#1");
        case ED25519 -> EdECObjectIdentifiers.id_Ed25519;
        case ML_DSA_44 -> NISTObjectIdentifiers.id_ml_dsa_44;
        case ML_DSA_65 -> NISTObjectIdentifiers.id_ml_dsa_65;
        case ML_DSA_87 -> NISTObjectIdentifiers.id_ml_dsa_87;
      };
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      return key.signOwnCertificate(content.toByteArray()).toByteArray();
    }
  }
}
