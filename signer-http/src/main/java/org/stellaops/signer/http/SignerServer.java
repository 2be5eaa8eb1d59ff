package org.stellaops.signer.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.ProductVersion;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.Reload;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigFile;
import org.stellaops.signer.bootstrap.config.OpenSecrets;
import org.stellaops.signer.http.observe.LogObservations;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.observe.ServerLogging;
import org.stellaops.signer.http.routes.HttpSettings;
import org.stellaops.signer.http.routes.HttpSettings.Discovery;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Observations;

/** One running service: the object graph of a configuration behind the HTTP shell. */
public final class SignerServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SignerServer.class);

  /** Those that {@code DpopProofs} reads; a test holds the two together. */
  static final List<String> PROOF_ALGORITHMS = List.of("ES256", "ES384", "RS256", "PS256", "EdDSA");

  private final SignerRuntime runtime;
  private final HttpShell shell;
  private final ConfigReloads reloads;
  private final Metrics metrics;
  private final Ticker ticker = Ticker.system();
  private final long started = ticker.nanos();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private SignerServer(
      SignerRuntime runtime, HttpShell shell, ConfigReloads reloads, Metrics metrics) {
    this.metrics = metrics;
    this.runtime = runtime;
    this.shell = shell;
    this.reloads = reloads;
  }

  /** A service whose process goes on, answering 503, when the journal's storage has failed. */
  public static SignerServer start(Config config) throws StartFailed {
    return start(config, failure -> LOG.error("the journal's storage failed", failure));
  }

  /** As {@link #start(Config, Consumer)}; the log says which file the service runs with. */
  public static SignerServer start(ConfigFile file, Consumer<? super Throwable> fatal)
      throws StartFailed {
    return start(file.config(), file.sha256(), fatal);
  }

  /**
   * Starts the service; it listens when this returns.
   *
   * @param fatal called once when the journal's storage has failed: what is durable is no longer
   *     certain, nothing is signed any more, and the next start finds out. A process of its own
   *     ends at once
   * @throws StartFailed what the configuration names cannot be used
   * @throws IllegalStateException an address cannot be listened on
   */
  public static SignerServer start(Config config, Consumer<? super Throwable> fatal)
      throws StartFailed {
    return start(config, null, fatal);
  }

  private static SignerServer start(
      Config config, @Nullable Digest read, Consumer<? super Throwable> fatal) throws StartFailed {
    ServerLogging.level(config.server().log().level());
    Metrics metrics = new Metrics();
    Observations log = new LogObservations();
    Observations both =
        new Observations() {
          @Override
          public void observe(RequestTrace trace) {
            metrics.observations().observe(trace);
            log.observe(trace);
          }

          @Override
          public void called(String dependency, String outcome, Duration took) {
            metrics.observations().called(dependency, outcome, took);
          }

          @Override
          public void keysInDoubt(Set<String> tenants) {
            log.keysInDoubt(tenants);
          }

          @Override
          public void storeSilent(boolean silent) {
            log.storeSilent(silent);
          }

          @Override
          public void tested(KeyTest test) {
            metrics.observations().tested(test);
            log.tested(test);
          }
        };
    SignerRuntime runtime = SignerRuntime.start(config, both, fatal);
    try {
      metrics.follow(runtime);
      ReadinessLog dependencies = new ReadinessLog();
      AtomicReference<@Nullable ConfigReloads> reloads = new AtomicReference<>();
      HttpShell shell =
          new HttpShell(
              runtime.signer(),
              settings(config),
              () -> {
                Map<String, State> states =
                    new TreeMap<>(dependencies.seen(runtime.readiness().check()));
                states.put("refusal-log", runtime.refusalLog());
                states.put("seal", runtime.sealState());
                List<String> bypasses = runtime.bypasses();
                if (!bypasses.isEmpty()) {
                  states.put("bypass", new State(true, String.join("; ", bypasses)));
                }
                states.put("keys", runtime.keyState());
                states.put("self-test", runtime.selfTestState());
                states.put("crypto", runtime.crypto());
                ConfigReloads made = reloads.get();
                return made == null ? states : made.with(states);
              },
              metrics);
      ConfigReloads reloading = new ConfigReloads(runtime, shell, metrics);
      reloads.set(reloading);
      shell.start();
      runtime.testKeys();
      if (runtime.isCatalogNew()) {
        LOG.warn(
            "the store knew no key: those of the configuration are enrolled as it says. Was there a"
                + " store before, with keys that were revoked or a seal? Then stop, and carry them"
                + " over with stella store carry");
      }
      runtime
          .cryptoMissing()
          .ifPresent(why ->
              LOG.atInfo()
                  .addKeyValue("why", why)
                  .log("signatures are checked without Amazon Corretto Crypto Provider"));
      runtime
          .sealAdvice()
          .ifPresent(
              why -> LOG.atWarn().addKeyValue("why", why).log("what SIGUSR1 seals stays sealed"));
      for (String open : OpenSecrets.of(config)) {
        LOG.atWarn().addKeyValue("secret", open).log("a secret is open to everybody");
      }
      reloading.warnOfKeys();
      // The last word of the start: whoever reads it may have the service stopped, in order.
      LOG.atInfo()
          .addKeyValue("version", ProductVersion.number())
          .addKeyValue("address", shell.address())
          .addKeyValue("managementAddress", shell.managementAddress())
          .addKeyValue("publicOrigin", config.server().publicOrigin())
          .addKeyValue("store", config.store().label())
          .addKeyValue("crypto", runtime.crypto().why())
          .addKeyValue("configSha256", read)
          .addKeyValue("policySha256", runtime.policySha256())
          .addKeyValue("recoveredAborted", runtime.recovered().aborted())
          .addKeyValue("recoveredUnknown", runtime.recovered().unknown())
          .log("serving");
      return new SignerServer(runtime, shell, reloading, metrics);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  /**
   * Reads {@code file} anew and puts it in force, or keeps the configuration before; what came of
   * it is logged and shown in {@code /readyz}. Tenants, plans, keys, profiles, release keys,
   * allow-lists and {@code server.tls} can change; anything else needs a restart.
   */
  public Reload reload(Path file, Map<String, String> environment) {
    return reloads.reload(() -> ConfigFile.read(file, environment));
  }

  /**
   * Reloads {@code file} at each SIGHUP.
   *
   * @return whether signals arrive: not where the platform has none, nor under {@code nohup}
   */
  public boolean reloadAtHangup(Path file, Map<String, String> environment) {
    return ProcessSignals.onHangup(() -> reload(file, environment));
  }

  /**
   * Stops all signing of the service at each SIGUSR1; two operators let it go on.
   *
   * @return whether signals arrive
   */
  public boolean sealAtSignal() {
    return ProcessSignals.onUser(this::seal);
  }

  private void seal() {
    runtime.seal(
        "SIGUSR1",
        () ->
            LOG.warn(
                "sealed by SIGUSR1: nothing is signed until {}",
                runtime
                    .sealAdvice()
                    .map(why -> "it is unsealed; " + why)
                    .orElse("two operators unseal")),
        e ->
            LOG.error(
                "SIGUSR1 stopped signing here; the store does not take the seal yet, so that other"
                    + " nodes and a restart do not know of it: it is tried again",
                e));
    LOG.warn("SIGUSR1 came: this process signs nothing from now on");
  }

  /** Which providers check signatures, for people. */
  public String crypto() {
    return runtime.crypto().why();
  }

  private static HttpSettings settings(Config config) {
    return new HttpSettings(
        config.server(),
        new Discovery(
            config.authorities().stream().map(authority -> authority.issuer().value()).toList(),
            PROOF_ALGORITHMS.stream()
                .filter(algorithm -> !config.crypto().fips() || !algorithm.equals("EdDSA"))
                .toList()),
        config.page());
  }

  /** Waits until {@link #close} is done: the store may be opened again then. */
  public void awaitStop() throws InterruptedException {
    closed.await();
  }

  /** Stops listening, lets running requests end, and closes everything. */
  @Override
  public void close() {
    boolean first = stopping.compareAndSet(false, true);
    if (first) {
      LOG.info("stopping");
    }
    try {
      shell.close();
    } finally {
      try {
        runtime.close();
        if (first) {
          LOG.atInfo()
              .addKeyValue("upSeconds", TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - started))
              .addKeyValue("unconcluded", runtime.signer().unconcluded())
              .log("stopped");
        }
      } finally {
        metrics.close();
        closed.countDown();
      }
    }
  }
}
