package org.stellaops.signer.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.javalin.util.JavalinLogger;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.http.connection.ConnectionDeadlines;
import org.stellaops.signer.http.connection.Listeners;
import org.stellaops.signer.http.connection.TlsContext;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.request.RequestMapper;
import org.stellaops.signer.http.routes.EarlyRefusals;
import org.stellaops.signer.http.routes.Endpoint;
import org.stellaops.signer.http.routes.HttpSettings;
import org.stellaops.signer.http.routes.PublicRoutes;
import org.stellaops.signer.http.routes.Replies;
import org.stellaops.signer.http.routes.RequestFilter;
import org.stellaops.signer.http.routes.SignerRoutes;
import org.stellaops.signer.http.routes.TransportErrors;
import org.stellaops.signer.model.Ticker;

/**
 * The HTTP service: a listener for callers and one for operators. Each request runs on a virtual
 * thread of its own. Started once, stopped once.
 */
public final class HttpShell implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpShell.class);

  private final Signer signer;
  private final HttpSettings settings;
  private final Metrics metrics;
  private final Management management;
  private final ConnectionDeadlines deadlines;
  private final RequestMapper arrivals = new RequestMapper();
  private final EarlyRefusals early;
  private final Replies replies;
  private final Javalin javalin;
  private @Nullable ServerConnector connector;
  private volatile boolean listening;
  private volatile boolean stopping;

  /**
   * Listens to nothing before {@link #start}.
   *
   * @param readiness asked for each {@code GET /readyz}; must answer in a second
   * @param metrics the same whose {@link Metrics#observations()} the signer reports to
   */
  public HttpShell(
      Signer signer,
      HttpSettings settings,
      Supplier<Map<String, State>> readiness,
      Metrics metrics) {
    this.signer = signer;
    this.settings = settings;
    this.metrics = metrics;
    this.replies = new Replies(signer, settings, arrivals, metrics);
    this.early = new EarlyRefusals(signer, arrivals);
    this.deadlines = new ConnectionDeadlines(Ticker.system(), settings.limits(), metrics);
    this.management = new Management(settings, readiness, metrics, () -> listening, () -> stopping);
    this.javalin = Javalin.create(this::configure);
  }

  /**
   * Listens, operators first: {@code /readyz} says 503 until callers are listened to as well.
   *
   * @throws IllegalStateException an address cannot be listened on; nothing listens then
   */
  public void start() {
    String setting = "server.management";
    try {
      management.start();
      setting = "server.listen";
      // A failure is told once, by whoever called.
      JavalinLogger.enabled = false;
      javalin.start();
      listening = true;
    } catch (Exception broken) {
      stop();
      throw new IllegalStateException(
          "cannot listen (" + setting + "): " + broken.getMessage() + "; is the port in use?",
          broken);
    } finally {
      JavalinLogger.enabled = true;
    }
  }

  /**
   * Presents another certificate from now on; connections that stand keep the one they have.
   *
   * @throws IllegalArgumentException it cannot be used; the one before stays
   */
  void reloadTls(TlsFiles tls) {
    SslConnectionFactory secure =
        Objects.requireNonNull(connector, "not started")
            .getConnectionFactory(SslConnectionFactory.class);
    TlsContext.reload(Objects.requireNonNull(secure, "no TLS").getSslContextFactory(), tls);
  }

  /** The port of the callers' listener. */
  public int port() {
    return Objects.requireNonNull(connector, "not started").getLocalPort();
  }

  public int managementPort() {
    return management.port();
  }

  /** Where callers are listened to: {@code https://0.0.0.0:8443}. */
  public String address() {
    boolean secure = settings.server().tls() != null;
    return (secure ? "https" : "http") + "://" + settings.server().listen().authority(port());
  }

  /** Where operators are listened to. */
  public String managementAddress() {
    return "http://" + settings.server().management().listener().authority(managementPort());
  }

  /**
   * Stops: {@code /readyz} says 503 at once, no connection is accepted any more, requests that run
   * are answered for up to the drain time. Returns when all is closed; harmless if repeated.
   */
  public void stop() {
    stopping = true;
    try {
      javalin.stop();
    } catch (RuntimeException late) {
      LOG.warn("requests were still running when the drain time was over");
    } finally {
      deadlines.close();
      stopManagement();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void stopManagement() {
    try {
      management.stop();
    } catch (Exception broken) {
      LOG.warn("the management listener did not stop in order");
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.router.ignoreTrailingSlashes = false;
    config.router.javaLangErrorHandler((response, error) -> {
      replies.log(ServletContextResponse.getServletContextResponse(response).getRequest(), error);
      response.setHeader("Retry-After", "5");
      response.setStatus(503);
    });
    config.jetty.threadPool = threads();
    config.jetty.modifyServer(this::serve);
    config.jetty.modifyHttpConfiguration(
        configuration -> Listeners.strict(configuration, settings.limits()));
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors()));
    config.jetty.addConnector((server, configuration) -> {
      ServerConnector made =
          Listeners.connector(
              server, settings.server().listen(), settings.server().tls(), configuration);
      made.setIdleTimeout(settings.limits().idleTime().toMillis());
      made.addBean(deadlines);
      made.addBean(new NetworkConnectionLimit(settings.limits().connections(), made));
      connector = made;
      return made;
    });
    routes(config);
  }

  private void routes(JavalinConfig config) {
    SignerRoutes signing = new SignerRoutes(signer, arrivals, replies, settings.limits(), metrics);
    PublicRoutes open = new PublicRoutes(signer, replies, settings);
    for (Endpoint endpoint : Endpoint.values()) {
      Handler handler =
          switch (endpoint) {
            case SIGN_DSSE,
                SIGN_EXPORT,
                VERIFY_REFERRERS,
                VERIFY_BUNDLE,
                AUDIT,
                DECISIONS,
                KEYS,
                PREPARE_KEY,
                ACTIVATE_KEY,
                RETIRE_KEY,
                SUSPEND_KEY,
                RESUME_KEY,
                REVOKE_KEY,
                SEAL_STATUS,
                SEAL,
                UNSEAL,
                APPROVALS,
                REQUEST_APPROVAL,
                APPROVE_IMAGE,
                DENY_IMAGE,
                REVOKE_APPROVAL,
                APPROVAL_CHALLENGE,
                SECURITY_KEYS,
                OFFER_SECURITY_KEY,
                REGISTER_SECURITY_KEY,
                SECURITY_KEY_CHALLENGE,
                CONFIRM_SECURITY_KEY,
                REVOKE_SECURITY_KEY,
                BYPASS,
                OPEN_BYPASS,
                END_BYPASS ->
                context -> signing.serve(endpoint, context);
            case TRUST -> open::trust;
            case HEALTH -> open::health;
            case OPENAPI -> open::openapi;
            case DOCS -> open::docs;
            case RESOURCE_METADATA -> open::metadata;
          };
      for (String path : endpoint.paths()) {
        if (endpoint.method().equals("POST")) {
          config.routes.post(path, handler);
        } else {
          config.routes.get(path, handler);
          config.routes.head(path, handler);
        }
      }
    }
    config.routes.exception(
        Exception.class, (exception, context) -> replies.unexpected(context, exception));
  }

  private void serve(Server server) {
    server.setStopTimeout(settings.limits().drainTime().toMillis());
    server.setErrorHandler(errors());
    server.setHandler(
        new GracefulHandler(new RequestFilter(deadlines, metrics, replies, early, settings)));
  }

  private TransportErrors errors() {
    return new TransportErrors(early, replies, settings.limits(), metrics);
  }

  /** Selectors keep platform threads; what runs a request is virtual. */
  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(64, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
    return threads;
  }
}
