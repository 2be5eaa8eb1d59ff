package org.stellaops.signer.identity;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;

/**
 * The usable keys of one JWK set (RFC 7517 §5) by {@code kid}, and why others are not used. A set
 * is not refused for a bad key in it: the issuer may publish keys for others too.
 */
record PublishedKeys(Map<String, VerificationKey> byId, List<String> refused) {

  static final int MAX_KID_CHARS = 256;
  private static final int MAX_KEYS = 64;
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_VALUES = 8192;
  private static final JsonLimits LIMITS = JsonLimits.TOKEN.withMaxBytes(128 * 1024);

  static final PublishedKeys NONE = new PublishedKeys(Map.of(), List.of());

  /** Reads a set; empty if the document is none, or holds more than 64 keys. */
  static Optional<PublishedKeys> read(Bytes document, JcaProviders providers) {
    List<JsonValue> keys;
    try {
      if (!(JsonValue.parse(document, LIMITS, MAX_VALUES) instanceof JsonObject set)) {
        return Optional.empty();
      }
      keys = set.array("keys").values();
    } catch (InvalidJson e) {
      return Optional.empty();
    }
    if (keys.size() > MAX_KEYS) {
      return Optional.empty();
    }
    Map<String, VerificationKey> byId = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    List<String> refused = new ArrayList<>();
    for (JsonValue jwk : keys) {
      try {
        String id = id(jwk);
        if (byId.putIfAbsent(id, bind(PublicJwk.read(jwk, MAX_RSA_BITS), providers)) != null) {
          ambiguous.add(id);
        }
      } catch (PublicJwk.Refused e) {
        refused.add(e.why());
      }
    }
    ambiguous.addAll(sharingModulus(byId));
    for (String id : ambiguous) {
      byId.remove(id);
      refused.add("ambiguous");
    }
    return Optional.of(new PublishedKeys(Map.copyOf(byId), List.copyOf(refused)));
  }

  private static String id(JsonValue jwk) throws PublicJwk.Refused {
    if (jwk instanceof JsonObject object
        && object.member("kid").orElse(null) instanceof JsonString(String kid)
        && !kid.isEmpty()
        && kid.length() <= MAX_KID_CHARS) {
      return kid;
    }
    throw new PublicJwk.Refused("kid-missing");
  }

  /** RS256 for an RSA key that does not say, as OpenID Connect has it. */
  private static VerificationKey bind(PublicJwk jwk, JcaProviders providers)
      throws PublicJwk.Refused {
    JwsAlgorithm algorithm =
        jwk.algorithms().size() == 1 ? jwk.algorithms().iterator().next() : JwsAlgorithm.RS256;
    if (providers.of(algorithm.jcaName()).isEmpty()) {
      throw new PublicJwk.Refused("alg-without-provider");
    }
    return VerificationKey.of(algorithm, jwk.key(), providers);
  }

  private static Set<String> sharingModulus(Map<String, VerificationKey> byId) {
    Map<BigInteger, String> seen = new HashMap<>();
    Set<String> sharing = new HashSet<>();
    byId.forEach((id, key) -> {
      if (key.key() instanceof RSAPublicKey rsa) {
        String other = seen.putIfAbsent(rsa.getModulus(), id);
        if (other != null) {
          sharing.add(id);
          sharing.add(other);
        }
      }
    });
    return sharing;
  }
}
