package org.stellaops.signer.core.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;

/** I6: what one key may be used for is settled before the service starts. */
class PoliciesTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Tenant BETA = new Tenant("beta");
  private static final PlanName PRO = new PlanName("pro");
  private static final PlanName BIG = new PlanName("big");

  private final InMemorySigningKeys keys = new InMemorySigningKeys();

  private static Plan plan(PlanName name, long maxArtifactBytes) {
    Limits limits = new Limits(maxArtifactBytes, new RateLimit(1, 1), 1, 1, 1);
    return new Plan(name, limits, Set.of(Plan.KEYFUL));
  }

  private SigningKey key(Tenant tenant, String name, KeyUri uri) {
    PinnedKey pin = keys.publicKey(uri, Deadline.in(Duration.ofSeconds(5), Ticker.system()));
    return new SigningKey(new KeyName(name), tenant, Set.of(PRO), keys, uri, pin, "memory", false);
  }

  private KeyUri newKey() {
    return keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
  }

  private static TenantPolicy tenant(Tenant tenant, Set<PlanName> plans, SigningKey... keys) {
    Map<KeyName, SigningKey> byName =
        List.of(keys).stream()
            .collect(java.util.stream.Collectors.toMap(SigningKey::name, key -> key));
    return new TenantPolicy(tenant, plans, Map.of(), List.of(), false, Set.of(), byName);
  }

  @Test
  void policies_releaseKeyAsTenantKey_stopsTheStart() {
    SigningKey key = key(ACME, "sbom", newKey());
    List<TenantPolicy> tenants = List.of(tenant(ACME, Set.of(PRO), key));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), tenants, Set.of(key.pin())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sbom")
        .hasMessageContaining("release key");
    assertThat(new Policies(List.of(plan(PRO, 1)), tenants, Set.of()).tenants()).hasSize(1);
  }

  @Test
  void requireApart_releaseKeyGivenLater_isRefusedAllTheSame() {
    SigningKey key = key(ACME, "sbom", newKey());
    Policies policies = Policies.ofOne(plan(PRO, 1).limits(), key, Map.of());
    assertThatThrownBy(() -> policies.requireApart(List.of(key.pin())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("release key");
    policies.requireApart(List.of(key(ACME, "other", newKey()).pin()));
  }

  @Test
  void policies_oneKeyOfTwoTenantsOrTwoNames_stopsTheStart() {
    KeyUri shared = newKey();
    SigningKey one = key(ACME, "sbom", shared);
    List<TenantPolicy> two =
        List.of(tenant(ACME, Set.of(PRO), one), tenant(BETA, Set.of(PRO), key(BETA, "x", shared)));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), two, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one key has one use");
    List<TenantPolicy> twice = List.of(tenant(ACME, Set.of(PRO), one, key(ACME, "again", shared)));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), twice, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void policies_unknownPlan_stopsTheStart() {
    List<TenantPolicy> tenants = List.of(tenant(ACME, Set.of(BIG)));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), tenants, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("big");
  }

  @Test
  void tenantPolicy_keyOfAnotherTenant_cannotBeMade() {
    SigningKey theirs = key(BETA, "theirs", newKey());
    assertThatThrownBy(() -> tenant(ACME, Set.of(PRO), theirs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another tenant");
  }

  @Test
  void largestArtifact_isThatOfTheTenantsLargestPlan() {
    Policies policies =
        new Policies(
            List.of(plan(PRO, 10), plan(BIG, 99)),
            List.of(tenant(ACME, Set.of(PRO, BIG)), tenant(BETA, Set.of(PRO))),
            Set.of());
    assertThat(policies.largestArtifact(ACME)).isEqualTo(99);
    assertThat(policies.largestArtifact(BETA)).isEqualTo(10);
    assertThat(policies.largestArtifact(new Tenant("nobody"))).isZero();
  }

  @Test
  void limits_zero_isRefused() {
    assertThatThrownBy(() -> new Limits(0, new RateLimit(1, 1), 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example/*,registry.example/app,true",
    "registry.example/*,registry.example/a/b,true",
    "registry.example/*,registry.example/,true",
    "registry.example/*,registry.example.evil/app,false",
    "registry.example/*,xregistry.example/app,false",
    "registry.example/*,registryXexample/app,false",
    "*.json,a.json,true",
    "*.json,a.json.exe,false",
    "a*b*c,aXbXc,true",
    "a*b*c,abcb,false",
    "app,app,true",
    "app,App,false",
    "*,anything,true"
  })
  void subjectPattern_matchesWholeNamesOnly(String glob, String name, boolean matches) {
    assertThat(new SubjectPattern(glob).matches(name)).isEqualTo(matches);
  }

  @Test
  void subjectPattern_manyStars_endsSoon() {
    SubjectPattern pattern = new SubjectPattern("*a".repeat(250) + "b");
    assertThat(pattern.matches("a".repeat(1024))).isFalse();
  }
}
