package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Credentials;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Source;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;

/** Makes the configuration out of single settings and holds them against each other. */
final class ConfigMaker {

  private static final long LARGEST_BODY = 100L << 20;

  /** A request needs about four times its body. */
  private static final int HEAP_FOR_A_BODY = 4;

  /** The part of the heap that bodies get where nothing else is written. */
  private static final int HEAP_SHARE = 8;

  private final Findings found;
  private final Settings settings;

  private ConfigMaker(Findings found) {
    this.found = found;
    this.settings = found.settings();
  }

  static Config make(Settings settings, ConfigProblems problems, long heap) {
    ConfigMaker maker = new ConfigMaker(new Findings(settings, problems));
    List<Plan> plans = maker.plans();
    List<KeyBackendSettings> backends = maker.backends();
    return new Config(
        new ServerMaker(maker.found).make(),
        new AuthorityMaker(maker.found).make(),
        maker.licensing(),
        maker.store(),
        plans,
        new TenantMaker(maker.found).make(),
        backends,
        maker.releases(),
        maker.limits(heap));
  }

  private StoreSettings store() {
    return switch (settings.get(ConfigSchema.STORE_TYPE)) {
      case SQLITE -> new StoreSettings.Sqlite(settings.get(ConfigSchema.STORE_DIRECTORY));
    };
  }

  private LicensingSettings licensing() {
    LicensingSettings made =
        new LicensingSettings(
            settings.get(ConfigSchema.LICENSING_ISSUER),
            settings.get(ConfigSchema.LICENSING_JWKS),
            settings.get(ConfigSchema.LICENSING_AUDIENCE),
            settings.get(ConfigSchema.LICENSING_MODE),
            settings.find(ConfigSchema.INTROSPECTION_URI).orElse(null),
            settings.get(ConfigSchema.CLIENT_ID),
            settings.find(ConfigSchema.CLIENT_SECRET).orElse(null),
            settings.get(ConfigSchema.FRESH_FOR),
            settings.get(ConfigSchema.LAST_KNOWN_TTL));
    boolean introspects = made.mode() == LicensingSettings.Mode.INTROSPECT;
    found.needed(ConfigSchema.INTROSPECTION_URI, introspects, "licensing.mode: token");
    if (!introspects) {
      found.needed(ConfigSchema.CLIENT_SECRET, false, "licensing.mode: token");
    }
    if (!introspects && !settings.get(ConfigSchema.ACCEPT_UNSEEN_REVOCATION)) {
      found.wrong(
          ConfigSchema.LICENSING_MODE,
          "a revoked licence would sign on unseen",
          "introspect, or licensing.acceptUnseenRevocation: true beside it");
    }
    if (made.freshFor().compareTo(made.lastKnownTtl()) > 0) {
      found.wrong(ConfigSchema.FRESH_FOR, "longer than licensing.ttl", "at most licensing.ttl");
    }
    boolean shared =
        settings.names("authorities").stream()
            .anyMatch(
                name -> settings.get(ConfigSchema.AUTHORITY_ISSUER, name).equals(made.issuer()));
    if (shared) {
      found.wrong(
          ConfigSchema.LICENSING_ISSUER,
          "the issuer of access tokens",
          "another issuer: an access token is never a proof of entitlement");
    }
    return made;
  }

