package org.stellaops.signer.testkit.keyless;

/** What can go wrong with a service of keyless signing, whatever it does. */
public enum ServiceFault {
  /** No connection can be made. */
  UNREACHABLE,
  /** It takes the request and never answers. */
  STALLED,
  /** It takes the request and closes the connection. */
  DROPPED,
  /** Status 500. */
  SERVER_ERROR,
  /** Status 429. */
  BUSY,
  /** Status 403, in words that repeat what it was sent. */
  REFUSED,
  /** Status 200 with half a document. */
  GARBAGE,
  /** Status 200 with a body of a mebibyte. */
  OVERSIZED,
  /** Status 307 to another path of its own. */
  REDIRECTED
}
