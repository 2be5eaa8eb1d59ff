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

  static Config make(Settings settings, Problems problems, long heap) {
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
    return switch (settings.get(Schema.STORE_TYPE)) {
      case SQLITE -> new StoreSettings.Sqlite(settings.get(Schema.STORE_DIRECTORY));
    };
  }

  private LicensingSettings licensing() {
    LicensingSettings made =
        new LicensingSettings(
            settings.get(Schema.LICENSING_ISSUER),
            settings.get(Schema.LICENSING_JWKS),
            settings.get(Schema.LICENSING_AUDIENCE),
            settings.get(Schema.LICENSING_MODE),
            settings.find(Schema.INTROSPECTION_URI).orElse(null),
            settings.get(Schema.CLIENT_ID),
            settings.find(Schema.CLIENT_SECRET).orElse(null),
            settings.get(Schema.FRESH_FOR),
            settings.get(Schema.LAST_KNOWN_TTL));
    boolean introspects = made.mode() == LicensingSettings.Mode.INTROSPECT;
    found.needed(Schema.INTROSPECTION_URI, introspects, "licensing.mode: token");
    if (!introspects) {
      found.needed(Schema.CLIENT_SECRET, false, "licensing.mode: token");
    }
    if (!introspects && !settings.get(Schema.ACCEPT_UNSEEN_REVOCATION)) {
      found.wrong(
          Schema.LICENSING_MODE,
          "a revoked licence would sign on unseen",
          "introspect, or licensing.acceptUnseenRevocation: true beside it");
    }
    if (made.freshFor().compareTo(made.lastKnownTtl()) > 0) {
      found.wrong(Schema.FRESH_FOR, "longer than licensing.ttl", "at most licensing.ttl");
    }
    boolean shared =
        settings.names("authorities").stream()
            .anyMatch(name -> settings.get(Schema.AUTHORITY_ISSUER, name).equals(made.issuer()));
    if (shared) {
      found.wrong(
          Schema.LICENSING_ISSUER,
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
                  settings.get(Schema.PLAN_ARTIFACT, name),
                  new RateLimit(
                      settings.get(Schema.PLAN_RATE, name), settings.get(Schema.PLAN_BURST, name)),
                  settings.get(Schema.PLAN_CONCURRENCY, name),
                  settings.get(Schema.PLAN_BYTES, name),
                  settings.get(Schema.PLAN_SIGNATURES, name)),
              Set.copyOf(settings.get(Schema.PLAN_FEATURES, name))));
    }
    found.someIn("plans", "a plan");
    return plans;
  }

  private List<KeyBackendSettings> backends() {
    List<KeyBackendSettings> backends = new ArrayList<>();
    for (String name : settings.names("keys.backends")) {
      switch (settings.get(Schema.BACKEND_TYPE, name)) {
        case KEYSTORE -> keystore(name).ifPresent(backends::add);
      }
    }
    return backends;
  }

  private Optional<KeyBackendSettings> keystore(String name) {
    found.needed(Schema.KEYSTORE_FILE, true, "type: keystore", name);
    found.needed(Schema.KEYSTORE_PASSWORD, true, "type: keystore", name);
    Optional<Secret> password = settings.find(Schema.KEYSTORE_PASSWORD, name);
    return settings
        .find(Schema.KEYSTORE_FILE, name)
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
      if (settings.find(Schema.SIGNER_IDENTITY, name).isPresent()
          || settings.find(Schema.SIGNER_ISSUER, name).isPresent()) {
        found.wrong(
            Schema.SIGNER_IDENTITY,
            "certificate identities are not verified yet",
            "a signer with a key",
            name);
        continue;
      }
      found.needed(Schema.SIGNER_KEY, true, "a signer", name);
      settings.find(Schema.SIGNER_KEY, name).ifPresent(keys::add);
    }
    if (!sources.isEmpty() && settings.names("releases.signers").isEmpty()) {
      found.someIn("releases.signers", "a signer; without one no source can help");
    }
    return new ReleaseSettings(keys, sources, settings.get(Schema.VERDICT_TTL));
  }

  private Optional<Source> source(String name) {
    boolean registry = settings.get(Schema.SOURCE_TYPE, name) == ReleaseSettings.Kind.REGISTRY;
    String other = registry ? "type: registry" : "type: layout";
    found.needed(Schema.SOURCE_URL, registry, other, name);
    found.needed(Schema.SOURCE_REPOSITORY, registry, other, name);
    found.needed(Schema.SOURCE_DIRECTORY, !registry, other, name);
    Optional<Path> directory = settings.find(Schema.SOURCE_DIRECTORY, name);
    if (!registry) {
      return directory.map(layout -> new Source.Layout(name, layout));
    }
    Optional<String> origin = settings.find(Schema.SOURCE_URL, name);
    Optional<String> repository = settings.find(Schema.SOURCE_REPOSITORY, name);
    @Nullable Credentials credentials = credentials(name).orElse(null);
    if (origin.isEmpty() || repository.isEmpty()) {
      return Optional.empty();
    }
    ReleaseSettings.Reach reach = settings.get(Schema.SOURCE_REACH, name);
    if (origin.get().startsWith("http:") && reach != ReleaseSettings.Reach.LOOPBACK) {
      found.wrong(
          Schema.SOURCE_REACH, "plain http goes to this machine only", "reach: loopback", name);
    }
    return Optional.of(
        new Source.Registry(
            name,
            origin.get(),
            repository.get(),
            reach,
            new HashSet<>(settings.get(Schema.SOURCE_REALMS, name)),
            new HashSet<>(settings.get(Schema.SOURCE_CONTENT, name)),
            credentials));
  }

  private Optional<Credentials> credentials(String source) {
    Optional<String> user = settings.find(Schema.SOURCE_USER, source);
    Optional<Secret> password = settings.find(Schema.SOURCE_PASSWORD, source);
    if (user.isPresent() != password.isPresent()) {
      found.wrong(
          Schema.SOURCE_USER,
          "one of a pair without the other",
          "username and password, or neither",
          source);
    }
    return user.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
  }

  private LimitSettings limits(long heap) {
    Optional<Long> budget = settings.find(Schema.MEMORY_BUDGET);
    long serverCap =
        settings
            .find(Schema.SERVER_CAP)
            .orElse(Math.min(LARGEST_BODY, budget.orElse(heap / HEAP_SHARE)));
    LimitSettings made =
        new LimitSettings(
            serverCap,
            budget.orElse(Math.max(serverCap, heap / HEAP_SHARE)),
            settings.get(Schema.REQUEST_TIME));
    if (made.memoryBudget() < made.serverCap()) {
      found.wrong(Schema.MEMORY_BUDGET, "less than limits.serverCap", "at least limits.serverCap");
    }
    // Past its budget a service answers 503; past its heap the process would end.
    if (made.memoryBudget() > heap / HEAP_FOR_A_BODY) {
      found.wrong(
          budget.isPresent() ? Schema.MEMORY_BUDGET : Schema.SERVER_CAP,
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
