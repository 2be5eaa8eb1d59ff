package org.stellaops.signer.http.routes;

import io.javalin.http.Context;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.http.connection.Pace;
import org.stellaops.signer.http.connection.PacedBody;
import org.stellaops.signer.http.observe.ConnectionFault;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.request.FormChecks;
import org.stellaops.signer.http.request.RequestMapper;
import org.stellaops.signer.model.Ticker;

/** The routes that need an identified caller: each hands its request to the core and replies. */
public final class SignerRoutes {

  private final Signer signer;
  private final RequestMapper arrivals;
  private final Replies replies;
  private final Connections limits;
  private final Metrics metrics;

  public SignerRoutes(
      Signer signer, RequestMapper arrivals, Replies replies, Connections limits, Metrics metrics) {
    this.signer = signer;
    this.arrivals = arrivals;
    this.replies = replies;
    this.limits = limits;
    this.metrics = metrics;
  }

  /** Has the core carry out the endpoint's operation; what is wrong by its form is refused here. */
  public void serve(Endpoint endpoint, Context context) {
    Request request = arrived(context);
    QueryParameter named = QueryParameter.of(endpoint, request);
    String parameter = context.pathParamMap().values().stream().findFirst().orElse(named.value());
    IncomingRequest incoming =
        arrivals.incoming(
            endpoint.operation(parameter),
            request,
            endpoint.takesBody() ? body(context, request) : RequestMapper.noBody());
    Response response =
        FormChecks.ofTarget(request)
            .or(named::fault)
            .or(() -> endpoint.takesBody() ? FormChecks.ofBody(request) : Optional.empty())
            .map(why -> signer.refuse(incoming, why))
            .orElseGet(() -> signer.handle(incoming));
    replies.send(context, request, response);
  }

  private RequestBody body(Context context, Request request) {
    return new PacedBody(
        () -> context.req().getInputStream(),
        request.getLength(),
        new Pace(
            Ticker.system(), limits, () -> metrics.connectionFailed(ConnectionFault.SLOW_BODY)));
  }

  private static Request arrived(Context context) {
    return ServletContextRequest.getServletContextRequest(context.req());
  }
}
