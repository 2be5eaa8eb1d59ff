package org.stellaops.signer.http.observe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.stellaops.signer.ports.Facts;
import org.stellaops.signer.ports.Observations;

/**
 * Writes one line for each request: route, decision, code, the facts of the trace, and the time of
 * each stage and of all in microseconds; and one for each test of a key that tells something.
 */
public final class LogObservations implements Observations {

  private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.signer.requests");
  private static final Logger KEYS = LoggerFactory.getLogger("org.stellaops.signer.keys");

  @Override
  public void observe(RequestTrace trace) {
    Level level = isOurFault(trace) ? Level.WARN : Level.INFO;
    Map<String, String> facts = new LinkedHashMap<>(trace.facts());
    facts.put(Facts.ROUTE, trace.route());
    facts.put(Facts.DECISION, trace.outcome().label());
    facts.put(Facts.CODE, trace.code());
    LoggingEventBuilder line = LOG.atLevel(level);
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      line = line.addKeyValue(fact.getKey(), fact.getValue());
    }
    for (Map.Entry<String, Long> number : trace.numbers().entrySet()) {
      line = line.addKeyValue(number.getKey(), number.getValue());
    }
    for (Map.Entry<String, Duration> stage : trace.stages().entrySet()) {
      line = line.addKeyValue(stage.getKey() + "Micros", stage.getValue().toNanos() / 1000);
    }
    line = line.addKeyValue("totalMicros", trace.elapsed().toNanos() / 1000);
    line.log("request");
  }

  @Override
  public void keysInDoubt(Set<String> tenants) {
    if (tenants.isEmpty()) {
      KEYS.warn("the key catalog contradicts itself no more");
    } else {
      KEYS.atError()
          .addKeyValue("tenants", String.join(", ", new TreeSet<>(tenants)))
          .log(
              "the key catalog contradicts itself about keys of these tenants: none of them signs"
                  + " or is told to verifiers; see stella store check");
    }
  }

  @Override
  public void storeSilent(boolean silent) {
    if (silent) {
      KEYS.error(
          "the store does not say whether signing is stopped and in what state keys are: nothing is"
              + " signed until it does; see stella store check");
    } else {
      KEYS.warn("the store says again whether signing is stopped and in what state keys are");
    }
  }

  @Override
  public void tested(KeyTest test) {
    if (!test.news()) {
      return;
    }
    switch (test.ending()) {
      case FAILED -> log(Level.ERROR, test, "a signing key failed its self-test");
      case NOT_RUN -> log(Level.INFO, test, "a self-test of a signing key did not run");
      case PASSED -> {
        if (test.changed()) {
          log(Level.WARN, test, "a signing key passes its self-test again");
        }
      }
    }
  }

  private static void log(Level level, KeyTest test, String said) {
    LoggingEventBuilder line =
        KEYS.atLevel(level).addKeyValue("key", test.key()).addKeyValue("keyClass", test.keyClass());
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Facts.REASON, test.reason());
    facts.put(Facts.CAUSE, test.cause());
    facts.put(Facts.AUDIT_ID, test.auditId());
    facts.values().removeIf(String::isEmpty);
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      line = line.addKeyValue(fact.getKey(), fact.getValue());
    }
    line.log(said);
  }

  private static boolean isOurFault(RequestTrace trace) {
    return switch (trace.outcome()) {
      case SIGNED, ANSWERED, REFUSED, CHALLENGED -> false;
      case FAILED, UNKNOWN, ABORTED, UNCONFIRMED -> true;
    };
  }
}
