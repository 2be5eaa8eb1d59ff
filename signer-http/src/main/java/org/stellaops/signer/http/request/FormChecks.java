package org.stellaops.signer.http.request;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.model.Reason;

/** What is refused by the form of a request alone, before anybody is asked who sent it. */
public final class FormChecks {

  private static final Pattern JSON =
      Pattern.compile(
          "application/json[ \t]*(?:;[ \t]*charset=(?:utf-8|\"utf-8\"))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FORM =
      Pattern.compile(
          "(?:application/x-www-form-urlencoded|multipart/form-data)\\b.*",
          Pattern.CASE_INSENSITIVE);

  private FormChecks() {}

  /** Why a request for any route of the core is refused. */
  public static Optional<Refusal> ofTarget(Request request) {
    try {
      return QueryString.parse(request.getHttpURI().getQuery()).holdsToken()
          ? Optional.of(tokenOutsideHeader(Reason.TOKEN_IN_QUERY))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.of(
          new Refusal.InvalidRequest(
              Reason.MALFORMED_QUERY, "Escape the query of the request as RFC 3986 says."));
    }
  }

  /** Why a request with a JSON body is refused. */
  public static Optional<Refusal> ofBody(Request request) {
    List<String> types = request.getHeaders().getValuesList(HttpHeader.CONTENT_TYPE);
    if (!RequestMapper.hasCredentials(request)
        && types.stream().anyMatch(type -> FORM.matcher(type).matches())) {
      return Optional.of(tokenOutsideHeader(Reason.TOKEN_IN_BODY));
    }
    if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      return Optional.of(new Refusal.UnsupportedMediaType(Reason.CONTENT_ENCODING));
    }
    if (request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING).stream()
        .anyMatch(coding -> !coding.equalsIgnoreCase("chunked"))) {
      return Optional.of(new Refusal.UnsupportedMediaType(Reason.TRANSFER_ENCODING));
    }
    if (types.size() != 1 || !JSON.matcher(types.get(0)).matches()) {
      return Optional.of(new Refusal.UnsupportedMediaType(Reason.CONTENT_TYPE));
    }
    return Optional.empty();
  }

  private static Refusal tokenOutsideHeader(Reason reason) {
    return new Refusal.InvalidRequest(
        reason, "Send the access token in the Authorization header only, with the scheme DPoP.");
  }
}
