package org.stellaops.signer.core.caller;

import java.util.List;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.Reason;

/** The two fields of a DPoP-bound request, each exactly once and in one accepted form. */
record PresentedHeaders(String token, String proof) {

  /** Longer tokens and proofs are refused before anything looks into them. */
  private static final int MAX_CHARS = 8 * 1024;

  static Decision<PresentedHeaders> read(Credential.DpopBound credential) {
    return token(credential.authorization())
        .then(token ->
            proof(credential.proof())
                .then(proof -> Decision.cleared(new PresentedHeaders(token, proof))));
  }

  private static Decision<String> token(List<String> fields) {
    if (fields.isEmpty()) {
      return refusedToken(Reason.TOKEN_MISSING);
    }
    if (fields.size() > 1) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.AUTHORIZATION_REPEATED, "Send exactly one Authorization header."));
    }
    String field = fields.get(0);
    if (field.indexOf(',') >= 0) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.AUTHORIZATION_LIST,
              "Send one credential in the Authorization header, not a list."));
    }
    int space = field.indexOf(' ');
    String scheme = space < 0 ? field : field.substring(0, space);
    if (scheme.equalsIgnoreCase("Bearer")) {
      return refusedToken(Reason.BEARER_REFUSED);
    }
    if (!scheme.equalsIgnoreCase("DPoP")) {
      return refusedToken(Reason.SCHEME_UNEXPECTED);
    }
    String token = space < 0 ? "" : field.substring(space + 1);
    return isCompact(token) ? Decision.cleared(token) : refusedToken(Reason.TOKEN_MALFORMED);
  }

  private static Decision<String> proof(List<String> fields) {
    if (fields.isEmpty()) {
      return refusedProof(Reason.PROOF_MISSING);
    }
    if (fields.size() > 1) {
      return refusedProof(Reason.PROOF_REPEATED);
    }
    String proof = fields.get(0);
    return isCompact(proof) ? Decision.cleared(proof) : refusedProof(Reason.PROOF_MALFORMED);
  }

  /** The characters of a compact JWS (RFC 7515 §7.1): no comma, space, padding or line break. */
  private static boolean isCompact(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static <T> Decision<T> refusedToken(Reason reason) {
    return Decision.refused(Refusals.token(reason));
  }

  private static <T> Decision<T> refusedProof(Reason reason) {
    return Decision.refused(Refusals.proof(reason));
  }
}
