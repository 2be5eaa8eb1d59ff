package org.stellaops.signer.core.api;

import org.stellaops.signer.model.Bytes;

/**
 * The service as shells and embedders see it. Safe for concurrent use; each call runs on the
 * calling thread and returns when its outcome is durable. Nothing is thrown but an error of the
 * Java virtual machine, such as an {@link OutOfMemoryError}, after the request's record has been
 * tried; the process should end then.
 */
public interface Signer extends AutoCloseable {

  /** Carries out the request's {@link Operation} if every gate that it passes says yes. */
  Response handle(IncomingRequest request);

  /**
   * Records a refusal that a shell makes before the core sees the request: its headers are too
   * large, or its body is of another media type.
   */
  Response refuse(IncomingRequest request, Refusal why);

  /** The public keys that anyone may read, as a JSON document. */
  Bytes trust();

  /** The nonce that the next DPoP proof should carry (RFC 9449 §8.2). */
  String nonce();

  /**
   * How many requests ended while the journal could not be written. Their callers were told of an
   * outage; their records follow when the journal is back.
   */
  int unconcluded();

  /**
   * Writes what {@link #unconcluded} counts, if the journal is back, waiting up to 5 seconds; what
   * is left is concluded by recovery at the next start. Called when no request runs any more and
   * before the journal is closed.
   */
  @Override
  void close();
}
