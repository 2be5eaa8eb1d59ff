package org.stellaops.signer.http.routes;

import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.http.request.QueryString;
import org.stellaops.signer.model.Reason;

/**
 * The one query parameter of an endpoint.
 *
 * @param value as decoded; empty where the endpoint has none or the request is at fault
 */
record QueryParameter(String value, @Nullable Refusal refusal) {

  private static final QueryParameter NONE = new QueryParameter("", null);

  static QueryParameter of(Endpoint endpoint, Request request) {
    return endpoint.queryName().map(name -> named(name, request)).orElse(NONE);
  }

  private static QueryParameter named(String name, Request request) {
    QueryString query;
    try {
      query = QueryString.parse(request.getHttpURI().getQuery());
    } catch (IllegalArgumentException malformed) {
      // The screening of every target refuses it in its own words.
      return NONE;
    }
    List<String> values = query.values(name);
    return values.size() == 1 && query.namesBut(name).isEmpty()
        ? new QueryParameter(values.get(0), null)
        : new QueryParameter("", missing(name));
  }

  private static Refusal missing(String name) {
    return new Refusal.InvalidRequest(
        Reason.QUERY_PARAMETER, "Give ?" + name + "=… once, and no other parameter.");
  }

  Optional<Refusal> fault() {
    return Optional.ofNullable(refusal);
  }
}
