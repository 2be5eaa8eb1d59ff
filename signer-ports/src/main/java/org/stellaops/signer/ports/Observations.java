package org.stellaops.signer.ports;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.model.Labels;

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
   * The key catalog contradicts itself about keys of other tenants than before.
   *
   * @param tenants whose keys sign nothing; empty where all is well again
   */
  default void keysInDoubt(Set<String> tenants) {}

  /**
   * The store has not said for too long whether signing is stopped and in what state keys are, so
   * that nothing is signed; or it says so again.
   */
  default void storeSilent(boolean silent) {}

  /** One test of a signing key has ended. */
  default void tested(KeyTest test) {}

  /**
   * How one test of a signing key ended. Holds no secret.
   *
   * @param key {@code tenant/name}
   * @param reason the stable word of {@code docs/errors.md}; empty where it passed
   * @param cause what the backend said, for operators; empty where it said nothing
   * @param auditId under which the test is on record; empty where it ended before a record of it
   * @param changed whether the key is in another state than before: it failed, or it came back
   * @param news whether people should hear of it: it did not end as the one before, for the same
   *     reason, or nobody has heard of that for as long as a key that passes is not tested
   */
  record KeyTest(
      String key,
      String keyClass,
      Ending ending,
      String reason,
      String cause,
      String auditId,
      boolean changed,
      boolean news) {

    /** What a test says of its key. */
    public enum Ending {
      /** It signed, and the signature verifies. */
      PASSED,
      /** It did not; it signs for nobody until it passes. */
      FAILED,
      /** Nothing: the test was stopped, by a seal, the journal, or the key's own life. */
      NOT_RUN;

      /** The form in metrics and log lines: {@code not-run}. */
      public String label() {
        return Labels.of(this);
      }
    }
  }

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
