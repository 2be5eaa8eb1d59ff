package org.stellaops.signer.verify.trust;

import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Reads {@code PublicKey} of {@code sigstore_common.proto}, whose bytes its details explain. */
final class LogKeys {

  private LogKeys() {}

  /** Empty for a kind that is not supported, or whose bytes are not of that kind. */
  static Optional<PinnedKey> read(Bytes raw, String details) {
    try {
      PinnedKey key = PinnedKey.parseSpki(details.startsWith("PKCS1_RSA_") ? spki(raw) : raw);
      return isOf(key.algorithm(), details) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@code PKCS1_RSA_PKCS1V5} is a bare RSAPublicKey (RFC 8017 appendix A.1.1). */
  private static Bytes spki(Bytes pkcs1) {
    try {
      return Bytes.adopt(
          new SubjectPublicKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                  RSAPublicKey.getInstance(pkcs1.toByteArray()))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalArgumentException("not an RSA key", e);
    }
  }

  private static boolean isOf(SignatureAlgorithm algorithm, String details) {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 ->
          details.equals("PKIX_ECDSA_P256_SHA_256")
              || details.equals("PKIX_ECDSA_P256_HMAC_SHA_256");
      case ECDSA_P384_SHA384 -> details.equals("PKIX_ECDSA_P384_SHA_384");
      case ECDSA_P521_SHA512 -> details.equals("PKIX_ECDSA_P521_SHA_512");
      case RSA_PKCS1_SHA256 ->
          details.equals("PKCS1_RSA_PKCS1V5") || details.startsWith("PKIX_RSA_PKCS1V15_");
      case ED25519 -> details.equals("PKIX_ED25519");
      case RSA_PSS_SHA256, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> false;
    };
  }
}
