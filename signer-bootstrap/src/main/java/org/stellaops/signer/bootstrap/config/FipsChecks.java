package org.stellaops.signer.bootstrap.config;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.crypto.CryptoChoice;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Holds the section {@code crypto} against itself and against the keys that are written down. */
final class FipsChecks {

  private final Config config;
  private final Sink wrong;

  FipsChecks(Config config, Sink wrong) {
    this.config = config;
    this.wrong = wrong;
  }

  /** Where problems go: the setting, what is wrong with it, and what it may be. */
  interface Sink {
    void add(String path, String what, String allowed);
  }

  void check() {
    CryptoSettings crypto = config.crypto();
    if (!crypto.fips()) {
      if (crypto.fipsLibrary() != null) {
        wrong.add("crypto.fipsLibrary", "means nothing without crypto.fips: true", "nothing here");
      }
      return;
    }
    if (crypto.provider() != CryptoChoice.AUTO) {
      wrong.add(
          "crypto.provider",
          "another provider than the FIPS module, which alone is used with crypto.fips: true",
          "auto, or nothing here");
    }
    String library = "a directory that holds bc-fips-2.1.*.jar and no other jar";
    if (crypto.fipsLibrary() == null) {
      wrong.add("crypto.fipsLibrary", "missing: crypto.fips is true", library);
    } else {
      FipsModule.missing(crypto.fipsLibrary())
          .ifPresent(why -> wrong.add("crypto.fipsLibrary", why, library));
    }
    for (AuthoritySettings authority : config.authorities()) {
      if (authority.algorithms().contains("EdDSA")) {
        wrong.add(
            "authorities." + authority.name() + ".algorithms",
            "EdDSA is not used with crypto.fips: true",
            "ES256, ES384, RS256 or PS256");
      }
    }
    for (TenantSettings tenant : config.tenants()) {
      for (TenantSettings.Key key : tenant.keys()) {
        approved(
            "tenants." + tenant.tenant() + ".keys." + key.name() + ".algorithm", key.algorithm());
      }
    }
    for (ReleaseSettings.Signer signer : config.releases().signers()) {
      approved(
          "releases.signers." + signer.name() + ".key",
          signer.key() == null ? null : signer.key().algorithm());
    }
  }

  private void approved(String path, @Nullable SignatureAlgorithm algorithm) {
    if (algorithm != null && !FipsModule.ALGORITHMS.contains(algorithm)) {
      wrong.add(
          path, algorithm.label() + " is not used with crypto.fips: true", FipsModule.algorithms());
    }
  }
}
