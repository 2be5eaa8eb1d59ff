package org.stellaops.signer.ports;

import java.time.Duration;
import java.util.Map;

/** Receives one trace for each request, after its outcome is durable. Must not block or throw. */
@FunctionalInterface
public interface Observations {

  void observe(RequestTrace trace);

  /**
   * What happened to one request. Holds no secret.
   *
   * @param decision {@code signed}, {@code answered}, {@code refused}, {@code failed} or {@code
   *     unknown}
   * @param code the refusal's or failure's code, empty when there is none
   * @param stages how long each stage took, in the order in which they ran
   * @param facts further stable facts: {@code auditId}, {@code traceId}, {@code tenant}, {@code
   *     subjectDigest}, {@code signingMode}, {@code keyClass}, {@code algorithm}, {@code
   *     entitlement}, {@code release}, {@code quota}; absent when not known
   */
  record RequestTrace(
      String route,
      String decision,
      String code,
      Map<String, Duration> stages,
      Map<String, String> facts) {}
}
