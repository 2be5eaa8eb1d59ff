package org.stellaops.signer.core.bundle;

import java.util.List;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.audit.RequestFacts.SignedFacts;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.model.AuditId;

/**
 * An answer to a request to sign, composed from the request and its result alone: neither clock,
 * locale nor host has a part in it, so a repeat gives the same bytes.
 */
public sealed interface ComposedAnswer extends Answer permits SignedAnswer, ExportAnswer {

  /** What records say of it. */
  SignedFacts facts();

  /**
   * Composes the answer to {@code request}. Signatures are put in the order of their key ids.
   *
   * @param signatures the evidence that each signature is its key's over a message of this request;
   *     at least one over each, of different keys
   * @throws IllegalArgumentException one is evidence about another message, two are by one key, or
   *     a key did not sign every message
   */
  static ComposedAnswer of(
      SignRequest request, List<SignedBy> signatures, Terms terms, AuditId auditId) {
    return request.export() == null
        ? SignedAnswer.of(request, signatures, terms, auditId)
        : ExportAnswer.of(request.export(), signatures, terms, auditId);
  }
}