  private List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (String name : settings.names("plans")) {
      plans.add(
          new Plan(
              new PlanName(name),
              new Limits(
                  settings.get(ConfigSchema.PLAN_ARTIFACT, name),
                  new RateLimit(
                      settings.get(ConfigSchema.PLAN_RATE, name),
                      settings.get(ConfigSchema.PLAN_BURST, name)),
                  settings.get(ConfigSchema.PLAN_CONCURRENCY, name),
                  settings.get(ConfigSchema.PLAN_BYTES, name),
                  settings.get(ConfigSchema.PLAN_SIGNATURES, name)),
              Set.copyOf(settings.get(ConfigSchema.PLAN_FEATURES, name))));
    }
    found.someIn("plans", "a plan");
    return plans;
  }

  private List<KeyBackendSettings> backends() {
    List<KeyBackendSettings> backends = new ArrayList<>();
    for (String name : settings.names("keys.backends")) {
      switch (settings.get(ConfigSchema.BACKEND_TYPE, name)) {
        case KEYSTORE -> keystore(name).ifPresent(backends::add);
      }
    }
    return backends;
  }

  private Optional<KeyBackendSettings> keystore(String name) {
    found.needed(ConfigSchema.KEYSTORE_FILE, true, "type: keystore", name);
    found.needed(ConfigSchema.KEYSTORE_PASSWORD, true, "type: keystore", name);
    Optional<Secret> password = settings.find(ConfigSchema.KEYSTORE_PASSWORD, name);
    return settings
        .find(ConfigSchema.KEYSTORE_FILE, name)
        .flatMap(
            file -> password.map(secret -> new KeyBackendSettings.Keystore(name, file, secret)));
  }

  private ReleaseSettings releases() {
    List<Source> sources = new ArrayList<>();
    for (String name : settings.names("releases.sources")) {
      source(name).ifPresent(sources::add);
    }
    List<PinnedKey> keys = new ArrayList<>();
    for (String name : settings.names("releases.signers")) {
      if (settings.find(ConfigSchema.SIGNER_IDENTITY, name).isPresent()
          || settings.find(ConfigSchema.SIGNER_ISSUER, name).isPresent()) {
        found.wrong(
            ConfigSchema.SIGNER_IDENTITY,
            "certificate identities are not verified yet",
            "a signer with a key",
            name);
        continue;
      }
      found.needed(ConfigSchema.SIGNER_KEY, true, "a signer", name);
      settings.find(ConfigSchema.SIGNER_KEY, name).ifPresent(keys::add);
    }
    if (!sources.isEmpty() && settings.names("releases.signers").isEmpty()) {
      found.someIn("releases.signers", "a signer; without one no source can help");
    }
    return new ReleaseSettings(keys, sources, settings.get(ConfigSchema.VERDICT_TTL));
  }

  private Optional<Source> source(String name) {
    boolean registry =
        settings.get(ConfigSchema.SOURCE_TYPE, name) == ReleaseSettings.Kind.REGISTRY;
    String other = registry ? "type: registry" : "type: layout";
    found.needed(ConfigSchema.SOURCE_URL, registry, other, name);
    found.needed(ConfigSchema.SOURCE_REPOSITORY, registry, other, name);
    found.needed(ConfigSchema.SOURCE_DIRECTORY, !registry, other, name);
    Optional<Path> directory = settings.find(ConfigSchema.SOURCE_DIRECTORY, name);
    if (!registry) {
      return directory.map(layout -> new Source.Layout(name, layout));
    }
    Optional<String> origin = settings.find(ConfigSchema.SOURCE_URL, name);
    Optional<String> repository = settings.find(ConfigSchema.SOURCE_REPOSITORY, name);
    @Nullable Credentials credentials = credentials(name).orElse(null);
    if (origin.isEmpty() || repository.isEmpty()) {
      return Optional.empty();
    }
    ReleaseSettings.Reach reach = settings.get(ConfigSchema.SOURCE_REACH, name);
    if (origin.get().startsWith("http:") && reach != ReleaseSettings.Reach.LOOPBACK) {
      found.wrong(
          ConfigSchema.SOURCE_REACH,
          "plain http goes to this machine only",
          "reach: loopback",
          name);
    }
    return Optional.of(
        new Source.Registry(
            name,
            origin.get(),
            repository.get(),
            reach,
            new HashSet<>(settings.get(ConfigSchema.SOURCE_REALMS, name)),
            new HashSet<>(settings.get(ConfigSchema.SOURCE_CONTENT, name)),
            credentials));
  }

  private Optional<Credentials> credentials(String source) {
    Optional<String> user = settings.find(ConfigSchema.SOURCE_USER, source);
    Optional<Secret> password = settings.find(ConfigSchema.SOURCE_PASSWORD, source);
    if (user.isPresent() != password.isPresent()) {
      found.wrong(
          ConfigSchema.SOURCE_USER,
          "one of a pair without the other",
          "username and password, or neither",
          source);
    }
    return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
  }

  private LimitSettings limits(long heap) {
    Optional<Long> budget = settings.find(ConfigSchema.MEMORY_BUDGET);
    long serverCap =
        settings
            .find(ConfigSchema.SERVER_CAP)
            .orElse(Math.min(LARGEST_BODY, budget.orElse(heap / HEAP_SHARE)));
    LimitSettings made =
        new LimitSettings(
            serverCap,
            budget.orElse(Math.max(serverCap, heap / HEAP_SHARE)),
            settings.get(ConfigSchema.REQUEST_TIME));
    if (made.memoryBudget() < made.serverCap()) {
      found.wrong(
          ConfigSchema.MEMORY_BUDGET, "less than limits.serverCap", "at least limits.serverCap");
    }
    // Past its budget a service answers 503; past its heap the process would end.
    if (made.memoryBudget() > heap / HEAP_FOR_A_BODY) {
      found.wrong(
          budget.isPresent() ? ConfigSchema.MEMORY_BUDGET : ConfigSchema.SERVER_CAP,
          mebibytes(made.memoryBudget())
              + " of bodies need a heap of "
              + mebibytes(HEAP_FOR_A_BODY * made.memoryBudget())
              + ", and this one has "
              + mebibytes(heap),
          "up to "
              + mebibytes(heap / HEAP_FOR_A_BODY)
              + ", or a larger heap, such as STELLA_JAVA_OPTS=-Xmx"
              + ((HEAP_SHARE * made.memoryBudget()) >> 20)
              + "m");
    }
    return made;
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + "MiB";
  }
}
