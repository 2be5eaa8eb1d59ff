package org.stellaops.signer.ports;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Receives one trace for each request, after its outcome is durable. Must not block or throw. */
@FunctionalInterface
public interface Observations {

  void observe(RequestTrace trace);

  /**
   * One exchange with a dependency over the network has ended.
   *
   * @param outcome one of a few stable words, such as {@code answered}
   */
  default void called(String dependency, String outcome, Duration took) {}

  /**
   * What happened to one request. Holds no secret.
   *
   * @param code the refusal's or failure's code, empty when there is none
   * @param elapsed from the request's arrival in the core to its durable outcome
   * @param stages how long each stage took, in the order in which they ran
   * @param signers the keys that the request was to be signed with, empty before they are chosen
   * @param facts further stable facts by the names of {@link Facts}; absent when not known
   * @param numbers the facts that are numbers, by their names in audit records
   */
  record RequestTrace(
      String route,
      Outcome outcome,
      String code,
      Duration elapsed,
      Map<String, Duration> stages,
      List<TracedSigner> signers,
      Map<String, String> facts,
      Map<String, Long> numbers) {}

  /** One key as records and metrics name it. */
  record TracedSigner(String name, String keyClass, String fingerprint, String algorithm) {}
}
