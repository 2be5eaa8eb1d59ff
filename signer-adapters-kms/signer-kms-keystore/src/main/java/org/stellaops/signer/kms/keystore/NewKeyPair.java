package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.Primitives;

/** Makes key pairs. */
final class NewKeyPair {

  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  /** One in 2^128 that a prime is none, beyond what FIPS 186-5 Table B.1 asks of 4096 bits. */
  private static final int CERTAINTY = 128;

  private NewKeyPair() {}

  /**
   * The private key of a new pair, which says its public key as well.
   *
   * @return a PrivateKeyInfo that {@link SoftwareKey#of} and the platform read
   */
  static PrivateKeyInfo make(NewKeyKind kind) throws IOException {
    AsymmetricKeyParameter made = generator(kind).generateKeyPair().getPrivate();
    // Of the three forms of RFC 9881 §6 the one that Java 25 reads.
    AsymmetricKeyParameter key =
        made instanceof MLDSAPrivateKeyParameters mldsa
            ? mldsa.getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY)
            : made;
    return PrivateKeyInfoFactory.createPrivateKeyInfo(key);
  }

  private static AsymmetricCipherKeyPairGenerator generator(NewKeyKind kind) {
    return switch (kind.algorithm()) {
      case ECDSA_P256_SHA256 -> ec(Rfc6979Key.Curve.P256);
      case ECDSA_P384_SHA384 -> ec(Rfc6979Key.Curve.P384);
      case ECDSA_P521_SHA512 -> ec(Rfc6979Key.Curve.P521);
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> rsa(kind.bits());
      case ED25519 -> {
        var generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(Primitives.random()));
        yield generator;
      }
      case ML_DSA_44 -> mldsa(MLDSAParameters.ml_dsa_44);
      case ML_DSA_65 -> mldsa(MLDSAParameters.ml_dsa_65);
      case ML_DSA_87 -> mldsa(MLDSAParameters.ml_dsa_87);
    };
  }

  private static AsymmetricCipherKeyPairGenerator ec(Rfc6979Key.Curve curve) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(curve.domain(), Primitives.random()));
    return generator;
  }

  private static AsymmetricCipherKeyPairGenerator rsa(int bits) {
    RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
    generator.init(new RSAKeyGenerationParameters(EXPONENT, Primitives.random(), bits, CERTAINTY));
    return generator;
  }

  private static AsymmetricCipherKeyPairGenerator mldsa(MLDSAParameters parameters) {
    MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
    generator.init(new MLDSAKeyGenerationParameters(Primitives.random(), parameters));
    return generator;
  }
}
