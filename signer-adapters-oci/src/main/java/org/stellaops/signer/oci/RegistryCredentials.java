package org.stellaops.signer.oci;

import java.io.IOException;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;

/** Asks docker's credential helpers, which are programs of their own. */
public interface RegistryCredentials {

  /**
   * Runs {@code docker-credential-NAME get}. Nothing of what it prints is repeated in an error.
   *
   * @param name letters, digits, periods, hyphens and underscores
   * @param server what it is asked for
   * @return what it printed, not checked; empty if it says that it has no credentials for that
   * @throws IOException it cannot be started, failed, printed too much or did not end in time
   */
  Optional<Bytes> get(String name, String server, Deadline deadline) throws IOException;
}
