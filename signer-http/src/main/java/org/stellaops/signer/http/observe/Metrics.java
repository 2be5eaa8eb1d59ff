package org.stellaops.signer.http.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.ports.Observations;

/**
 * Everything that {@code /metrics} shows. Label values come from closed lists or are bounded in
 * number and form; none names a tenant, a key or a digest.
 */
public final class Metrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(75),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofMillis(750),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofMillis(7500),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LabelBounds bounds = new LabelBounds();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final MetricsObservations observations = new MetricsObservations(this);

  public Metrics() {
    Gauge.builder("signer.requests.in.flight", inFlight, AtomicInteger::get)
        .description("Requests that are being answered")
        .register(registry);
    Gauge.builder("signer.http.connections", connections, AtomicInteger::get)
        .description("Connections of callers that are open")
        .register(registry);
  }

  /** What the core reports each request to. */
  public Observations observations() {
    return observations;
  }

  /** The text of {@code /metrics}: Prometheus exposition format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  public void count(String name, String description, String... labels) {
    Counter.builder(name)
        .description(description)
        .tags(bounds.bounded(name, labels))
        .register(registry)
        .increment();
  }

  /** Shows a counter without labels before it counts: alerts need its zero. */
  public void declare(String name, String description) {
    Counter.builder(name).description(description).register(registry);
  }

  /** Shows what the runtime counts by itself. */
  public void follow(SignerRuntime runtime) {
    FunctionCounter.builder(
            "signer.refusal.log.failures", runtime, SignerRuntime::refusalLogFailures)
        .description("Failed writes to the file of refusals of unidentified requests")
        .register(registry);
    FunctionCounter.builder(
            "signer.store.refused.writes", runtime, running -> running.storeRoom().refusedWrites())
        .description("Writes that the store's disk did not take")
        .register(registry);
    Gauge.builder("signer.store.free.bytes", runtime, running -> running.storeRoom().free())
        .description("Free space where the store is; -1 if not known")
        .register(registry);
    Gauge.builder("signer.store.database.bytes", runtime, running -> running.storeRoom().database())
        .description("Size of the store's database without its log")
        .register(registry);
    Gauge.builder("signer.store.log.bytes", runtime, running -> running.storeRoom().log())
        .description("Size of the store's write-ahead log")
        .register(registry);
  }

  public void time(String name, String description, Duration took, String... labels) {
    Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .tags(bounds.bounded(name, labels))
        .register(registry)
        .record(took);
  }

  public void requestBegan() {
    inFlight.incrementAndGet();
  }

  public void requestEnded(String path, int status) {
    inFlight.decrementAndGet();
    count(
        "signer.http.responses",
        "HTTP responses by path and status",
        "path",
        path,
        "status",
        Integer.toString(status));
  }

  public void connectionOpened() {
    connections.incrementAndGet();
  }

  public void connectionClosed() {
    connections.decrementAndGet();
  }

  public void connectionFailed(String reason) {
    count(
        "signer.http.connection.errors",
        "Connections closed or requests given up by the HTTP server",
        "reason",
        reason);
  }
}
