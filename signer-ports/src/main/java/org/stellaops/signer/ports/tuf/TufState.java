package org.stellaops.signer.ports.tuf;

import java.io.IOException;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * What a client keeps between updates of one repository, by role ({@code root}, {@code timestamp},
 * {@code snapshot}, {@code targets}, and delegated ones by their names, which are any text), and
 * targets by their path. A write is durable and whole when it returns. One update at a time uses
 * it.
 */
public interface TufState {

  Optional<Bytes> metadata(String role) throws IOException;

  void keepMetadata(String role, Bytes metadata) throws IOException;

  /** Removes it; no error where there is none. */
  void dropMetadata(String role) throws IOException;

  Optional<Bytes> target(String path) throws IOException;

  void keepTarget(String path, Bytes target) throws IOException;
}
