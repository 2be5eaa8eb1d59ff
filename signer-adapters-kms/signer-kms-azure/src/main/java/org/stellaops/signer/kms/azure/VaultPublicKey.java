package org.stellaops.signer.kms.azure;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyType;
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
import java.security.spec.EllipticCurve;
import java.security.spec.RSAPublicKeySpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The public key of a JWK (RFC 7518 §6), as vaults give it. */
final class VaultPublicKey {

  private static final Map<KeyCurveName, String> CURVES =
      Map.of(
          KeyCurveName.P_256,
          "secp256r1",
          KeyCurveName.P_384,
          "secp384r1",
          KeyCurveName.P_521,
          "secp521r1");

  private VaultPublicKey() {}

  /**
   * @throws UnsupportedOperationException a kind or curve that is not supported
   * @throws GeneralSecurityException it is not the JWK of a key
   */
  static PublicKey of(JsonWebKey jwk) throws GeneralSecurityException {
    KeyType type = jwk.getKeyType();
    if (KeyType.EC.equals(type) || KeyType.EC_HSM.equals(type)) {
      String curve = jwk.getCurveName() == null ? null : CURVES.get(jwk.getCurveName());
      if (curve == null) {
        throw new UnsupportedOperationException(
            "its curve is " + word(jwk.getCurveName()) + "; P-256, P-384 and P-521 are supported");
      }
      return ec(curve, jwk.getX(), jwk.getY());
    }
    if (KeyType.RSA.equals(type) || KeyType.RSA_HSM.equals(type)) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(
              new RSAPublicKeySpec(number("n", jwk.getN(), 0), number("e", jwk.getE(), 0)));
    }
    throw new UnsupportedOperationException(
        "it is of the kind " + word(type) + "; EC and RSA are supported");
  }

  /** A vault has both kinds; a Managed HSM has keys in hardware alone. */
  static boolean isInSoftware(JsonWebKey jwk) {
    return !KeyType.EC_HSM.equals(jwk.getKeyType()) && !KeyType.RSA_HSM.equals(jwk.getKeyType());
  }

  private static PublicKey ec(String curve, byte @Nullable [] x, byte @Nullable [] y)
      throws GeneralSecurityException {
    AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
    named.init(new ECGenParameterSpec(curve));
    ECParameterSpec parameters = named.getParameterSpec(ECParameterSpec.class);
    int width = (parameters.getCurve().getField().getFieldSize() + 7) / 8;
    ECPoint point = new ECPoint(number("x", x, width), number("y", y, width));
    requireOn(parameters.getCurve(), point);
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters));
  }

  /** The platform takes any two numbers for a point. */
  private static void requireOn(EllipticCurve curve, ECPoint point)
      throws GeneralSecurityException {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right)) {
      throw new GeneralSecurityException("x and y are no point on the curve");
    }
  }

  /**
   * @param width bytes that it has to have; 0 for any number
   */
  private static BigInteger number(String member, byte @Nullable [] bytes, int width)
      throws GeneralSecurityException {
    if (bytes == null || bytes.length == 0 || (width != 0 && bytes.length != width)) {
      throw new GeneralSecurityException(
          "its member " + member + (width == 0 ? " is empty" : " has not " + width + " bytes"));
    }
    return new BigInteger(1, bytes);
  }

  /** What a vault wrote, if it is fit for a message. */
  static String word(@Nullable Object text) {
    return text != null && text.toString().matches("[A-Za-z0-9-]{1,40}")
        ? text.toString()
        : "unknown";
  }
}
