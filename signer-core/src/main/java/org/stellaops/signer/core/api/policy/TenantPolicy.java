package org.stellaops.signer.core.api.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/**
 * What one tenant may have signed. Everything that is not named here is refused.
 *
 * @param plans the plans that the tenant's entitlements may name
 * @param predicateTypes rules by exact predicate type
 * @param subjects at least one must match each subject's name
 * @param acceptAssertedRelease whether a scanner digest that only the body names is enough; the
 *     verdict is then {@code asserted}
 * @param allowedReleases scanner images that need no signature, each once
 * @param keys the tenant's own keys by name
 * @param profiles keys that sign together; a profile and a key have different names
 * @param keyless the identity that is signed for without a key; null for none
 */
public record TenantPolicy(
    Tenant tenant,
    Set<PlanName> plans,
    Map<String, PredicateRule> predicateTypes,
    List<SubjectPattern> subjects,
    boolean acceptAssertedRelease,
    Set<AllowedRelease> allowedReleases,
    Map<KeyName, KeyRule> keys,
    Map<KeyName, SigningProfile> profiles,
    @Nullable KeylessRule keyless) {

  /** The type of the statements that keys are tested with; nobody may have one signed. */
  public static final String SELF_TEST_TYPE = "https://stella-ops.org/self-test/v1";

  /** The type of what persons sign for an emergency bypass; nobody may have one signed. */
  public static final String BYPASS_TYPE = "https://stella-ops.org/entitlement-bypass/v1";

  public TenantPolicy {
    if (predicateTypes.containsKey(SELF_TEST_TYPE)) {
      throw new IllegalArgumentException(
          "tenant "
              + tenant
              + " may not have statements of the type "
              + SELF_TEST_TYPE
              + ": the service tests keys with them");
    }
    if (predicateTypes.containsKey(BYPASS_TYPE)) {
      throw new IllegalArgumentException(
          "tenant "
              + tenant
              + " may not have statements of the type "
              + BYPASS_TYPE
              + ": persons sign them");
    }
    plans = Set.copyOf(plans);
    predicateTypes = Map.copyOf(predicateTypes);
    subjects = List.copyOf(subjects);
    allowedReleases = Set.copyOf(allowedReleases);
    keys = Map.copyOf(keys);
    profiles = Map.copyOf(profiles);
    requireOnce(tenant, allowedReleases);
    requireLines(tenant, keys);
    requirePurposes(tenant, keys, predicateTypes.keySet());
    requireIdentity(tenant, keyless, keys, profiles);
    for (SigningProfile profile : profiles.values()) {
      if (keys.containsKey(profile.name())) {
        throw new IllegalArgumentException(
            "tenant " + tenant + " has a key and a profile named " + profile.name());
      }
      for (KeyName key : profile.keys()) {
        if (!keys.containsKey(key)) {
          throw new IllegalArgumentException(
              "profile " + profile.name() + " of tenant " + tenant + " names no key: " + key);
        }
      }
    }
  }

  /** A tenant whose statements are signed with its keys alone. */
  public TenantPolicy(
      Tenant tenant,
      Set<PlanName> plans,
      Map<String, PredicateRule> predicateTypes,
      List<SubjectPattern> subjects,
      boolean acceptAssertedRelease,
      Set<AllowedRelease> allowedReleases,
      Map<KeyName, KeyRule> keys,
      Map<KeyName, SigningProfile> profiles) {
    this(
        tenant,
        plans,
        predicateTypes,
        subjects,
        acceptAssertedRelease,
        allowedReleases,
        keys,
        profiles,
        null);
  }

  private static void requireOnce(Tenant tenant, Set<AllowedRelease> allowed) {
    if (allowed.stream().map(AllowedRelease::image).distinct().count() < allowed.size()) {
      throw new IllegalArgumentException("tenant " + tenant + " allows an image twice");
    }
  }

  private static void requireIdentity(
      Tenant tenant,
      @Nullable KeylessRule keyless,
      Map<KeyName, KeyRule> keys,
      Map<KeyName, SigningProfile> profiles) {
    if (keyless == null) {
      return;
    }
    if (!keyless.isOf(tenant)) {
      throw new IllegalArgumentException(
          "the SPIFFE ID of tenant "
              + tenant
              + " ends with /tenant/"
              + tenant
              + "/signer, and this one does not: "
              + keyless.subject());
    }
    if (keys.containsKey(KeylessRule.NAME) || profiles.containsKey(KeylessRule.NAME)) {
      throw new IllegalArgumentException(
          "tenant "
              + tenant
              + " has an identity for keyless signing, so none of its keys and profiles is named "
              + KeylessRule.NAME);
    }
    KeyName fallback = keyless.fallback();
    if (fallback != null && !keys.containsKey(fallback)) {
      throw new IllegalArgumentException(
          "the fallback of tenant " + tenant + "'s keyless signing is no key of it: " + fallback);
    }
  }

  /** Each key replaces at most one, is replaced by at most one, and never itself in the end. */
  private static void requireLines(Tenant tenant, Map<KeyName, KeyRule> keys) {
    Set<KeyName> replaced = new HashSet<>();
    for (KeyRule key : keys.values()) {
      KeyName before = key.life().replaces();
      for (int i = 0; before != null; i++) {
        KeyRule rule = keys.get(before);
        if (rule == null || i > keys.size()) {
          throw new IllegalArgumentException(
              "key "
                  + key.name()
                  + " of tenant "
                  + tenant
                  + (rule == null
                      ? " replaces no key that there is: " + before
                      : " replaces itself in the end, in a circle with " + before));
        }
        before = rule.life().replaces();
      }
      if (key.life().replaces() != null && !replaced.add(key.life().replaces())) {
        throw new IllegalArgumentException(
            "two keys of tenant " + tenant + " replace " + key.life().replaces());
      }
    }
  }

  /** A key is for types that the tenant may have, and for those of the key that it replaces. */
  private static void requirePurposes(
      Tenant tenant, Map<KeyName, KeyRule> keys, Set<String> types) {
    for (KeyRule key : keys.values()) {
      if (!types.containsAll(key.predicateTypes())) {
        throw new IllegalArgumentException(
            "key "
                + key.name()
                + " of tenant "
                + tenant
                + " is for types that the tenant may not have: "
                + key.predicateTypes().stream().filter(each -> !types.contains(each)).toList());
      }
      if (key.predicateTypes().contains(DocumentTypes.EXPORT) && !key.isFor(DocumentTypes.EXPORT)) {
        throw new IllegalArgumentException(
            "key "
                + key.name()
                + " of tenant "
                + tenant
                + " is for exports and other types: a key for exports signs nothing else");
      }
      KeyName before = key.life().replaces();
      if (before != null && !isForSame(key, keys.get(before))) {
        throw new IllegalArgumentException(
            "key "
                + key.name()
                + " of tenant "
                + tenant
                + " is for other types than "
                + before
                + ", which it replaces");
      }
    }
  }

  private static boolean isForSame(KeyRule key, @Nullable KeyRule before) {
    return before != null && before.predicateTypes().equals(key.predicateTypes());
  }

  /** The entry of the allow-list for this image, over or not. */
  public Optional<AllowedRelease> allowed(Digest image) {
    return allowedReleases.stream().filter(each -> each.image().equals(image)).findFirst();
  }

  public Optional<PredicateRule> rule(String predicateType) {
    return Optional.ofNullable(predicateTypes.get(predicateType));
  }
}
