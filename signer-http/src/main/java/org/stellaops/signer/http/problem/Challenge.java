package org.stellaops.signer.http.problem;

import java.util.List;

/**
 * The {@code WWW-Authenticate} field (RFC 9449 §7.1, RFC 9728 §5.1).
 *
 * @param algorithms JWS algorithms that a proof may be signed with
 * @param metadata where the protected resource describes itself
 * @param credentialsSent whether the request had any: if not, no error is named (RFC 6750 §3.1)
 */
public record Challenge(List<String> algorithms, String metadata, boolean credentialsSent) {

  public Challenge {
    algorithms = List.copyOf(algorithms);
  }

  public Problem on(Problem problem, String error) {
    return problem.header("WWW-Authenticate", fields(problem, error));
  }

  public Problem on(Problem problem, String error, String scope) {
    return problem.header(
        "WWW-Authenticate", fields(problem, error) + ", scope=\"" + quotable(scope) + '"');
  }

  private String fields(Problem problem, String error) {
    StringBuilder field = new StringBuilder("DPoP ");
    if (credentialsSent) {
      field.append("error=\"").append(error).append("\", error_description=\"");
      field.append(quotable(problem.detail())).append("\", ");
    }
    field.append("algs=\"").append(String.join(" ", algorithms)).append("\", ");
    return field.append("resource_metadata=\"").append(metadata).append('"').toString();
  }

  /** Keeps what RFC 6750 §3 allows in a value. */
  private static String quotable(String text) {
    return text.replaceAll("[^\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]", "'");
  }
}
