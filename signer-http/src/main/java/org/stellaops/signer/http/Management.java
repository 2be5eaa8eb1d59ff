package org.stellaops.signer.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.http.connection.Listeners;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.problem.Challenge;
import org.stellaops.signer.http.problem.ProblemMapper;
import org.stellaops.signer.http.routes.HttpSettings;
import org.stellaops.signer.http.routes.RequestFilter;
import org.stellaops.signer.model.Reason;

/**
 * The operators' listener: {@code /readyz} and {@code /metrics}. It outlives the callers' listener.
 */
final class Management {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final Server server;
  private final ServerConnector connector;

  Management(
      HttpSettings settings,
      Supplier<Map<String, State>> readiness,
      Metrics metrics,
      BooleanSupplier isListening,
      BooleanSupplier isStopping) {
    QueuedThreadPool threads = new QueuedThreadPool(8, 1);
    threads.setName("management");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    Listeners.strict(configuration, settings.limits());
    connector =
        Listeners.connector(server, settings.server().management().listener(), null, configuration);
    connector.setIdleTimeout(settings.limits().idleTime().toMillis());
    server.addConnector(connector);
    server.setErrorHandler((request, response, callback) -> {
      RequestFilter.secure(response.getHeaders());
      callback.succeeded();
      return true;
    });
    server.setHandler(new Pages(readiness, metrics, isListening, isStopping));
  }

  void start() throws Exception {
    server.start();
  }

  void stop() throws Exception {
    server.stop();
  }

  int port() {
    return connector.getLocalPort();
  }

  private static final class Pages extends Handler.Abstract {

    private final Supplier<Map<String, State>> readiness;
    private final Metrics metrics;
    private final BooleanSupplier isListening;
    private final BooleanSupplier isStopping;

    Pages(
        Supplier<Map<String, State>> readiness,
        Metrics metrics,
        BooleanSupplier isListening,
        BooleanSupplier isStopping) {
      this.readiness = readiness;
      this.metrics = metrics;
      this.isListening = isListening;
      this.isStopping = isStopping;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      RequestFilter.secure(response.getHeaders());
      String path = request.getHttpURI().getPath();
      boolean known = "/readyz".equals(path) || "/metrics".equals(path);
      if (!known) {
        RequestFilter.write(
            response,
            callback,
            ProblemMapper.of(
                new Refusal.NotFound(Reason.NO_SUCH_PATH), new Challenge(List.of(), "", false)));
      } else if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
        RequestFilter.write(response, callback, ProblemMapper.methodNotAllowed("GET, HEAD"));
      } else if (path.equals("/readyz")) {
        ready(response, callback);
      } else {
        send(response, callback, 200, PROMETHEUS, metrics.scrape());
      }
      return true;
    }

    private void ready(Response response, Callback callback) {
      Map<String, State> states = new TreeMap<>(readiness.get());
      boolean stopping = isStopping.getAsBoolean();
      boolean ok =
          !stopping
              && isListening.getAsBoolean()
              && states.values().stream().noneMatch(State::stops);
      ObjectNode json = new ObjectMapper().createObjectNode();
      json.put("status", stopping ? "stopping" : ok ? "ready" : "not-ready");
      ObjectNode dependencies = json.putObject("dependencies");
      states.forEach((name, state) -> {
        ObjectNode told = dependencies.putObject(name);
        told.put("ok", state.ok()).put("why", state.why());
        if (!state.needed()) {
          told.put("needed", false);
        }
      });
      send(response, callback, ok ? 200 : 503, JSON, json.toString());
    }

    private static void send(
        Response response, Callback callback, int status, String type, String body) {
      response.setStatus(status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    }
  }
}
