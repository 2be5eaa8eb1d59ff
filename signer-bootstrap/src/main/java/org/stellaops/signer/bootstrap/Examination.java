package org.stellaops.signer.bootstrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.AllowedEnds;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.OpenSecrets;
import org.stellaops.signer.bootstrap.config.StoreSettings;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.signing.OpenKeys;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.sql.StoreFiles;

/**
 * Looks at what a start would need and leaves nothing changed: the store is not opened, created or
 * locked, and nothing is recovered, so that it may run beside the service and as another user.
 */
public final class Examination {

  /** The store's directory, looked at from outside. */
  public static final String STORE = "store";

  /** Where callers are served. */
  public static final String LISTENER = "listener";

  /** Where operators are served. */
  public static final String MANAGEMENT = "management";

  private static final String RELEASES = "releases";
  private static final String ALLOWED_RELEASES = "allowed-releases";
  private static final String SEAL = "seal";
  private static final String SECRETS = "secrets";

  /** Which providers check signatures. */
  public static final String CRYPTO = "crypto";

  private static final String CONFIGURATION = "configuration";

  /** For each dependency: a first connection takes its time, on a busy machine above all. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Examination() {}

  /** By name, in the order of a start. Takes up to some seconds. */
  public static Map<String, State> of(Config config) {
    Map<String, State> found = new LinkedHashMap<>();
    found.put(STORE, store(config.store()));
    found.putAll(ProbedPlaces.listeners(config.server()));
    withoutSource(config).ifPresent(why -> found.put(RELEASES, new State(true, why)));
    AllowedEnds.warning(config, InstantSource.system().instant())
        .ifPresent(why -> found.put(ALLOWED_RELEASES, new State(true, why)));
    if (config.seal().operators().isEmpty()) {
      found.put(SEAL, new State(true, "warning: once SIGUSR1 has sealed, " + SealWatch.NOBODY));
    }
    List<String> open = OpenSecrets.of(config);
    if (!open.isEmpty()) {
      found.put(SECRETS, new State(true, "warning: " + String.join("; ", open)));
    }
    nonceSecret(config).ifPresent(why -> found.put(CONFIGURATION, new State(false, why)));
    Ticker ticker = Ticker.system();
    try (Opened opened = new Opened()) {
      Optional<CryptoProviders> chosen = crypto(config, found, opened);
      Optional<FipsModule> fips = chosen.flatMap(CryptoProviders::fips);
      if (config.crypto().fips() && fips.isEmpty()) {
        return found;
      }
      Map<String, SigningKeys> backends =
          new KeyRing(config, opened.add(new KeyBackendPool(fips))).backends();
      found.putAll(keys(config, backends, ticker));
      Connections connections = new Connections(trace -> {}, opened);
      List<ArtifactRegistry> sources = Sources.open(config, ticker, connections);
      JcaProviders crypto =
          chosen.map(CryptoProviders::providers).orElseGet(JcaProviders::platform);
      Map<String, JwksTokens> authorities =
          Issuers.authorities(config, ticker, connections, crypto);
      JwksTokens licensing = Issuers.licensing(config, ticker, connections, crypto);
      List<ReadinessProbe.Check> sigstore =
          SigstoreParts.open(config, connections, crypto).checks();
      TrustedRoots.ofVerification(config);
      ReadinessProbe probe =
          opened.add(
              new ReadinessProbe(
                  () -> {
                    List<ReadinessProbe.Check> checks =
                        ReadinessProbe.peers(backends, sources, authorities, licensing);
                    checks.addAll(sigstore);
                    return checks;
                  },
                  ticker));
      found.putAll(probe.check(LONGEST));
      LicensingProbe.of(config, licensing, connections, ticker)
          .ifPresent(state -> found.put(LicensingProbe.NAME, state));
    } catch (StartFailed e) {
      String what =
          switch (e.reason()) {
            case KEYS, SECRET, POLICY -> Dependency.SIGNING_KEYS.label();
            case SETTINGS, STORE_IN_USE, STORE_UNUSABLE -> CONFIGURATION;
          };
      found.put(what, new State(false, String.valueOf(e.getMessage())));
    }
    return found;
  }

  /** Empty where those that are chosen cannot be had, and {@code found} says why. */
  private static Optional<CryptoProviders> crypto(
      Config config, Map<String, State> found, Opened opened) {
    try {
      CryptoProviders chosen = ChosenCrypto.open(config.crypto(), opened);
      State state = ChosenCrypto.state(chosen);
      String without = chosen.missing().map(why -> "; not the native one: " + why).orElse("");
      found.put(CRYPTO, new State(state.ok(), state.why() + without));
      return Optional.of(chosen);
    } catch (StartFailed e) {
      found.put(CRYPTO, new State(false, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  static Deadline patience(Ticker ticker) {
    return Deadline.in(LONGEST, ticker);
  }

  /** A warning, no fault: other types of the same tenants are signed all the same. */
  private static Optional<String> withoutSource(Config config) {
    String tenants =
        config.tenants().stream()
            .filter(tenant ->
                tenant.allowedReleases().isEmpty()
                    && tenant.rules().values().stream()
                        .anyMatch(rule -> rule.release() == PredicateRule.Release.REQUIRED))
            .map(tenant -> tenant.tenant().toString())
            .collect(Collectors.joining(", "));
    return !config.releases().sources().isEmpty() || tenants.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "warning: releases.sources is empty, so no scanner image is found to be"
                + " release-signed; these tenants require it, and allow no image: "
                + tenants);
  }

  /** Why a start would not take the secret of the nonces; a builder alone knows what it takes. */
  private static Optional<String> nonceSecret(Config config) {
    try {
      SignerRuntime.nonces(config, new SignerBuilder());
      return Optional.empty();
    } catch (StartFailed e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** One line for each key that its backend does not open, and none where all of them are fine. */
  private static Map<String, State> keys(
      Config config, Map<String, SigningKeys> backends, Ticker ticker) throws StartFailed {
    Map<String, State> found = new LinkedHashMap<>();
    OtherUses uses = KeysInOtherUse.of(config);
    try {
      new OpenKeys(
              any -> backends,
              any -> uses,
              ticker,
              KeyRegister.ofPolicyAlone(InstantSource.system(), ticker))
          .open(KeyRing.snapshot(config), patience(ticker))
          .forEach(key ->
              found.put("key:" + key.tenant() + "/" + key.key(), new State(false, key.why())));
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    }
    return found;
  }

  private static State store(StoreSettings settings) {
    return switch (settings) {
      case StoreSettings.Sqlite sqlite -> directory(sqlite.directory());
    };
  }

  private static State directory(Path directory) {
    Optional<String> problem =
        Files.isDirectory(directory) ? StoreFiles.problem(directory) : Optional.empty();
    return problem
        .map(why -> new State(false, why))
        .orElseGet(() -> ProbedPlaces.directory(directory));
  }
}
