package org.stellaops.signer.http.routes;

import org.eclipse.jetty.server.Request;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.http.problem.Problem;
import org.stellaops.signer.http.request.RawPath;
import org.stellaops.signer.http.request.RequestMapper;
import org.stellaops.signer.model.AuditId;

/**
 * Refusals of requests that never reach a route. One for a route of the core leaves a record; noise
 * on other paths is counted only, so that it can fill no disk.
 */
public final class EarlyRefusals {

  private final Signer signer;
  private final RequestMapper arrivals;

  public EarlyRefusals(Signer signer, RequestMapper arrivals) {
    this.signer = signer;
    this.arrivals = arrivals;
  }

  /**
   * {@code problem} as it is told: with the id of its record in body and headers, if it has one.
   */
  public Problem recorded(
      Request request, org.eclipse.jetty.server.Response response, Refusal why, Problem problem) {
    String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    if (path == null || !RawPath.isPlain(path) || request.getMethod() == null) {
      return problem;
    }
    AuditId id =
        Endpoint.at(path)
            .flatMap(Endpoint::operation)
            .map(operation ->
                signer.refuse(arrivals.incoming(operation, request, RequestMapper.noBody()), why))
            .map(Response::requestId)
            .orElse(null);
    if (id == null) {
      return problem;
    }
    response.getHeaders().put(Replies.AUDIT_ID, id.value());
    return problem.with("auditId", id.value());
  }
}
