package org.stellaops.signer.core.caller;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.model.Reason;

/** The sentences that go with the reasons of this gate. */
final class Refusals {

  private static final String BIND =
      "Tokens must be bound to a key; send Authorization: DPoP <token> with a DPoP proof.";

  /** Where more can be said of a token than the reason. */
  private static final Map<Reason, String> OF_TOKEN =
      Map.of(
          Reason.TOKEN_MISSING,
          "Send an access token of the Authority: Authorization: DPoP <token>.",
          Reason.BEARER_REFUSED,
          BIND,
          Reason.SCHEME_UNEXPECTED,
          BIND,
          Reason.EXPIRED,
          "The access token has expired; ask the Authority for a new one.",
          Reason.CNF_MISSING,
          "The access token is not bound to a key; ask the Authority for it with a DPoP proof.",
          Reason.MUTUAL_TLS_UNSUPPORTED,
          "The access token is bound to a client certificate, which is not supported here; ask the"
              + " Authority for one that is bound by DPoP.",
          Reason.NO_LOCAL_CALLER,
          "The embedding application vouches for nobody on this thread.");

  /** Where more can be said of a proof than the reason. */
  private static final Map<Reason, String> OF_PROOF =
      Map.of(
          Reason.PROOF_MISSING,
          "Send a DPoP proof of the token's key in the DPoP header.",
          Reason.PROOF_REPEATED,
          "Send exactly one DPoP header with one proof.",
          Reason.PROOF_REPLAYED,
          "This DPoP proof was used before; make a new one per request.",
          Reason.HTU_UNEXPECTED,
          "The proof's htu is not this request's URL under the public origin of this service.",
          Reason.KEY_UNEXPECTED,
          "The proof is made by another key than the one that the access token is bound to.");

  private Refusals() {}

  static Refusal token(Reason reason) {
    return token(new InvalidClaim(reason));
  }

  static Refusal token(InvalidClaim wrong) {
    return new Refusal.InvalidToken(
        wrong.reason(),
        OF_TOKEN.getOrDefault(
            wrong.reason(),
            "The access token is not acceptable here ("
                + wrong.said()
                + "); ask the Authority for one that is meant for this service."));
  }

  static Refusal proof(Reason reason) {
    return proof(new InvalidClaim(reason));
  }

  /** Another proof of the same clock would be refused as well, so the times are told. */
  static Refusal untimelyProof(Reason reason, Instant iat, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    long off = Math.abs(Duration.between(iat, second).toSeconds());
    String advice =
        reason == Reason.IAT_IN_FUTURE
            ? "The DPoP proof was made "
                + off
                + " s after this server's time, which is "
                + second
                + ": set the clock of the machine that makes the proofs."
            : "The DPoP proof was made "
                + off
                + " s before this server's time, which is "
                + second
                + ": make a new one for each request; if you did, set the clock of the machine that"
                + " makes them.";
    return new Refusal.InvalidProof(reason, advice);
  }

  static Refusal proof(InvalidClaim wrong) {
    return new Refusal.InvalidProof(
        wrong.reason(),
        OF_PROOF.getOrDefault(
            wrong.reason(),
            "The DPoP proof is not acceptable ("
                + wrong.said()
                + "); make a new one for this request, token and nonce."));
  }
}
