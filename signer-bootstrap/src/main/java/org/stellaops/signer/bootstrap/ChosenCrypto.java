package org.stellaops.signer.bootstrap;

import java.util.Objects;
import java.util.Optional;
import org.stellaops.signer.bootstrap.config.CryptoSettings;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.crypto.FipsModule;

/** What the section {@code crypto} of a configuration says, opened. */
final class ChosenCrypto {

  private ChosenCrypto() {}

  /**
   * The providers that the configuration chooses; with FIPS, digests and random numbers are the
   * module's as well until {@code opened} is closed. To be asked before anything else is opened.
   */
  static CryptoProviders open(CryptoSettings settings, Opened opened) throws StartFailed {
    Optional<FipsModule> module = fips(settings, opened);
    if (module.isPresent()) {
      return CryptoProviders.of(module.get());
    }
    try {
      return CryptoProviders.choose(settings.provider());
    } catch (CryptoProviders.Unavailable e) {
      throw new StartFailed(StartFailed.Reason.SETTINGS, "crypto.provider: " + e.getMessage(), e);
    }
  }

  /** As {@link #open}, of FIPS alone; empty where it is not asked for. */
  static Optional<FipsModule> fips(CryptoSettings settings, Opened opened) throws StartFailed {
    if (!settings.fips()) {
      return Optional.empty();
    }
    try {
      FipsModule module =
          FipsModule.load(Objects.requireNonNull(settings.fipsLibrary(), "checked with the file"));
      opened.add(module.confine());
      return Optional.of(module);
    } catch (FipsModule.Unusable e) {
      throw new StartFailed(StartFailed.Reason.SETTINGS, "crypto.fips: " + e.getMessage(), e);
    }
  }

  /** For people; bad where the FIPS module has failed since. */
  static ReadinessProbe.State state(CryptoProviders crypto) {
    return crypto
        .fips()
        .flatMap(FipsModule::trouble)
        .map(why -> new ReadinessProbe.State(false, "fips: " + why + "; restart the service"))
        .orElseGet(() -> new ReadinessProbe.State(true, crypto.description()));
  }
}
