package org.stellaops.signer.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.pipeline.SeparationOracle.Asked;
import org.stellaops.signer.core.pipeline.SeparationWorld.KeyFacts;
import org.stellaops.signer.core.pipeline.SeparationWorld.LifeFacts;
import org.stellaops.signer.core.pipeline.SeparationWorld.TenantFacts;
import org.stellaops.signer.core.pipeline.SeparationWorld.Use;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;

/**
 * The whole pipeline, set up as a {@link SeparationWorld} says. A key with a second use stops the
 * start, so such keys are out of reach then and are found later.
 */
final class SeparationService {

  private static final Limits WIDE =
      new Limits(1 << 20, new RateLimit(100_000, 100_000), 16, 1 << 30, 100_000);

  final SignerFixture signer;
  private final SeparationWorld world;
  private final InMemoryKeyCatalog catalog = new InMemoryKeyCatalog();
  private final Map<String, KeyUri> uris = new LinkedHashMap<>();
  private final Map<String, PinnedKey> moved = new LinkedHashMap<>();
  private final Map<String, Tokens> tokens = new LinkedHashMap<>();
  private final Map<String, String> proofs = new LinkedHashMap<>();
  private @Nullable LocalCaller caller;
  private int seen;

  private record Tokens(String token, Instant until) {}

  SeparationService(SeparationWorld world) {
    this.world = world;
    this.signer =
        new SignerFixture(
            house -> house.limits = WIDE,
            ports -> {
              ports.keyCatalog = catalog;
              ports.maximumAge = world.maximumAge();
              ports.localCallers = () -> Optional.ofNullable(caller);
              ports.authorityTokens = onceEach(ports.authorityTokens);
              ports.licenceTokens = onceEach(ports.licenceTokens);
            });
    makeKeys();
    enrolKnownKeys();
    PolicySnapshot policy = snapshot();
    signer.keys.lose(
        uris.entrySet().stream()
            .filter(each -> facts(each.getKey()).use() != Use.SIGNING)
            .map(Map.Entry::getValue)
            .collect(Collectors.toUnmodifiableSet()));
    refresh();
    signer.openKeys.open(policy, soon());
    signer.policy = policy;
    signer.keys.lose(Set.of());
    // A key that could not be opened is left alone for a moment.
    signer.clock.advance(Duration.ofSeconds(3));
    refresh();
    seen = signer.events().size();
  }

  private KeyFacts facts(String id) {
    int slash = id.indexOf('/');
    return world.key(id.substring(0, slash), id.substring(slash + 1));
  }

