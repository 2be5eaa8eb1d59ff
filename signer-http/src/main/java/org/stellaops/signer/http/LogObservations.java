package org.stellaops.signer.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.stellaops.signer.ports.Observations;

/**
 * Writes one line for each request: route, decision, code, the facts of the trace, and each stage's
 * time in microseconds.
 */
public final class LogObservations implements Observations {

  private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.signer.requests");

  @Override
  public void observe(RequestTrace trace) {
    Level level = isOurFault(trace) ? Level.WARN : Level.INFO;
    LoggingEventBuilder line =
        LOG.atLevel(level)
            .addKeyValue("route", trace.route())
            .addKeyValue("decision", trace.decision())
            .addKeyValue("code", trace.code());
    trace.facts().forEach(line::addKeyValue);
    trace
        .stages()
        .forEach((stage, took) -> line.addKeyValue(stage + "Micros", took.toNanos() / 1000));
    line.log("request");
  }

  private static boolean isOurFault(RequestTrace trace) {
    return trace.decision().equals("failed") || trace.decision().equals("unknown");
  }
}
