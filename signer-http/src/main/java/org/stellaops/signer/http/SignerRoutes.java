package org.stellaops.signer.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Route;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.model.Ticker;

/** The routes that need an identified caller: each hands its request to the core and replies. */
final class SignerRoutes {

  private static final String IMAGE_DIGEST = "imageDigest";

  private final Signer signer;
  private final Arrivals arrivals;
  private final Replies replies;
  private final Connections limits;
  private final Metrics metrics;

  SignerRoutes(
      Signer signer, Arrivals arrivals, Replies replies, Connections limits, Metrics metrics) {
    this.signer = signer;
    this.arrivals = arrivals;
    this.replies = replies;
    this.limits = limits;
    this.metrics = metrics;
  }

  void sign(Context context) {
    Request request = arrived(context);
    PacedBody body =
        new PacedBody(
            () -> context.req().getInputStream(),
            request.getLength(),
            new Pace(Ticker.system(), limits, () -> metrics.connectionFailed("slow-body")));
    IncomingRequest incoming = arrivals.incoming(Route.SIGN_DSSE, request, body);
    Response outcome =
        Screening.ofTarget(request)
            .or(() -> Screening.ofBody(request))
            .map(why -> signer.refuse(incoming, why))
            .orElseGet(() -> signer.sign(incoming));
    replies.send(context, request, outcome);
  }

  void audit(Context context) {
    read(context, Route.AUDIT, request -> signer.audit(request, context.pathParam("id")));
  }

  void referrers(Context context) {
    read(
        context,
        Route.VERIFY_REFERRERS,
        request -> {
          QueryString query = QueryString.parse(arrived(context).getHttpURI().getQuery());
          List<String> digests = query.values(IMAGE_DIGEST);
          if (digests.size() != 1 || !query.namesBut(IMAGE_DIGEST).isEmpty()) {
            return signer.refuse(
                request,
                new Refusal.InvalidRequest(
                    "image-digest", "Name one image: ?imageDigest=sha256:… and nothing else."));
          }
          return signer.referrers(request, digests.get(0));
        });
  }

  private void read(Context context, Route route, Read read) {
    Request request = arrived(context);
    IncomingRequest incoming = arrivals.incoming(route, request, Arrivals.noBody());
    Optional<Refusal> fault = Screening.ofTarget(request);
    replies.send(
        context,
        request,
        fault.map(why -> signer.refuse(incoming, why)).orElseGet(() -> read.from(incoming)));
  }

  private static Request arrived(Context context) {
    return ServletContextRequest.getServletContextRequest(context.req());
  }

  @FunctionalInterface
  private interface Read {
    Response from(IncomingRequest request);
  }
}