  private void makeKeys() {
    List<String> second = new ArrayList<>();
    List<KeyUri> first = new ArrayList<>();
    for (String id : world.lives().keySet()) {
      if (facts(id).use() == Use.SECOND_NAME) {
        second.add(id);
      } else {
        uris.put(id, signer.keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256));
      }
      if (facts(id).use() == Use.SIGNING) {
        first.add(uris.get(id));
      }
    }
    // As often of another tenant's key as of one's own.
    second.forEach(
        id -> uris.put(id, signer.keys.secondName(first.get(uris.size() % first.size()))));
  }

  private void enrolKnownKeys() {
    world
        .lives()
        .forEach((id, life) -> {
          if (facts(id).enrolled()) {
            KeyEntry entry = entry(id, life, 1);
            catalog.enrol(entry, event(entry), soon());
          }
        });
  }

  private KeyEntry entry(String id, LifeFacts life, long version) {
    KeyFacts facts = facts(id);
    int slash = id.indexOf('/');
    KeyUri uri = uris.get(id);
    PinnedKey pin =
        facts.use() == Use.MOVED
            ? moved.computeIfAbsent(
                id,
                any ->
                    signer
                        .keys
                        .open(
                            signer.keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256), null, soon())
                        .pin())
            : signer.keys.open(uri, null, soon()).pin();
    KeyState state = KeyState.valueOf(life.state().name());
    Instant now = signer.clock.instant();
    boolean ended = state == KeyState.RETIRED || state == KeyState.REVOKED;
    return new KeyEntry(
        new Tenant(id.substring(0, slash)),
        new KeyName(id.substring(slash + 1)),
        PolicyFixture.BACKEND,
        uri,
        pin.spki(),
        pin.algorithm(),
        "memory",
        facts.hardware(),
        state,
        state == KeyState.SUSPENDED ? KeyState.ACTIVE : null,
        now,
        life.activated(),
        ended ? now : null,
        state == KeyState.REVOKED ? life.activated() : null,
        List.of(),
        version);
  }

  private KeyEvent event(KeyEntry entry) {
    return new KeyEvent(
        signer.clock.instant(),
        "test",
        entry.state(),
        Actor.configuration(),
        "as the world has it",
        Optional.empty());
  }

  private PolicySnapshot snapshot() {
    List<Plan> plans = new ArrayList<>();
    world
        .plans()
        .forEach((name, plan) ->
            plans.add(
                new Plan(
                    new PlanName(name),
                    WIDE,
                    WIDE.rate(),
                    plan.keyful() ? Set.of("keyful") : Set.of(),
                    plan.hardwareOnly())));
    List<TenantPolicy> tenants = new ArrayList<>();
    world.tenants().forEach((name, tenant) -> tenants.add(policy(name, tenant)));
    List<ReleaseSigner> releases = new ArrayList<>();
    uris.forEach((id, uri) -> {
      if (facts(id).use() == Use.RELEASES_TOO) {
        releases.add(new ReleaseKey(signer.keys.open(uri, null, soon()).pin()));
      }
    });
    return new PolicySnapshot(
        new Policies(plans, tenants), releases, Bytes.utf8(world.toString()).sha256());
  }

  private TenantPolicy policy(String name, TenantFacts tenant) {
    Map<KeyName, KeyRule> keys = new LinkedHashMap<>();
    tenant.keys().forEach((key, facts) -> keys.put(new KeyName(key), rule(name, key, facts)));
    Map<KeyName, SigningProfile> profiles = new LinkedHashMap<>();
    tenant
        .profiles()
        .forEach((profile, members) ->
            profiles.put(
                new KeyName(profile),
                new SigningProfile(
                    new KeyName(profile), members.stream().map(KeyName::new).toList())));
    Map<String, PredicateRule> types = new LinkedHashMap<>();
    tenant
        .types()
        .forEach(
            type -> types.put(type, new PredicateRule(PredicateRule.Release.NOT_REQUIRED, false)));
    return new TenantPolicy(
        new Tenant(name),
        plans(tenant.plans()),
        types,
        List.of(new SubjectPattern("*")),
        false,
        Set.of(),
        keys,
        profiles);
  }

  private KeyRule rule(String tenant, String name, KeyFacts facts) {
    return new KeyRule(
        new KeyName(name),
        PolicyFixture.BACKEND,
        uris.get(SeparationWorld.id(tenant, name)),
        "memory",
        plans(facts.plans()),
        facts.types(),
        false,
        null,
        new KeyRule.Life(
            facts.replaces() == null ? null : new KeyName(facts.replaces()),
            facts.prepared(),
            facts.hardware()));
  }

  private static Set<PlanName> plans(Set<String> names) {
    return names.stream().map(PlanName::new).collect(Collectors.toUnmodifiableSet());
  }

  /** Another node gives a key another life; this one learns of it by its next {@link #refresh}. */
  void changeElsewhere(String id, LifeFacts life) {
    @Nullable KeyEntry before =
        catalog.entries(soon()).stream()
            .filter(
                each -> SeparationWorld.id(each.tenant().value(), each.name().value()).equals(id))
            .findFirst()
            .orElse(null);
    if (before == null) {
      // A second name of a key has no life of its own.
      return;
    }
    KeyEntry after = entry(id, life, before.version() + 1);
    if (!catalog.change(List.of(new Replacement(before, after, event(after))), soon())) {
      throw new AssertionError("the catalog did not change " + id);
    }
  }

  void refresh() {
    signer.register.refresh(soon());
  }

  Response sign(Asked asked) {
    SignBody body = new SignBody(proof(asked), SignerFixture.IMAGE);
    body.with("predicateType", Jwts.quoted(asked.type()));
    if (!asked.asked().isEmpty()) {
      body.options(
          asked.asked().stream()
              .map(Jwts::quoted)
              .collect(Collectors.joining(",", "{\"keys\":[", "]}")));
    }
    return asked.embedded()
        ? signEmbedded(asked.tenant(), body)
        : signer.signWith(token(asked.tenant()), body);
  }

  /** A caller in this process, whose tenant the embedder vouches for. */
  private Response signEmbedded(String tenant, SignBody body) {
    caller =
        new LocalCaller(
            new Tenant(tenant),
            new ClientId("ci-runner"),
            new InstanceId("inst-1"),
            SignerFixture.IMAGE);
    return signer.signer.handle(
        new IncomingRequest(
            new Operation.SignStatement(),
            new Credential.Local(),
            new TraceId("trace-1"),
            "192.0.2.0/24",
            List.of(),
            Delivered.whole(body.toString())));
  }

  /** Reads each token once, as the product's readers do: checking signatures takes most time. */
  private static SignedTokens onceEach(SignedTokens reader) {
    Map<String, SignedTokens.Reading> read = new ConcurrentHashMap<>();
    return (compact, deadline) ->
        read.computeIfAbsent(compact, text -> reader.read(text, deadline));
  }

  private String token(String tenant) {
    Instant now = signer.clock.instant();
    Tokens known = tokens.get(tenant);
    if (known == null || !now.isBefore(known.until())) {
      Map<String, String> claims = signer.accessClaims();
      claims.put("tid", Jwts.quoted(tenant));
      known = new Tokens(signer.accessToken(claims), now.plusSeconds(300));
      tokens.put(tenant, known);
    }
    return known.token();
  }

  private String proof(Asked asked) {
    return proofs.computeIfAbsent(
        asked.proofTenant() + " " + asked.plan() + " " + asked.keyful(),
        any -> {
          Map<String, String> claims = signer.entitlementClaims();
          claims.put("tid", Jwts.quoted(asked.proofTenant()));
          claims.put("plan", Jwts.quoted(asked.plan()));
          claims.put("features", asked.keyful() ? "[\"keyful\"]" : "[]");
          return signer.entitlement(claims);
        });
  }

  /** The keys that were used since this was last asked, by the backend's own account. */
  Set<String> used() {
    List<String> events = signer.events();
    Set<String> used = new TreeSet<>();
    for (String event : events.subList(seen, events.size())) {
      if (event.startsWith("sign ")) {
        used.add(nameOf(event.substring(5, event.indexOf(' ', 5))));
      }
    }
    seen = events.size();
    return used;
  }

  private String nameOf(String uri) {
    return uris.entrySet().stream()
        .filter(each -> each.getValue().value().equals(uri))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("none of the world's: " + uri);
  }

  private Deadline soon() {
    return Deadline.in(Duration.ofSeconds(5), signer.clock);
  }

  /** Words of the reason, or null where it was answered. */
  static @Nullable String reason(Response response) {
    return switch (response) {
      case Response.Answered answered -> null;
      case Response.Failed failed -> failed.why().reason().word();
      case Response.Refused refused -> refused.why().reason().word();
    };
  }
}
