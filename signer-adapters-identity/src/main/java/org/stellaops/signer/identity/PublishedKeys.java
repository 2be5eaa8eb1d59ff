package org.stellaops.signer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The usable keys of one JWK set (RFC 7517 §5) by {@code kid}, and why others are not used. A set
 * is not refused for a bad key in it: the issuer may publish keys for others too.
 */
record PublishedKeys(Map<String, VerificationKey> byId, List<String> refused) {

  static final int MAX_KID_CHARS = 256;
  private static final int MAX_KEYS = 64;
  private static final int MAX_RSA_BITS = 8192;

  static final PublishedKeys NONE = new PublishedKeys(Map.of(), List.of());

  /** Reads a set; empty if the document is none, or holds more than 64 keys. */
  static Optional<PublishedKeys> read(byte[] document) {
    JsonNode keys = StrictObject.read(document).map(set -> set.path("keys")).orElse(null);
    if (keys == null || !keys.isArray() || keys.size() > MAX_KEYS) {
      return Optional.empty();
    }
    Map<String, VerificationKey> byId = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    List<String> refused = new ArrayList<>();
    for (JsonNode jwk : keys) {
      try {
        String id = id(jwk);
        if (byId.putIfAbsent(id, bind(PublicJwk.read(jwk, MAX_RSA_BITS))) != null) {
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

  private static String id(JsonNode jwk) throws PublicJwk.Refused {
    JsonNode kid = jwk.get("kid");
    if (kid == null
        || !kid.isTextual()
        || kid.textValue().isEmpty()
        || kid.textValue().length() > MAX_KID_CHARS) {
      throw new PublicJwk.Refused("kid-missing");
    }
    return kid.textValue();
  }

  /** RS256 for an RSA key that does not say, as OpenID Connect has it. */
  private static VerificationKey bind(PublicJwk jwk) {
    JwsAlgorithm algorithm =
        jwk.algorithms().size() == 1 ? jwk.algorithms().iterator().next() : JwsAlgorithm.RS256;
    return new VerificationKey(algorithm, jwk.key());
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
