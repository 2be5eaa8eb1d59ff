package org.stellaops.signer.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Thumbprint;

/**
 * A public JWK (RFC 7517) that may verify signatures, and no other: private, symmetric, weak,
 * off-curve and non-canonical keys are {@link Refused}.
 *
 * @param algorithms what it may be used with: exactly one, except for an RSA key that does not say
 * @param thumbprint over its RFC 7638 members only
 */
record PublicJwk(PublicKey key, Set<JwsAlgorithm> algorithms, Thumbprint thumbprint) {

  private static final List<String> PRIVATE_MEMBERS =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
  private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(65_537);

  /** Why a key is not used; a stable word. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads one JWK.
   *
   * @param maxRsaBits the longest modulus to compute with
   */
  static PublicJwk read(JsonValue value, int maxRsaBits) throws Refused {
    if (!(value instanceof JsonObject jwk)) {
      throw new Refused("not-an-object");
    }
    for (String member : PRIVATE_MEMBERS) {
      if (jwk.has(member)) {
        throw new Refused("private-or-symmetric");
      }
    }
    requireForSignatures(jwk);
    return switch (text(jwk, "kty")) {
      case "EC" -> elliptic(jwk);
      case "RSA" -> rsa(jwk, maxRsaBits);
      case "OKP" -> edwards(jwk);
      default -> throw new Refused("unsupported-kty");
    };
  }

  private static void requireForSignatures(JsonObject jwk) throws Refused {
    if (jwk.has("use") && !text(jwk, "use").equals("sig")) {
      throw new Refused("use-is-not-sig");
    }
    Optional<JsonValue> operations = jwk.member("key_ops");
    if (operations.isPresent()
        && !(operations.get() instanceof JsonArray array
            && array.values().contains(new JsonString("verify")))) {
      throw new Refused("key-ops-without-verify");
    }
  }

  private static PublicJwk elliptic(JsonObject jwk) throws Refused {
    String crv = text(jwk, "crv");
    NistCurve curve = NistCurve.named(crv).orElseThrow(() -> new Refused("unsupported-curve"));
    byte[] x = octets(jwk, "x");
    byte[] y = octets(jwk, "y");
    ECPublicKey key = curve.publicKey(x, y).orElseThrow(() -> new Refused("not-on-curve"));
    String members =
        "{\"crv\":\""
            + crv
            + "\",\"kty\":\"EC\",\"x\":\""
            + text(jwk, "x")
            + "\",\"y\":\""
            + text(jwk, "y")
            + "\"}";
    return new PublicJwk(key, algorithms(jwk, Set.of(curve.algorithm())), thumbprint(members));
  }

  private static PublicJwk rsa(JsonObject jwk, int maxBits) throws Refused {
    byte[] n = octets(jwk, "n");
    byte[] e = octets(jwk, "e");
    BigInteger modulus = new BigInteger(1, n);
    BigInteger exponent = new BigInteger(1, e);
    if (n.length == 0 || n[0] == 0 || e.length == 0 || e[0] == 0) {
      throw new Refused("rsa-not-canonical");
    }
    if (modulus.bitLength() < 2048 || modulus.bitLength() > maxBits || !modulus.testBit(0)) {
      throw new Refused("rsa-modulus");
    }
    if (exponent.compareTo(SMALLEST_EXPONENT) < 0
        || exponent.bitLength() > 32
        || !exponent.testBit(0)) {
      throw new Refused("rsa-exponent");
    }
    String members =
        "{\"e\":\"" + text(jwk, "e") + "\",\"kty\":\"RSA\",\"n\":\"" + text(jwk, "n") + "\"}";
    try {
      RSAPublicKey key =
          (RSAPublicKey)
              KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
      return new PublicJwk(
          key,
          algorithms(jwk, Set.of(JwsAlgorithm.RS256, JwsAlgorithm.PS256)),
          thumbprint(members));
    } catch (GeneralSecurityException cause) {
      throw new Refused("rsa-malformed");
    }
  }

  private static PublicJwk edwards(JsonObject jwk) throws Refused {
    if (!text(jwk, "crv").equals("Ed25519")) {
      throw new Refused("unsupported-curve");
    }
    byte[] x = octets(jwk, "x");
    PublicKey key = Ed25519.publicKey(x).orElseThrow(() -> new Refused("not-on-curve"));
    String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + text(jwk, "x") + "\"}";
    return new PublicJwk(key, algorithms(jwk, Set.of(JwsAlgorithm.EDDSA)), thumbprint(members));
  }

  private static Set<JwsAlgorithm> algorithms(JsonObject jwk, Set<JwsAlgorithm> fitting)
      throws Refused {
    if (!jwk.has("alg")) {
      return fitting;
    }
    Optional<JwsAlgorithm> declared = JwsAlgorithm.named(text(jwk, "alg"));
    if (declared.isEmpty() || !fitting.contains(declared.get())) {
      throw new Refused("alg-does-not-fit");
    }
    return Set.of(declared.get());
  }

  private static Thumbprint thumbprint(String members) {
    return new Thumbprint(Bytes.utf8(members).sha256().bytes().base64Url());
  }

  /** The one text of its octets, so that the member itself can stand in a thumbprint's input. */
  private static byte[] octets(JsonObject jwk, String member) throws Refused {
    String text = text(jwk, member);
    try {
      return Bytes.base64Url(text).toByteArray();
    } catch (IllegalArgumentException malformed) {
      throw new Refused("member-not-base64url");
    }
  }

  private static String text(JsonObject jwk, String member) throws Refused {
    if (jwk.member(member).orElse(null) instanceof JsonString(String text)) {
      return text;
    }
    throw new Refused("member-missing");
  }
}
