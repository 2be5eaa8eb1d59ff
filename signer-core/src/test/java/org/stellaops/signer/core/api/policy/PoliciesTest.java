package org.stellaops.signer.core.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;

/** I6: what one key may be used for is settled before the service starts. */
class PoliciesTest {

  private static final Tenant ACME = new Tenant("acme");
  private static final Tenant BETA = new Tenant("beta");
  private static final PlanName PRO = new PlanName("pro");
  private static final PlanName BIG = new PlanName("big");

  private static Plan plan(PlanName name, long maxArtifactBytes) {
    Limits limits = new Limits(maxArtifactBytes, new RateLimit(1, 1), 1, 1, 1);
    return new Plan(name, limits, Set.of(Plan.KEYFUL));
  }

  private static KeyRule key(String name, String uri) {
    return new KeyRule(new KeyName(name), "main", new KeyUri(uri), "memory", Set.of(PRO), false);
  }

  private static TenantPolicy tenant(Tenant tenant, Set<PlanName> plans, KeyRule... keys) {
    return tenant(tenant, plans, List.of(), keys);
  }

  private static TenantPolicy tenant(
      Tenant tenant, Set<PlanName> plans, List<SigningProfile> profiles, KeyRule... keys) {
    return new TenantPolicy(
        tenant,
        plans,
        Map.of(),
        List.of(),
        false,
        Set.of(),
        List.of(keys).stream().collect(Collectors.toMap(KeyRule::name, key -> key)),
        profiles.stream().collect(Collectors.toMap(SigningProfile::name, profile -> profile)));
  }

  private static SigningProfile profile(String name, String... keys) {
    return new SigningProfile(new KeyName(name), List.of(keys).stream().map(KeyName::new).toList());
  }

  @Test
  void policies_oneKeyOfTwoTenantsOrTwoNames_stopsTheStart() {
    KeyRule one = key("sbom", "memory:shared");
    List<TenantPolicy> two =
        List.of(
            tenant(ACME, Set.of(PRO), one), tenant(BETA, Set.of(PRO), key("x", "memory:shared")));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one key has one use");
    List<TenantPolicy> twice =
        List.of(tenant(ACME, Set.of(PRO), one, key("again", "memory:shared")));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), twice))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tenantPolicy_profileOfAKeyThatIsNotThere_cannotBeMade() {
    assertThatThrownBy(() ->
            tenant(ACME, Set.of(PRO), List.of(profile("both", "sbom", "gone")), key("sbom", "m:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gone");
  }

  private static KeyRule key(String name, Set<String> types, KeyRule.Life life) {
    KeyUri uri = new KeyUri("m:" + name);
    return new KeyRule(
        new KeyName(name), "main", uri, "memory", Set.of(PRO), types, false, null, life);
  }

  @Test
  void tenantPolicy_keyForATypeThatTheTenantMayNotHave_cannotBeMade() {
    KeyRule key = key("sbom", Set.of("https://example.org/other"), KeyRule.Life.STANDARD);
    assertThatThrownBy(() -> tenant(ACME, Set.of(PRO), key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://example.org/other");
  }

  @Test
  void tenantPolicy_keyForOtherTypesThanTheOneItReplaces_cannotBeMade() {
    Map<String, PredicateRule> types =
        Map.of("https://example.org/one", new PredicateRule(Release.NOT_REQUIRED, false));
    KeyRule old = key("old", Set.of("https://example.org/one"), KeyRule.Life.STANDARD);
    KeyRule fresh = key("fresh", Set.of(), new KeyRule.Life(new KeyName("old"), true, false));
    assertThatThrownBy(() ->
            new TenantPolicy(
                ACME,
                Set.of(PRO),
                types,
                List.of(),
                false,
                Set.of(),
                Map.of(old.name(), old, fresh.name(), fresh),
                Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for other types than old");
  }

  @Test
  void tenantPolicy_profileNamedAsAKey_cannotBeMade() {
    assertThatThrownBy(
            () -> tenant(ACME, Set.of(PRO), List.of(profile("sbom", "sbom")), key("sbom", "m:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sbom");
  }

  @Test
  void profile_noKeyOneTwiceOrNine_cannotBeMade() {
    assertThatThrownBy(() -> profile("p")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> profile("p", "a", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> profile("p", "a", "b", "c", "d", "e", "f", "g", "h", "i"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(profile("p", "a", "b", "c", "d", "e", "f", "g", "h").keys()).hasSize(8);
  }

  @Test
  void policies_unknownPlan_stopsTheStart() {
    List<TenantPolicy> tenants = List.of(tenant(ACME, Set.of(BIG)));
    assertThatThrownBy(() -> new Policies(List.of(plan(PRO, 1)), tenants))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("big");
  }

  @Test
  void largestArtifact_isThatOfTheTenantsLargestPlan() {
    Policies policies =
        new Policies(
            List.of(plan(PRO, 10), plan(BIG, 99)),
            List.of(tenant(ACME, Set.of(PRO, BIG)), tenant(BETA, Set.of(PRO))));
    assertThat(policies.largestArtifact(ACME)).isEqualTo(99);
    assertThat(policies.largestArtifact(BETA)).isEqualTo(10);
    assertThat(policies.largestArtifact(new Tenant("nobody"))).isZero();
  }

  @Test
  void requestRate_ofSeveralPlans_isTheLargestOfEachFigure() {
    Policies policies =
        new Policies(
            List.of(plan(PRO, new RateLimit(5, 70)), plan(BIG, new RateLimit(60, 8))),
            List.of(tenant(ACME, Set.of(PRO, BIG)), tenant(BETA, Set.of(PRO))));
    assertThat(policies.requestRate(ACME)).isEqualTo(new RateLimit(60, 70));
    assertThat(policies.requestRate(BETA)).isEqualTo(new RateLimit(5, 70));
    assertThat(policies.requestRate(new Tenant("nobody"))).isEqualTo(new RateLimit(10, 100));
  }

  @Test
  void requestRate_notSaid_isTenTimesTheRate() {
    Limits limits = new Limits(1, new RateLimit(3, 200_000), 1, 1, 1);
    assertThat(new Plan(PRO, limits, Set.of()).requestRate())
        .isEqualTo(new RateLimit(30, 1_000_000));
  }

  @Test
  void snapshot_otherRequestRate_isAnotherPolicy() {
    assertThat(sha256(new RateLimit(5, 70)))
        .isNotEqualTo(sha256(new RateLimit(5, 71)))
        .isNotEqualTo(sha256(new RateLimit(6, 70)))
        .isEqualTo(sha256(new RateLimit(5, 70)));
  }

  private static Digest sha256(RateLimit requests) {
    List<TenantPolicy> tenants = List.of(tenant(ACME, Set.of(PRO)));
    return PolicySnapshot.of(new Policies(List.of(plan(PRO, requests)), tenants), List.of())
        .sha256();
  }

  private static Plan plan(PlanName name, RateLimit requests) {
    Limits limits = new Limits(1, new RateLimit(1, 1), 1, 1, 1);
    return new Plan(name, limits, requests, Set.of(Plan.KEYFUL));
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
