package org.stellaops.signer.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.AllowedRelease;
import org.stellaops.signer.core.api.policy.EntitlementRules.Check;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/**
 * What the operator configured, open to change before the service starts: tenants acme and beta,
 * the plans pro and gold, and a key for each use.
 */
final class PolicyFixture {

  static final String BACKEND = "memory";
  static final Tenant ACME = new Tenant("acme");
  static final Tenant BETA = new Tenant("beta");
  static final String REPORT = "https://example.org/report/v1";
  static final String FREE = "https://example.org/free/v1";
  static final PlanName PRO = new PlanName("pro");
  static final PlanName GOLD = new PlanName("gold");

  /** Whose certificates sign releases as well. */
  static final ReleaseIdentity CI = new ReleaseIdentity("https://ci.example", "release");

  final DocumentSigner releaseKey = DocumentSigner.p256();
  final Map<Tenant, List<KeyRule>> keys = new LinkedHashMap<>();
  final Map<String, PredicateRule> types = new LinkedHashMap<>();
  final Map<KeyName, SigningProfile> profiles = new LinkedHashMap<>();
  final Set<AllowedRelease> allowedReleases = new HashSet<>();

  /** An entry that is good for a while. */
  static AllowedRelease allowed(Digest image) {
    return new AllowedRelease(
        image,
        "CHG-7: signed again next week",
        "ada@example",
        Instant.parse("2999-01-01T00:00:00Z"));
  }

  Limits limits = new Limits(1 << 20, new RateLimit(50, 100), 16, 1 << 30, 1000);
  @Nullable RateLimit requestRate;
  Set<String> features = Set.of(Plan.KEYFUL);
  Set<PlanName> plans = Set.of(PRO);
  final Map<Tenant, KeylessRule> identities = new LinkedHashMap<>();
  boolean acceptAsserted;
  boolean hardwareKeysOnly;
  boolean withSource = true;
  boolean countIndexes;
  Duration staleFor = Duration.ZERO;
  Check check = Check.TOKEN;
  String subjects = "registry.example/*";
  SignerBuilder.Limits process =
      new SignerBuilder.Limits(
          4 << 20,
          64 << 20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(90),
          Duration.ofSeconds(30));
  private final CountingKeys backend;

  PolicyFixture(CountingKeys backend) {
    this.backend = backend;
    types.put(SignBody.SBOM, new PredicateRule(Release.REQUIRED, false));
    types.put(REPORT, new PredicateRule(Release.NOT_REQUIRED, true));
    types.put(FREE, new PredicateRule(Release.NOT_REQUIRED, false));
    addKey(ACME, "sbom", PRO);
    addKey(ACME, "golden", GOLD);
    addKey(BETA, "theirs", PRO);
  }

  KeyRule addKey(Tenant tenant, String name, PlanName plan) {
    return addKey(tenant, name, plan, SignatureAlgorithm.ECDSA_P256_SHA256);
  }

  KeyRule addKey(Tenant tenant, String name, SignatureAlgorithm algorithm) {
    return addKey(tenant, name, PRO, algorithm);
  }

  private KeyRule addKey(Tenant tenant, String name, PlanName plan, SignatureAlgorithm algorithm) {
    KeyUri uri = backend.newKey(algorithm);
    KeyRule key =
        new KeyRule(new KeyName(name), BACKEND, uri, "memory", Set.of(plan), name.equals("sbom"));
    keys.computeIfAbsent(tenant, any -> new ArrayList<>()).add(key);
    return key;
  }

  /** A key for exports alone, and the rule that the tenants may have them signed. */
  KeyRule addExports(Tenant tenant, String name) {
    types.put(DocumentTypes.EXPORT, new PredicateRule(Release.NOT_REQUIRED, false));
    KeyRule key =
        new KeyRule(
            new KeyName(name),
            BACKEND,
            backend.newKey(SignatureAlgorithm.ECDSA_P256_SHA256),
            "memory",
            Set.of(PRO),
            Set.of(DocumentTypes.EXPORT),
            true,
            null,
            KeyRule.Life.STANDARD);
    keys.computeIfAbsent(tenant, any -> new ArrayList<>()).add(key);
    return key;
  }

  /** A key that begins as prepared, and signs in the place of another once it is active. */
  KeyRule addSuccessor(Tenant tenant, String name, String replaces, PlanName plan) {
    KeyUri uri = backend.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    KeyRule key =
        new KeyRule(
            new KeyName(name),
            BACKEND,
            uri,
            "memory",
            Set.of(plan),
            Set.of(),
            true,
            null,
            new KeyRule.Life(new KeyName(replaces), true, false));
    keys.computeIfAbsent(tenant, any -> new ArrayList<>()).add(key);
    return key;
  }

  /** The public key of a tenant's key. */
  PinnedKey pin(Tenant tenant, String name) {
    Deadline soon = Deadline.in(Duration.ofSeconds(5), Ticker.system());
    return backend.publicKey(key(tenant, name).uri(), soon);
  }

  private KeyRule key(Tenant tenant, String name) {
    return keys.get(tenant).stream()
        .filter(key -> key.name().value().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Policies policies() {
    RateLimit requests = requestRate == null ? limits.rate().times(10) : requestRate;
    List<Plan> offered =
        List.of(
            new Plan(PRO, limits, requests, features, hardwareKeysOnly),
            new Plan(GOLD, limits, requests, features));
    return new Policies(offered, keys.keySet().stream().map(this::policy).toList());
  }

  PolicySnapshot snapshot() {
    return new PolicySnapshot(
        policies(),
        new ReleaseRule(
            List.of(new ReleaseKey(releaseKey.key()), CI), 1, Set.of(), null, countIndexes),
        List.of(),
        Bytes.utf8("policy").sha256());
  }

  private TenantPolicy policy(Tenant tenant) {
    Map<KeyName, KeyRule> own = new LinkedHashMap<>();
    keys.get(tenant).forEach(key -> own.put(key.name(), key));
    return new TenantPolicy(
        tenant,
        plans,
        types,
        List.of(new SubjectPattern(subjects)),
        acceptAsserted,
        allowedReleases,
        own,
        tenant.equals(ACME) ? profiles : Map.of(),
        identities.get(tenant));
  }
}
