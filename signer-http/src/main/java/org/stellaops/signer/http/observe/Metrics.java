package org.stellaops.signer.http.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ProductVersion;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.Observations;

/**
 * Everything that {@code /metrics} shows. Label values come from closed lists or are bounded in
 * number and form; none names a tenant, a key or a digest.
 */
public final class Metrics implements AutoCloseable {

  private static final String RESPONSES = "signer.http.responses";
  private static final String RESPONSES_MEANING = "HTTP responses by path and status";
  private static final String CONNECTION_ERRORS = "signer.http.connection.errors";
  private static final String CONNECTION_ERRORS_MEANING =
      "Connections closed or requests given up by the HTTP server";

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
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final MetricsObservations observations = new MetricsObservations(this);
  private final MultiGauge keyStates =
      MultiGauge.builder("signer.key.state")
          .description("Signing keys of the catalog by state")
          .register(registry);
  private volatile @Nullable SignerRuntime followed;

  public Metrics() {
    Gauge.builder("signer.requests.in.flight", inFlight, AtomicInteger::get)
        .description("Requests that are being answered")
        .register(registry);
    Gauge.builder("signer.http.connections", connections, AtomicInteger::get)
        .description("Connections of callers that are open")
        .register(registry);
    new SeriesAtZero(this).declare();
    declareFaults();
    describeProcess();
  }

  /** What the core reports each request to. */
  public Observations observations() {
    return observations;
  }

  /** The text of {@code /metrics}: Prometheus exposition format 0.0.4. */
  public String scrape() {
    SignerRuntime runtime = followed;
    if (runtime != null) {
      countKeys(runtime.keyStates());
    }
    return registry.scrape();
  }

  /** A reload may bring keys of another class: what there is to count is asked each time. */
  private synchronized void countKeys(Map<String, Map<String, Integer>> byClass) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    byClass.forEach((keyClass, counts) -> {
      for (KeyState state : KeyState.values()) {
        rows.add(
            MultiGauge.Row.of(
                Tags.of("key_class", keyClass, "state", state.label()),
                counts.getOrDefault(state.label(), 0)));
      }
    });
    keyStates.register(rows, true);
  }

  public void count(String name, String description, String... labels) {
    Series series = new Series(name, List.of(labels));
    Counter known = counters.get(series);
    if (known == null) {
      String[] bounded = bounds.bounded(name, labels);
      known = Counter.builder(name).description(description).tags(bounded).register(registry);
      if (Arrays.equals(bounded, labels)) {
        counters.put(series, known);
      }
    }
    known.increment();
  }

  /** A series as it is asked for. Only what passes the bounds unchanged is kept, so they hold. */
  private record Series(String name, List<String> labels) {}

  /** Shows a counter before it counts: alerts need its zero. */
  public void declare(String name, String description, String... labels) {
    Counter.builder(name)
        .description(description)
        .tags(bounds.bounded(name, labels))
        .register(registry);
  }

  /** Shows what the runtime counts by itself, and what its keys can be counted as. */
  public void follow(SignerRuntime runtime) {
    new SeriesAtZero(this)
        .declareKeys(
            runtime.policies().tenants().stream()
                .flatMap(tenant -> tenant.keys().values().stream())
                .map(KeyRule::keyClass)
                .collect(Collectors.toCollection(TreeSet::new)));
    FunctionCounter.builder(
            "signer.refusal.log.failures", runtime, SignerRuntime::refusalLogFailures)
        .description("Failed writes to the file of refusals of unidentified requests")
        .register(registry);
    FunctionCounter.builder(
            "signer.store.refused.writes", runtime, running -> running.storeRoom().refusedWrites())
        .description("Writes that the store's disk did not take")
        .register(registry);
    Gauge.builder("signer.sealed", runtime, running -> running.isSealed() ? 1 : 0)
        .description("Whether all signing is stopped: 1 if it is")
        .register(registry);
    Gauge.builder("signer.bypass.open", runtime, running -> running.bypasses().size())
        .description("Tenants that sign without a Proof of Entitlement: emergency bypasses")
        .register(registry);
    Gauge.builder("signer.key.tests.failing", runtime, SignerRuntime::failingKeys)
        .description("Signing keys that failed their last self-test and sign nothing")
        .register(registry);
    Gauge.builder("signer.key.catalog.in.doubt", runtime, SignerRuntime::tenantsInDoubt)
        .description("Tenants whose keys the catalog contradicts itself about; none of them signs")
        .register(registry);
    Gauge.builder(
            "signer.store.heard.seconds",
            runtime,
            running -> running.sinceStoreHeard().toMillis() / 1000.0)
        .description("Since the store said whether signing is stopped and in what state keys are")
        .register(registry);
    Gauge.builder(
            "signer.key.maximum.age.seconds",
            runtime,
            running -> running.maximumKeyAge().map(Duration::toSeconds).orElse(0L))
        .description("The age after which a key signs nothing (keys.maximumAge); 0 if none is set")
        .register(registry);
    followed = runtime;
    Gauge.builder("signer.key.oldest.seconds", runtime, running -> running.oldestKey().toSeconds())
        .description("Since the longest active key that signs was activated; 0 if there is none")
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
    Series series = new Series(name, List.of(labels));
    Timer known = timers.get(series);
    if (known == null) {
      String[] bounded = bounds.bounded(name, labels);
      known =
          Timer.builder(name)
              .description(description)
              .serviceLevelObjectives(BUCKETS)
              .tags(bounded)
              .register(registry);
      if (Arrays.equals(bounded, labels)) {
        timers.put(series, known);
      }
    }
    known.record(took);
  }

  public void requestBegan() {
    inFlight.incrementAndGet();
  }

  public void requestEnded(String path, int status) {
    inFlight.decrementAndGet();
    count(RESPONSES, RESPONSES_MEANING, "path", path, "status", Integer.toString(status));
  }

  public void connectionOpened() {
    connections.incrementAndGet();
  }

  public void connectionClosed() {
    connections.decrementAndGet();
  }

  public void connectionFailed(ConnectionFault fault) {
    count(CONNECTION_ERRORS, CONNECTION_ERRORS_MEANING, "reason", fault.label());
  }

  /** Shows the responses that a path can have before it has any. */
  public void declareResponses(String path, int... statuses) {
    for (int status : statuses) {
      declare(RESPONSES, RESPONSES_MEANING, "path", path, "status", Integer.toString(status));
    }
  }

  private void declareFaults() {
    for (ConnectionFault fault : ConnectionFault.values()) {
      declare(CONNECTION_ERRORS, CONNECTION_ERRORS_MEANING, "reason", fault.label());
    }
  }

  private void describeProcess() {
    Gauge.builder("signer.build.info", () -> 1)
        .description("The version of the product and of Java; always 1")
        .tag("version", ProductVersion.number())
        .tag("java", Runtime.version().toString())
        .strongReference(true)
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** Stops listening to the garbage collector; what was counted can still be read. */
  @Override
  public void close() {
    collector.close();
  }
}
