package org.stellaops.signer.ports;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;

/** One RFC 3161 timestamp authority. */
public interface TimestampAuthority {

  /** Its configured name. */
  String name();

  /**
   * Asks for a timestamp over {@code signature}: the imprint is the SHA-256 of its raw bytes, and
   * the request has a nonce and wants the certificate in the answer.
   *
   * @return the DER of a {@code TimeStampResp} whose status grants it (RFC 3161 §2.4.2), of this
   *     imprint and nonce; its signature is not checked
   * @throws DependencyUnavailable {@link Dependency#TIMESTAMP_AUTHORITY}: it did not answer,
   *     refused, or answered something else; nothing came of it that matters
   */
  Bytes timestamp(Bytes signature, Deadline deadline);

  /**
   * Whether it can be connected to; at most one request.
   *
   * @throws DependencyUnavailable {@link Dependency#TIMESTAMP_AUTHORITY}
   */
  void requireReachable(Deadline deadline);
}
