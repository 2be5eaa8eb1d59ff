package org.stellaops.signer.core.caller;

import java.util.Arrays;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.TokenTimes;
import org.stellaops.signer.core.claims.CheckedToken;

/** The sentences that go with the reasons of this gate. */
final class Refusals {

  private static final String BIND =
      "Tokens must be bound to a key; send Authorization: DPoP <token> with a DPoP proof.";

  private Refusals() {}

  static Refusal token(String reason) {
    return new Refusal.InvalidToken(
        reason,
        Arrays.stream(TokenReason.values())
            .filter(known -> known.reason.equals(reason))
            .map(known -> known.advice)
            .findFirst()
            .orElseGet(() ->
                "The access token is not acceptable here ("
                    + reason
                    + "); ask the Authority for one that is meant for this service."));
  }

  static Refusal proof(String reason) {
    return new Refusal.InvalidProof(
        reason,
        Arrays.stream(ProofReason.values())
            .filter(known -> known.reason.equals(reason))
            .map(known -> known.advice)
            .findFirst()
            .orElseGet(() ->
                "The DPoP proof is not acceptable ("
                    + reason
                    + "); make a new one for this request, token and nonce."));
  }

  /** Why a token is refused, where more can be said than the reason. */
  private enum TokenReason {
    MISSING("token-missing", "Send an access token of the Authority: Authorization: DPoP <token>."),
    BEARER("bearer-refused", BIND),
    SCHEME("scheme-unexpected", BIND),
    EXPIRED(TokenTimes.EXPIRED, "The access token has expired; ask the Authority for a new one."),
    UNBOUND(
        "cnf-missing",
        "The access token is not bound to a key; ask the Authority for it with a DPoP proof."),
    MUTUAL_TLS(
        CheckedToken.MUTUAL_TLS,
        "The access token is bound to a client certificate, which is not supported here; ask the"
            + " Authority for one that is bound by DPoP."),
    NO_LOCAL_CALLER(
        "no-local-caller", "The embedding application vouches for nobody on this thread.");

    private final String reason;
    private final String advice;

    TokenReason(String reason, String advice) {
      this.reason = reason;
      this.advice = advice;
    }
  }

  /** Why a proof is refused, where more can be said than the reason. */
  private enum ProofReason {
    MISSING("proof-missing", "Send a DPoP proof of the token's key in the DPoP header."),
    REPEATED("proof-repeated", "Send exactly one DPoP header with one proof."),
    REPLAYED("proof-replayed", "This DPoP proof was used before; make a new one per request."),
    HTU(
        "htu-unexpected",
        "The proof's htu is not this request's URL under the public origin of this service."),
    KEY(
        "key-unexpected",
        "The proof is made by another key than the one that the access token is bound to.");

    private final String reason;
    private final String advice;

    ProofReason(String reason, String advice) {
      this.reason = reason;
      this.advice = advice;
    }
  }
}
