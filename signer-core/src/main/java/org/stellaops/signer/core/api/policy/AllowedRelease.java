package org.stellaops.signer.core.api.policy;

import java.time.Instant;
import org.stellaops.signer.model.Digest;

/**
 * A scanner image that a tenant's policy lets pass without a release signature.
 *
 * @param reason why, in its author's words; in every record of a request that it lets pass
 * @param author who answers for it
 * @param expires from then on it counts no more
 */
public record AllowedRelease(Digest image, String reason, String author, Instant expires) {

  public AllowedRelease {
    if (reason.isBlank() || author.isBlank()) {
      throw new IllegalArgumentException(
          "an image is allowed for a reason, and somebody answers for it: " + image);
    }
  }

  public boolean isOver(Instant now) {
    return !now.isBefore(expires);
  }
}
