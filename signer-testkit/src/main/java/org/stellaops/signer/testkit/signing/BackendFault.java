package org.stellaops.signer.testkit.signing;

/** What can go wrong between an adapter and the backend that holds its keys. */
public enum BackendFault {
  /** The backend refuses our credentials, on every request until the bench is closed. */
  DENIED,
  /** The next request is refused as one too many; the one after it is answered. */
  THROTTLED_ONCE,
  /** Every request is refused as one too many, until the bench is closed. */
  THROTTLED,
  /** No connection can be made: no request reaches the backend. */
  UNREACHABLE,
  /** The backend takes the next request and never answers. */
  STALLED,
  /** The backend signs, then the connection breaks before its answer. */
  DROPPED_AFTER_SIGNING,
  /** The backend answers with bytes that are no signature. */
  MALFORMED_ANSWER
}
