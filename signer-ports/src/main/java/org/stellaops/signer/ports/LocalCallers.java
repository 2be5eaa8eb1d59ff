package org.stellaops.signer.ports;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.Tenant;

/**
 * Vouches for callers inside the same process. Written by whoever embeds the core; there is no
 * setting that turns it on.
 */
public interface LocalCallers {

  /** Who is calling on this thread now; empty if the embedder vouches for nobody. */
  Optional<LocalCaller> current();

  /**
   * A caller that the embedder has authenticated.
   *
   * @param releaseDigest manifest digest of the calling workload's image where the embedder attests
   *     it, otherwise null
   */
  record LocalCaller(
      Tenant tenant, ClientId client, InstanceId instance, @Nullable Digest releaseDigest) {}
}
