package org.stellaops.signer.oci;

import java.io.IOException;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;

/** Where a registry's login comes from. Safe for concurrent use. */
public interface LoginSource {

  /**
   * The login that is good now. It is asked for when the registry asks who we are, and again when
   * that no longer counts.
   *
   * @return empty for none: the registry is asked as anybody
   * @throws IOException it is not known which; the message has no secret
   */
  Optional<Login> login(Deadline deadline) throws IOException;
}
