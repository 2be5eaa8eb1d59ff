package org.stellaops.signer.ports;

/**
 * Whether a key may still sign, asked at the last moment: a backend may keep a request waiting for
 * room, for a connection or for its turn, and what was allowed before may not be any more. Safe for
 * concurrent use; it does not block.
 */
@FunctionalInterface
public interface SendGate {

  /**
   * Asked on any thread right before a request to sign is sent, when nothing is waited for any
   * more; and again before each that follows because the backend turned one away.
   *
   * @throws RuntimeException it must not be sent. The adapter lets this very exception through to
   *     its own caller
   */
  void requireOpen();
}
