package org.stellaops.signer.ports.tuf;

import java.io.IOException;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * The files of one TUF repository, of which nothing is believed yet. Whoever implements it bounds
 * the time of an update; no retries are expected.
 */
public interface TufRepository {

  /** A file is longer than what was asked for; nothing of it was kept. */
  final class TooLong extends IOException {

    private static final long serialVersionUID = 1L;

    public TooLong(String message) {
      super(message);
    }
  }

  /**
   * A file of metadata, as {@code 3.root.json}.
   *
   * @param file its name, not escaped: that of a delegated role has any characters, slashes too
   * @return empty where the repository says that it has no such file
   * @throws TooLong it has more than {@code maxBytes}
   * @throws IOException it cannot be had; the message says why
   */
  Optional<Bytes> metadata(String file, int maxBytes) throws IOException;

  /**
   * A target, as {@link #metadata} gives metadata.
   *
   * @param path relative, with the digest in its last segment; not escaped
   */
  Optional<Bytes> target(String path, int maxBytes) throws IOException;
}
