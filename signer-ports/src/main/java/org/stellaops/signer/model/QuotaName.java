package org.stellaops.signer.model;

/** The quotas of a plan. */
public enum QuotaName {
  RATE,
  CONCURRENCY,
  BYTES_PER_DAY,
  SIGNATURES_PER_DAY;

  /** The form used in answers, metrics and audit records: {@code bytes-per-day}. */
  public String label() {
    return Labels.of(this);
  }
}
