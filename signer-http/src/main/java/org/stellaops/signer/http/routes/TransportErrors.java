package org.stellaops.signer.http.routes;

import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.http.connection.LingeringClose;
import org.stellaops.signer.http.observe.ConnectionFault;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.problem.Problem;
import org.stellaops.signer.http.problem.ProblemMapper;
import org.stellaops.signer.model.Reason;

/**
 * Replies where the HTTP server itself gives up: a request that it cannot parse or that is over a
 * bound. The same problem details as everywhere, and nothing of the server or of the cause.
 */
public final class TransportErrors implements Request.Handler {

  private final EarlyRefusals early;
  private final Replies replies;
  private final Connections limits;
  private final Metrics metrics;

  public TransportErrors(
      EarlyRefusals early, Replies replies, Connections limits, Metrics metrics) {
    this.early = early;
    this.replies = replies;
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    RequestFilter.secure(response.getHeaders());
    int status = status(request, response);
    if (status >= 500 && status != 501 && status != 505) {
      RequestFilter.write(response, callback, ProblemMapper.of(stopping(status)));
      return true;
    }
    metrics.connectionFailed(ConnectionFault.MALFORMED);
    Refusal why =
        status == 431 || status == 414
            ? new Refusal.HeadersTooLarge(limits.headerBytes())
            : status == 404
                ? new Refusal.NotFound(Reason.NO_SUCH_PATH)
                : new Refusal.InvalidRequest(
                    Reason.MALFORMED_HTTP, "Send a well-formed HTTP/1.1 request (RFC 9112).");
    Problem problem =
        early.recorded(request, response, why, ProblemMapper.of(why, replies.challenge(request)));
    // What follows on this connection cannot be told from the request that was not understood.
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    RequestFilter.write(response, LingeringClose.overConnectionOf(request, callback), problem);
    return true;
  }

  private static int status(Request request, Response response) {
    return request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException known
        ? known.getCode()
        : response.getStatus();
  }

  private static ServiceFailure stopping(int status) {
    return new ServiceFailure(
        ErrorCode.SIGNING_UNAVAILABLE,
        status == 503 ? Reason.STOPPING : Reason.INTERNAL,
        Duration.ofSeconds(5));
  }
}
