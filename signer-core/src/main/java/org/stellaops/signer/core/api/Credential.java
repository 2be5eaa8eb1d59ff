package org.stellaops.signer.core.api;

import java.util.List;

/** How a caller says who it is. */
public sealed interface Credential {

  /**
   * An access token bound by DPoP (RFC 9449), as it came, nothing of it checked.
   *
   * @param authorization every {@code Authorization} field value, in order
   * @param proof every {@code DPoP} field value, in order
   * @param method the request method, case kept
   * @param target the path of the request target without query, as it came, beginning with a slash;
   *     the proof's {@code htu} is compared with the configured public origin followed by it
   */
  record DpopBound(List<String> authorization, List<String> proof, String method, String target)
      implements Credential {

    public DpopBound {
      authorization = List.copyOf(authorization);
      proof = List.copyOf(proof);
    }
  }

  /** A caller in the same process, vouched for by the {@code LocalCallers} port. */
  record Local() implements Credential {}
}
