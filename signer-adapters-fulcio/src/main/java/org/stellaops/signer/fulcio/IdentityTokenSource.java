package org.stellaops.signer.fulcio;

import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * Where the identity token of one workload comes from. Safe for concurrent use. No message of its
 * exceptions holds anything of a token or a secret.
 */
@FunctionalInterface
public interface IdentityTokenSource {

  /**
   * A token that has not expired.
   *
   * @throws BackendRefused what there is, is no token; or whoever issues them refuses us
   * @throws DependencyUnavailable {@link Dependency#IDENTITY_TOKENS}: there is none to be had
   */
  IdentityToken token(Deadline deadline);

  /** Hears that {@code token} was refused: it is not to be given out again from memory. */
  default void refused(IdentityToken token) {}
}
