package org.stellaops.signer.core.entitlement;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Reason;

/** Limits that a proof or an answer sets; they can only lower those of a plan. */
record LimitClaims(Map<String, Long> byName) {

  static final LimitClaims NONE = new LimitClaims(Map.of());

  private static final Set<String> NAMES =
      Set.of(
          "maxArtifactBytes",
          "perSecond",
          "burst",
          "concurrency",
          "bytesPerDay",
          "signaturesPerDay");

  /** Reads positive integers; a limit that is not known here is refused, never ignored. */
  static LimitClaims read(JsonObject claimed) throws InvalidClaim {
    Map<String, Long> byName = new TreeMap<>();
    for (Map.Entry<String, JsonValue> limit : claimed.members().entrySet()) {
      if (!NAMES.contains(limit.getKey())) {
        throw new InvalidClaim(Reason.LIMITS_UNKNOWN);
      }
      OptionalLong value =
          limit.getValue() instanceof JsonNumber number ? number.asLong() : OptionalLong.empty();
      if (value.isEmpty() || value.getAsLong() < 1) {
        throw InvalidClaim.malformed("limits");
      }
      byName.put(limit.getKey(), value.getAsLong());
    }
    return new LimitClaims(Map.copyOf(byName));
  }

  /** {@code limits}, each lowered to what is claimed. */
  Limits lower(Limits limits) {
    return new Limits(
        least("maxArtifactBytes", limits.maxArtifactBytes()),
        new RateLimit(
            (int) least("perSecond", limits.rate().perSecond()),
            (int) least("burst", limits.rate().burst())),
        (int) least("concurrency", limits.concurrency()),
        least("bytesPerDay", limits.bytesPerDay()),
        least("signaturesPerDay", limits.signaturesPerDay()));
  }

  private long least(String name, long limit) {
    return Math.min(limit, byName.getOrDefault(name, limit));
  }
}
