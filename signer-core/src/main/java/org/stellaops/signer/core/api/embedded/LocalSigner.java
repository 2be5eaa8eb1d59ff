package org.stellaops.signer.core.api.embedded;

import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.model.TraceId;

/**
 * A {@link Signer} for code in the same process, with values in and out. The {@code LocalCallers}
 * port says who calls. Safe for concurrent use; it needs no closing, the signer does.
 */
public final class LocalSigner {

  private final Signer signer;

  public LocalSigner(Signer signer) {
    this.signer = signer;
  }

  /**
   * Has a request signed if every gate says yes. Runs on the calling thread and returns when the
   * outcome is durable. The answer is read in memory, some ten times the size of the request, and
   * its share of the signer's memory budget is given back.
   *
   * @param trace ties the request's records to the log lines of the embedding service
   */
  public SigningOutcome sign(TraceId trace, SigningRequest request) {
    return switch (signer.handle(request.from(trace))) {
      case Response.Answered answered ->
          new SigningOutcome.Signed(answered.requestId(), read(answered.answer()));
      case Response.Refused refused ->
          new SigningOutcome.Refused(refused.requestId(), refused.why());
      case Response.Failed failed -> new SigningOutcome.Failed(failed.requestId(), failed.why());
    };
  }

  private static SignedBundle read(Answer answer) {
    try (answer) {
      return SignedBundle.read(answer.bytes());
    }
  }
}
