package org.stellaops.signer.oci;

import java.io.IOException;
import java.time.Duration;
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

  /**
   * The login that takes the place of one which was refused.
   *
   * @return empty for none
   * @throws IOException as {@link #login}
   */
  default Optional<Login> another(Login refused, Deadline deadline) throws IOException {
    return Optional.empty();
  }

  /**
   * For how long a login of this source may be sent before it is asked for again: not beyond its
   * end, and no longer than until it is worth renewing. Asks nobody.
   *
   * @return zero for one that this source gives no more
   */
  default Duration use(Login login) {
    return Duration.ofHours(1);
  }

  /** Whether only the registry itself may be told the login, and no token host beside it. */
  default boolean isForTheRegistryAlone() {
    return false;
  }
}
