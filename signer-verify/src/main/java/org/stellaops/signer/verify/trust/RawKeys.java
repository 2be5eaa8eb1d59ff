package org.stellaops.signer.verify.trust;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * Public keys from their numbers, as JWK and COSE have them. Each method throws {@link
 * InvalidTrust} for numbers that are no key of that kind, and {@link IllegalArgumentException} for
 * a key of a size that is not supported.
 */
public final class RawKeys {

  /** DER of a SubjectPublicKeyInfo with Ed25519 up to the key (RFC 8410 §4). */
  private static final String ED25519_INFO = "302a300506032b6570032100";

  private static final int ED25519_BYTES = 32;

  private RawKeys() {}

  public static PinnedKey p256(BigInteger x, BigInteger y) throws InvalidTrust {
    return ec("secp256r1", x, y);
  }

  public static PinnedKey rsa(BigInteger modulus, BigInteger exponent) throws InvalidTrust {
    return generated("RSA", new RSAPublicKeySpec(modulus, exponent));
  }

  /**
   * @param key the 32 bytes of RFC 8032 §5.1.5
   */
  public static PinnedKey ed25519(Bytes key) throws InvalidTrust {
    if (key.size() != ED25519_BYTES) {
      throw new InvalidTrust("An Ed25519 key has 32 bytes.");
    }
    return PinnedKey.parseSpki(Bytes.adopt(HexFormat.of().parseHex(ED25519_INFO + key.hex())));
  }

  /**
   * @param curve by its name in the JDK
   */
  static PinnedKey ec(String curve, BigInteger x, BigInteger y) throws InvalidTrust {
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec(curve));
      ECParameterSpec parameters = named.getParameterSpec(ECParameterSpec.class);
      requireOnCurve(x, y, parameters);
      return generated("EC", new ECPublicKeySpec(new ECPoint(x, y), parameters));
    } catch (GeneralSecurityException e) {
      throw noKey();
    }
  }

  /** Some providers make a key of any two numbers, and others throw what they do not document. */
  private static void requireOnCurve(BigInteger x, BigInteger y, ECParameterSpec parameters)
      throws InvalidTrust {
    BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
    BigInteger right =
        x.pow(3)
            .add(parameters.getCurve().getA().multiply(x))
            .add(parameters.getCurve().getB())
            .mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right)) {
      throw new InvalidTrust("The key is no point of its curve.");
    }
  }

  private static PinnedKey generated(String family, KeySpec spec) throws InvalidTrust {
    try {
      PublicKey key = KeyFactory.getInstance(family).generatePublic(spec);
      return PinnedKey.of(key);
    } catch (GeneralSecurityException e) {
      throw noKey();
    }
  }

  private static InvalidTrust noKey() {
    return new InvalidTrust("The numbers are no key of a supported kind.");
  }
}
