package org.stellaops.signer.core.caller;

import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.claims.TokenTimes;

/** The sentences that go with the reasons of this gate. */
final class Refusals {

  private Refusals() {}

  static Refusal token(String reason) {
    return new Refusal.InvalidToken(
        reason,
        switch (reason) {
          case "token-missing" ->
              "Send an access token of the Authority: Authorization: DPoP <token>.";
          case "bearer-refused", "scheme-unexpected" ->
              "Tokens must be bound to a key; send Authorization: DPoP <token> with a DPoP proof.";
          case TokenTimes.EXPIRED ->
              "The access token has expired; ask the Authority for a new one.";
          case "cnf-missing" ->
              "The access token is not bound to a key; ask the Authority for it with a DPoP proof.";
          case "no-local-caller" -> "The embedding application vouches for nobody on this thread.";
          default ->
              "The access token is not acceptable here ("
                  + reason
                  + "); ask the Authority for one that is meant for this service.";
        });
  }

  static Refusal proof(String reason) {
    return new Refusal.InvalidProof(
        reason,
        switch (reason) {
          case "proof-missing" -> "Send a DPoP proof of the token's key in the DPoP header.";
          case "proof-repeated" -> "Send exactly one DPoP header with one proof.";
          case "proof-replayed" -> "This DPoP proof was used before; make a new one per request.";
          case "htu-unexpected" ->
              "The proof's htu is not this request's URL under the public origin of this service.";
          case "key-unexpected" ->
              "The proof is made by another key than the one that the access token is bound to.";
          default ->
              "The DPoP proof is not acceptable ("
                  + reason
                  + "); make a new one for this request, token and nonce.";
        });
  }
}
