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
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** Public keys as JWK (RFC 7517, RFC 7518 §6, RFC 8037 §2). */
final class JsonWebKeys {

  /** DER of a SubjectPublicKeyInfo with Ed25519 up to the key (RFC 8410 §4). */
  private static final String ED25519_INFO = "302a300506032b6570032100";

  private JsonWebKeys() {}

  static PinnedKey read(Bytes json) throws InvalidTrust {
    try {
      if (!(JsonValue.parse(json, JsonLimits.TOKEN) instanceof JsonObject jwk)) {
        throw new InvalidTrust("A JWK is a JSON object.");
      }
      if (jwk.has("d") || jwk.has("k")) {
        throw new InvalidTrust("The JWK is a private key: give the public one.");
      }
      if (!jwk.optionalString("use").orElse("sig").equals("sig")) {
        throw new InvalidTrust("The JWK is not for signatures.");
      }
      return switch (jwk.string("kty")) {
        case "EC" -> ec(jwk);
        case "RSA" ->
            PinnedKey.of(
                generated("RSA", new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e"))));
        case "OKP" -> edwards(jwk);
        default -> throw new InvalidTrust("The kty of a JWK is EC, RSA or OKP.");
      };
    } catch (InvalidJson e) {
      throw new InvalidTrust("The JWK is not as it should be: " + e.getMessage() + ".");
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new InvalidTrust("The JWK is not a key of a supported kind.");
    }
  }

  private static PublicKey generated(String family, KeySpec spec) throws GeneralSecurityException {
    return KeyFactory.getInstance(family).generatePublic(spec);
  }

  private static PinnedKey ec(JsonObject jwk)
      throws InvalidJson, InvalidTrust, GeneralSecurityException {
    String curve =
        switch (jwk.string("crv")) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default -> throw new InvalidTrust("The crv of a JWK is P-256, P-384 or P-521.");
        };
    AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
    named.init(new ECGenParameterSpec(curve));
    ECParameterSpec parameters = named.getParameterSpec(ECParameterSpec.class);
    ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
    requireOnCurve(point, parameters);
    return PinnedKey.of(generated("EC", new ECPublicKeySpec(point, parameters)));
  }

  /** Some providers make a key of any two numbers, and others throw what they do not document. */
  private static void requireOnCurve(ECPoint point, ECParameterSpec parameters)
      throws InvalidTrust {
    BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right =
        x.pow(3)
            .add(parameters.getCurve().getA().multiply(x))
            .add(parameters.getCurve().getB())
            .mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right)) {
      throw new InvalidTrust("The JWK is no point of its curve.");
    }
  }

  private static PinnedKey edwards(JsonObject jwk) throws InvalidJson, InvalidTrust {
    Bytes key = Bytes.base64Url(jwk.string("x"));
    if (!jwk.string("crv").equals("Ed25519") || key.size() != 32) {
      throw new InvalidTrust("An OKP JWK is an Ed25519 key of 32 bytes.");
    }
    return PinnedKey.parseSpki(Bytes.adopt(HexFormat.of().parseHex(ED25519_INFO + key.hex())));
  }

  private static BigInteger number(JsonObject jwk, String name) throws InvalidJson {
    return new BigInteger(1, Bytes.base64Url(jwk.string(name)).toByteArray());
  }
}
