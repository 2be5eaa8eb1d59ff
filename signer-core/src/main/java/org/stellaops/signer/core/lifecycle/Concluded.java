package org.stellaops.signer.core.lifecycle;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.decision.Evidence;

/**
 * Evidence that a request's outcome is durable, with the answer that may be given for it. Only
 * {@link RequestLifecycle} makes one, after the journal has taken the conclusion.
 */
@Evidence
public final class Concluded {

  private final RequestContext context;
  private final Answer answer;
  private final Response.@Nullable Rate rate;

  Concluded(RequestContext context, Answer answer, Response.@Nullable Rate rate) {
    this.context = context;
    this.answer = answer;
    this.rate = rate;
  }

  /** Whether it is the conclusion of {@code request}, not of another one. */
  boolean isOf(RequestContext request) {
    return context == request;
  }

  Answer answer() {
    return answer;
  }

  Response.@Nullable Rate rate() {
    return rate;
  }
}
