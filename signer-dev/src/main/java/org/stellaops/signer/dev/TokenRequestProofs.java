package org.stellaops.signer.dev;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** The thumbprint of the proof's key, or null if it is not one fresh proof. */
  @Nullable String accept(List<String> proofs) {
    if (proofs.size() != 1) {
      return null;
    }
    try {
      JWSObject proof = JWSObject.parse(proofs.get(0));
      JWK jwk = proof.getHeader().getJWK();
      boolean signed =
          new JOSEObjectType("dpop+jwt").equals(proof.getHeader().getType())
              && JWSAlgorithm.ES256.equals(proof.getHeader().getAlgorithm())
              && jwk instanceof ECKey key
              && !key.isPrivate()
              && proof.verify(new ECDSAVerifier(key.toECPublicKey()));
      Map<String, Object> claims = proof.getPayload().toJSONObject();
      return signed && claims != null && fits(claims) ? jwk.computeThumbprint().toString() : null;
    } catch (ParseException | JOSEException e) {
      return null;
    }
  }

  private boolean fits(Map<String, Object> claims) {
    Instant now = clock.instant();
    return "POST".equals(claims.get("htm"))
        && endpoint.equals(claims.get("htu"))
        && claims.get("iat") instanceof Number iat
        && Math.abs(now.getEpochSecond() - iat.longValue()) <= WINDOW_SECONDS
        && claims.get("jti") instanceof String jti
        && isNew(jti);
  }

  private boolean isNew(String jti) {
    synchronized (seen) {
      return seen.putIfAbsent(jti, true) == null;
    }
  }
}
