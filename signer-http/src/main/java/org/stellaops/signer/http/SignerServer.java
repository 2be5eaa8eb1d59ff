package org.stellaops.signer.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.bootstrap.config.ServerSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.http.HttpSettings.Discovery;
import org.stellaops.signer.http.HttpSettings.Limits;
import org.stellaops.signer.http.HttpSettings.Listener;
import org.stellaops.signer.ports.Observations;

/** One running service: the object graph of a configuration behind the HTTP shell. */
public final class SignerServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SignerServer.class);
  private static final List<String> PROOF_ALGORITHMS =
      List.of("ES256", "ES384", "RS256", "PS256", "EdDSA");

  private final SignerRuntime runtime;
  private final HttpShell shell;

  private SignerServer(SignerRuntime runtime, HttpShell shell) {
    this.runtime = runtime;
    this.shell = shell;
  }

  /**
   * Starts the service; it listens when this returns. A failure of the journal's storage ends the
   * process at once: what is durable is no longer certain, and the next start finds out.
   *
   * @throws StartFailed what the configuration names cannot be used
   * @throws IllegalStateException an address cannot be listened on
   */
  public static SignerServer start(Config config) throws StartFailed {
    return start(config, Main::halt);
  }

  static SignerServer start(Config config, Consumer<Throwable> fatal) throws StartFailed {
    Metrics metrics = new Metrics();
    Observations log = new LogObservations();
    Observations both =
        trace -> {
          metrics.observations().observe(trace);
          log.observe(trace);
        };
    SignerRuntime runtime = SignerRuntime.start(config, both, fatal);
    try {
      HttpShell shell =
          new HttpShell(runtime.signer(), settings(config), () -> readiness(runtime), metrics);
      shell.start();
      LOG.atInfo()
          .addKeyValue("port", shell.port())
          .addKeyValue("managementPort", shell.managementPort())
          .addKeyValue("recoveredAborted", runtime.recovered().aborted())
          .addKeyValue("recoveredUnknown", runtime.recovered().unknown())
          .log("serving");
      return new SignerServer(runtime, shell);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private static Map<String, Readiness.State> readiness(SignerRuntime runtime) {
    Map<String, Readiness.State> states = new TreeMap<>();
    runtime
        .readiness()
        .check()
        .forEach((name, found) -> states.put(name, new Readiness.State(found.ok(), found.why())));
    return states;
  }

  private static HttpSettings settings(Config config) {
    ServerSettings server = config.server();
    ServerSettings.Connections limits = server.connections();
    return new HttpSettings(
        new Listener(server.listen().host(), server.listen().port(), tls(server.tls())),
        new Listener(server.management().host(), server.management().port(), null),
        server.publicOrigin(),
        new Limits(
            limits.headerBytes(),
            limits.headerTime(),
            limits.idleTime(),
            limits.bytesPerSecond(),
            limits.pace(),
            limits.most(),
            limits.drainTime()),
        new Discovery(List.of(config.authority().issuer().value()), PROOF_ALGORITHMS));
  }

  private static @Nullable Tls tls(@Nullable TlsFiles files) {
    return switch (files) {
      case null -> null;
      case TlsFiles.Pkcs12 store ->
          new Tls.Pkcs12(store.keystore(), () -> reveal(store.password()));
      case TlsFiles.Pem pem -> new Tls.Pem(pem.chain(), pem.key());
    };
  }

  private static char[] reveal(Secret secret) {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Waits until {@link #close} is done. */
  public void awaitStop() throws InterruptedException {
    shell.awaitStop();
  }

  /** Stops listening, lets running requests end, and closes everything. */
  @Override
  public void close() {
    try {
      shell.close();
    } finally {
      runtime.close();
    }
  }
}
