package org.stellaops.signer.core.check;

import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PinnedKey;

/** The public keys of the keys that policy names. It reads; it cannot sign. */
public interface PublicKeys {

  /**
   * The public key of {@code rule}, pinned when its key was first opened.
   *
   * @throws org.stellaops.signer.ports.PortException the key cannot be opened now
   * @throws org.stellaops.signer.core.api.ServiceFailure the key may not be used: it is another
   *     tenant's or a release key
   */
  PinnedKey pin(PolicySnapshot policy, KeyRule rule, Deadline deadline);

  /**
   * As {@link #pin}, for a key that is to sign: it is open. While one key of a request cannot be
   * opened, or is not the key that it was, no other one is to sign for it.
   */
  PinnedKey opened(PolicySnapshot policy, KeyRule rule, Deadline deadline);
}
