package org.stellaops.signer.dev;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accepts each ES256 proof for the token endpoint once. */
final class TokenRequestProofs {

  private static final int REMEMBERED = 10_000;
  private static final long WINDOW_SECONDS = 60;

  private final String endpoint;
  private final InstantSource clock;
  private final Map<String, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  TokenRequestProofs(String endpoint, InstantSource clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  /** The thumbprint of the proof's key; empty if it is not one fresh proof. */
  Optional<String> accept(List<String> proofs) {
    return proofs.size() == 1
        ? DevelopmentKey.readProof(proofs.getFirst())
            .filter(proof -> fits(proof.getValue()))
            .map(Map.Entry::getKey)
        : Optional.empty();
  }

  private boolean fits(Map<String, Object> claims) {
    long now = clock.instant().getEpochSecond();
    return "POST".equals(claims.get("htm"))
        && endpoint.equals(claims.get("htu"))
        && claims.get("iat") instanceof Number iat
        && Math.abs(now - iat.longValue()) <= WINDOW_SECONDS
        && claims.get("jti") instanceof String jti
        && isNew(jti);
  }

  private boolean isNew(String jti) {
    synchronized (seen) {
      return seen.putIfAbsent(jti, true) == null;
    }
  }
}
