package org.stellaops.signer.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Route;

/** Every path that the service answers on. Anything else is 404. */
enum Endpoint {
  SIGN_DSSE("POST", Route.SIGN_DSSE, "/api/v1/signer/sign/dsse"),
  VERIFY_REFERRERS("GET", Route.VERIFY_REFERRERS, "/api/v1/signer/verify/referrers"),
  AUDIT("GET", Route.AUDIT, "/api/v1/signer/audit/{id}"),
  TRUST("GET", null, "/api/v1/signer/trust"),
  HEALTH("GET", null, "/healthz", "/api/v1/signer/healthz"),
  OPENAPI("GET", null, "/openapi.json", "/api/v1/signer/openapi.json"),
  DOCS("GET", null, "/docs", "/api/v1/signer/docs"),
  RESOURCE_METADATA("GET", null, ResourceMetadata.PATH);

  private static final String PARAMETER = "{id}";

  private final String method;
  private final @Nullable Route route;
  private final String path;
  private final String alias;

  Endpoint(String method, @Nullable Route route, String path) {
    this(method, route, path, path);
  }

  Endpoint(String method, @Nullable Route route, String path, String alias) {
    this.method = method;
    this.route = route;
    this.path = path;
    this.alias = alias;
  }

  String method() {
    return method;
  }

  /** The route of the core; empty where anyone may read. */
  Optional<Route> route() {
    return Optional.ofNullable(route);
  }

  List<String> paths() {
    return Stream.of(path, alias).distinct().toList();
  }

  /** Reading what anyone may read has no other effect, so HEAD goes with it (RFC 9110 §9.1). */
  boolean allows(String asked) {
    return method.equals(asked) || (route == null && "HEAD".equals(asked));
  }

  String allowed() {
    return route == null ? method + ", HEAD" : method;
  }

  /** The form in metrics: {@code sign-dsse}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Endpoint> at(String path) {
    for (Endpoint endpoint : values()) {
      if (matches(endpoint.path, path) || matches(endpoint.alias, path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(String template, String path) {
    if (!template.endsWith(PARAMETER)) {
      return template.equals(path);
    }
    String prefix = template.substring(0, template.length() - PARAMETER.length());
    return path.startsWith(prefix)
        && path.length() > prefix.length()
        && path.indexOf('/', prefix.length()) < 0;
  }
}
