package org.stellaops.signer.verify.trust;

import java.math.BigInteger;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** Public keys as JWK (RFC 7517, RFC 7518 §6, RFC 8037 §2). */
final class JsonWebKeys {

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
        case "RSA" -> RawKeys.rsa(number(jwk, "n"), number(jwk, "e"));
        case "OKP" -> edwards(jwk);
        default -> throw new InvalidTrust("The kty of a JWK is EC, RSA or OKP.");
      };
    } catch (InvalidJson e) {
      throw new InvalidTrust("The JWK is not as it should be: " + e.getMessage() + ".");
    } catch (RuntimeException e) {
      throw new InvalidTrust("The JWK is not a key of a supported kind.");
    }
  }

  private static PinnedKey ec(JsonObject jwk) throws InvalidJson, InvalidTrust {
    String curve =
        switch (jwk.string("crv")) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default -> throw new InvalidTrust("The crv of a JWK is P-256, P-384 or P-521.");
        };
    return RawKeys.ec(curve, number(jwk, "x"), number(jwk, "y"));
  }

  private static PinnedKey edwards(JsonObject jwk) throws InvalidJson, InvalidTrust {
    Bytes key = Bytes.base64Url(jwk.string("x"));
    if (!jwk.string("crv").equals("Ed25519") || key.size() != 32) {
      throw new InvalidTrust("An OKP JWK is an Ed25519 key of 32 bytes.");
    }
    return RawKeys.ed25519(key);
  }

  private static BigInteger number(JsonObject jwk, String name) throws InvalidJson {
    return new BigInteger(1, Bytes.base64Url(jwk.string(name)).toByteArray());
  }
}
