package org.stellaops.signer.core.api;

import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.TraceId;

/**
 * One request as it came, before anything is believed.
 *
 * @param sourcePrefix the caller's network, IPv4 /24 or IPv6 /48, or {@code local}
 * @param idempotencyKey every {@code Idempotency-Key} field value, unchecked
 */
public record IncomingRequest(
    Operation operation,
    Credential credential,
    TraceId traceId,
    String sourcePrefix,
    List<String> idempotencyKey,
    RequestBody body) {

  public IncomingRequest {
    idempotencyKey = List.copyOf(idempotencyKey);
  }

  /**
   * A request to sign by code in the same process, for which the {@code LocalCallers} port vouches.
   *
   * @param body the JSON that {@code POST /sign/dsse} takes
   */
  public static IncomingRequest embedded(TraceId traceId, Bytes body) {
    return new IncomingRequest(
        new Operation.SignStatement(),
        new Credential.Local(),
        traceId,
        "local",
        List.of(),
        RequestBody.of(body));
  }
}
