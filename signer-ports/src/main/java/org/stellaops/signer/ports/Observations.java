package org.stellaops.signer.ports;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Receives one trace for each request, after its outcome is durable. Must not block or throw. */
@FunctionalInterface
public interface Observations {

  void observe(RequestTrace trace);

  /** How one request ended. */
  enum Ending {
    /** Signed, checked, and about to be answered. */
    SIGNED,
    /** A read, or a repeat of a request that was signed earlier. */
    ANSWERED,
    /** A gate said no. */
    REFUSED,
    /** Our own outage; certainly nothing was signed. */
    FAILED,
    /** Our own outage after the intent; a signature may have been made, none was released. */
    UNKNOWN,
    /**
     * Decided, but the decision could not be made durable in time: the caller was told of an
     * outage. The record follows when the journal is back and says what was decided.
     */
    UNCONFIRMED;

    /** The form in records, metrics and log lines: {@code signed}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What happened to one request. Holds no secret.
   *
   * @param code the refusal's or failure's code, empty when there is none
   * @param elapsed from the request's arrival in the core to its durable outcome
   * @param stages how long each stage took, in the order in which they ran
   * @param facts further stable facts by the names of {@link Facts}; absent when not known
   */
  record RequestTrace(
      String route,
      Ending ending,
      String code,
      Duration elapsed,
      Map<String, Duration> stages,
      Map<String, String> facts) {}
}
