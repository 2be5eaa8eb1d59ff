package org.stellaops.signer.core.request;

import java.util.List;
import org.stellaops.signer.words.TraceId;

/**
 * One request as it came, before anything is believed.
 *
 * @param sourcePrefix the caller's network, IPv4 /24 or IPv6 /48, or {@code local}
 * @param idempotencyKey every {@code Idempotency-Key} field value, unchecked
 */
public record IncomingRequest(
    Route route,
    Credential credential,
    TraceId traceId,
    String sourcePrefix,
    List<String> idempotencyKey,
    RequestBody body) {

  public IncomingRequest {
    idempotencyKey = List.copyOf(idempotencyKey);
  }
}
