package org.stellaops.signer.model;

import java.util.Locale;

/** How constants are written in answers, records, metrics and configuration. */
public final class Labels {

  private Labels() {}

  /** {@code LAST_KNOWN} as {@code last-known}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
