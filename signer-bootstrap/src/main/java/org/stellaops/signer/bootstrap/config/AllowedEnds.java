package org.stellaops.signer.bootstrap.config;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Warns of the scanner images that pass without a signature, and soon do no more. */
public final class AllowedEnds {

  /** Time enough to have an image signed, or its entry renewed. */
  private static final Duration SOON = Duration.ofDays(7);

  private AllowedEnds() {}

  /** Empty where each entry has more than a week to go. */
  public static Optional<String> warning(Config config, Instant now) {
    List<String> ending = new ArrayList<>();
    for (TenantSettings tenant : config.tenants()) {
      for (TenantSettings.Allowed allowed : tenant.allowedReleases()) {
        if (allowed.expires().isBefore(now.plus(SOON))) {
          ending.add(
              "tenants."
                  + tenant.tenant()
                  + ".allowedReleases."
                  + allowed.image()
                  + (allowed.expires().isAfter(now) ? " ends at " : " ended at ")
                  + allowed.expires()
                  + " ("
                  + allowed.author()
                  + ": "
                  + allowed.reason()
                  + ")");
        }
      }
    }
    return ending.isEmpty()
        ? Optional.empty()
        : Optional.of("warning: " + String.join("; ", ending));
  }
}
