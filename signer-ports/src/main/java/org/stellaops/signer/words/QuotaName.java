package org.stellaops.signer.words;

import java.util.Locale;

/** The quotas of a plan. */
public enum QuotaName {
  RATE,
  CONCURRENCY,
  BYTES_PER_DAY,
  SIGNATURES_PER_DAY;

  /** The form used in answers, metrics and audit records: {@code bytes-per-day}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
