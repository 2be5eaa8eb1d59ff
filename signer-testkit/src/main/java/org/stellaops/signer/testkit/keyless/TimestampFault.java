package org.stellaops.signer.testkit.keyless;

/** What is wrong in the answer of a timestamp authority that does answer. */
public enum TimestampFault {
  /** Over another signature. */
  ANOTHER_IMPRINT,
  /** To another request for the same signature. */
  ANOTHER_NONCE,
  /** Without the nonce that it was sent. */
  NO_NONCE,
  /** Status rejection, without a timestamp (RFC 3161 §2.4.2). */
  REJECTION,
  /** Bytes after the end. */
  TRAILING_BYTES,
  /** No ASN.1. */
  NO_TIMESTAMP,
  /** The right answer under another media type, which names the right one too. */
  ANOTHER_MEDIA_TYPE
}
