package org.stellaops.signer.model;

/** What a tenant or a client of it can have spent. */
public enum QuotaName {
  REQUEST_RATE,
  MEMORY_SHARE,
  RATE,
  CONCURRENCY,
  BYTES_PER_DAY,
  SIGNATURES_PER_DAY;

  /** The form used in answers, metrics and audit records: {@code bytes-per-day}. */
  public String label() {
    return Labels.of(this);
  }
}
