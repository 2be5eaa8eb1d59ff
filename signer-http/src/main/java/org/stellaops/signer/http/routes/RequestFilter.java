package org.stellaops.signer.http.routes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.http.connection.ConnectionDeadlines;
import org.stellaops.signer.http.connection.LingeringClose;
import org.stellaops.signer.http.observe.ConnectionFault;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.problem.Problem;
import org.stellaops.signer.http.problem.ProblemMapper;
import org.stellaops.signer.http.request.RawPath;
import org.stellaops.signer.model.Reason;

/**
 * What every request passes first: only a known path, written plainly, with its own method goes on
 * to the routes.
 */
public final class RequestFilter extends Handler.Wrapper {

  private static final Refusal AMBIGUOUS =
      new Refusal.InvalidRequest(
          Reason.AMBIGUOUS_REQUEST,
          "Write the path plainly, without escapes, dot segments, empty segments or parameters,"
              + " and each header on one line.");

  /** The router behind this would follow it, to a route that was asked for in other words. */
  private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

  private final ConnectionDeadlines deadlines;
  private final Metrics metrics;
  private final Replies replies;
  private final EarlyRefusals early;
  private final Page page;

  public RequestFilter(
      ConnectionDeadlines deadlines,
      Metrics metrics,
      Replies replies,
      EarlyRefusals early,
      HttpSettings settings) {
    this.deadlines = deadlines;
    this.metrics = metrics;
    this.replies = replies;
    this.early = early;
    this.page = new Page(settings);
    if (page.isServed()) {
      metrics.declareResponses(Page.LABEL, 200, 304, 405);
    }
    for (Endpoint endpoint : Endpoint.values()) {
      int[] statuses =
          endpoint.operation().isPresent()
              ? new int[] {200, 400, 401, 403, 404, 405, 429, 503}
              : new int[] {200, 405};
      metrics.declareResponses(endpoint.label(), statuses);
    }
    metrics.declareResponses("none", 400, 404);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    deadlines.arrived(request.getConnectionMetaData().getConnection());
    secure(response.getHeaders());
    String path = request.getHttpURI().getPath();
    Optional<Endpoint> endpoint =
        path == null || !RawPath.isPlain(path) ? Optional.empty() : Endpoint.at(path);
    boolean ofPage = path != null && page.answers(path);
    String label = ofPage ? Page.LABEL : endpoint.map(Endpoint::label).orElse("none");
    request.addHttpStreamWrapper(stream -> new Tracked(stream, request, response, label));
    metrics.requestBegan();
    if (path == null
        || !(ofPage || RawPath.isPlain(path))
        || request.getHeaders().contains(METHOD_OVERRIDE)
        || isFolded(request)) {
      refuse(
          request,
          response,
          callback,
          AMBIGUOUS,
          ProblemMapper.of(AMBIGUOUS, replies.challenge(request)));
      return true;
    }
    if (ofPage) {
      visit(path, request, response, callback);
      return true;
    }
    if (endpoint.isEmpty()) {
      Refusal why = new Refusal.NotFound(Reason.NO_SUCH_PATH);
      refuse(request, response, callback, why, ProblemMapper.of(why, replies.challenge(request)));
      return true;
    }
    if (!endpoint.get().allows(request.getMethod())) {
      Problem problem = ProblemMapper.methodNotAllowed(endpoint.get().allowed());
      Refusal why = new Refusal.InvalidRequest(problem.reason(), problem.detail());
      refuse(request, response, callback, why, problem);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private void visit(String path, Request request, Response response, Callback callback) {
    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      page.send(path, request, response, callback);
    } else {
      write(
          response,
          LingeringClose.overBodyOf(request, callback),
          ProblemMapper.methodNotAllowed(Page.ALLOWED));
    }
  }

  private void refuse(
      Request request, Response response, Callback callback, Refusal why, Problem problem) {
    write(
        response,
        LingeringClose.overBodyOf(request, callback),
        early.recorded(request, response, why, problem));
  }

  /**
   * RFC 9112 §5.2. A folded proof goes on, joined by a space that no proof may hold, so that the
   * core refuses and records it as what it is; any other folded field ends here.
   */
  @SuppressWarnings("unchecked")
  private static boolean isFolded(Request request) {
    Object seen = request.getAttribute(ComplianceViolation.CapturingListener.VIOLATIONS_ATTR_KEY);
    return seen instanceof List<?> events
        && ((List<ComplianceViolation.Event>) events)
            .stream().anyMatch(e -> e.violation() == HttpCompliance.Violation.MULTILINE_FIELD_VALUE)
        && request.getHeaders().getValuesList("DPoP").stream()
            .noneMatch(proof -> proof.indexOf(' ') >= 0);
  }

  public static void secure(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.put("Referrer-Policy", "no-referrer");
  }

  public static void write(Response response, Callback callback, Problem problem) {
    byte[] body = problem.body();
    response.setStatus(problem.status());
    problem.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Sees the end of an exchange before the connection can begin the next one. */
  private final class Tracked extends HttpStream.Wrapper {

    private final Request request;
    private final Response response;
    private final String label;

    Tracked(HttpStream stream, Request request, Response response, String label) {
      super(stream);
      this.request = request;
      this.response = response;
      this.label = label;
    }

    /** Every part of every answer passes here. */
    @Override
    public void send(
        MetaData.Request asked,
        MetaData.@Nullable Response head,
        boolean last,
        @Nullable ByteBuffer content,
        Callback callback) {
      Connection connection = request.getConnectionMetaData().getConnection();
      deadlines.sending(connection, content == null ? 0 : content.remaining());
      super.send(
          asked,
          head,
          last,
          content,
          new Callback.Nested(callback) {
            @Override
            public void succeeded() {
              deadlines.sent(connection);
              super.succeeded();
            }

            @Override
            public void failed(Throwable cause) {
              deadlines.sent(connection);
              super.failed(cause);
            }
          });
    }

    @Override
    public void succeeded() {
      ended();
      super.succeeded();
    }

    @Override
    public void failed(Throwable failure) {
      metrics.connectionFailed(ConnectionFault.ABORTED);
      ended();
      super.failed(failure);
    }

    private void ended() {
      metrics.requestEnded(label, response.getStatus());
      deadlines.answered(request.getConnectionMetaData().getConnection());
    }
  }
}
