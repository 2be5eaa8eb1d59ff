package org.stellaops.signer.core.api.policy;

import org.stellaops.signer.model.RateLimit;

/**
 * How much a caller may ask for.
 *
 * @param maxArtifactBytes largest request body
 * @param concurrency requests of the tenant at one time
 * @param bytesPerDay sum of payload bytes signed in one UTC day
 * @param signaturesPerDay signatures in one UTC day
 */
public record Limits(
    long maxArtifactBytes,
    RateLimit rate,
    int concurrency,
    long bytesPerDay,
    long signaturesPerDay) {

  public Limits {
    if (maxArtifactBytes < 1 || concurrency < 1 || bytesPerDay < 1 || signaturesPerDay < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }
}
