package org.stellaops.signer.core.api.policy;

import org.stellaops.signer.model.RateLimit;

/**
 * How much a caller may ask for.
 *
 * @param maxArtifactBytes largest request body
 * @param rate of signing, per tenant
 * @param requestRate of all requests, per client of the tenant: those that are refused, read or
 *     repeat too
 * @param concurrency requests of the tenant at one time
 * @param bytesPerDay sum of payload bytes signed in one UTC day
 * @param signaturesPerDay signatures in one UTC day
 */
public record Limits(
    long maxArtifactBytes,
    RateLimit rate,
    RateLimit requestRate,
    int concurrency,
    long bytesPerDay,
    long signaturesPerDay) {

  /** How many requests may come for each that is signed, where nothing else is said. */
  public static final int REQUESTS_TO_A_SIGNATURE = 10;

  public Limits {
    if (maxArtifactBytes < 1 || concurrency < 1 || bytesPerDay < 1 || signaturesPerDay < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** Limits whose request rate is {@link #REQUESTS_TO_A_SIGNATURE} times the rate. */
  public Limits(
      long maxArtifactBytes,
      RateLimit rate,
      int concurrency,
      long bytesPerDay,
      long signaturesPerDay) {
    this(
        maxArtifactBytes,
        rate,
        rate.times(REQUESTS_TO_A_SIGNATURE),
        concurrency,
        bytesPerDay,
        signaturesPerDay);
  }
}
