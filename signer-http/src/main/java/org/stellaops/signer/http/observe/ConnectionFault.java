package org.stellaops.signer.http.observe;

import org.stellaops.signer.model.Labels;

/** Why a connection was closed or a request given up, as metrics name it. */
public enum ConnectionFault {
  /** The headers of the next request took longer than {@code server.limits.headerTime}. */
  SLOW_HEADERS,
  /** A body came below the least rate. */
  SLOW_BODY,
  /** An answer was read below the least rate. */
  SLOW_READER,
  /** The caller left before it had its answer. */
  ANSWER_NOT_TAKEN,
  /** An exchange ended before its time. */
  ABORTED,
  /** What arrived is no HTTP/1.1 request, or is over a bound. */
  MALFORMED;

  String label() {
    return Labels.of(this);
  }
}
