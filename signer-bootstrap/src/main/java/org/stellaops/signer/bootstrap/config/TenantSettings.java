package org.stellaops.signer.bootstrap.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/**
 * What one tenant may have signed, and with which keys.
 *
 * @param plans the plans that its proofs may name
 * @param predicateTypes rules by exact predicate type; every other type is refused
 * @param subjects each subject's name must match one
 * @param allowedReleases scanner images that need no signature
 * @param profiles which keys sign together, by the profile's name
 */
public record TenantSettings(
    Tenant tenant,
    Set<PlanName> plans,
    Map<String, PredicateRule> predicateTypes,
    List<SubjectPattern> subjects,
    boolean acceptAssertedRelease,
    Set<Digest> allowedReleases,
    List<Key> keys,
    Map<KeyName, List<KeyName>> profiles) {

  /** The type of reports that a policy engine made. */
  public static final String REPORT_TYPE = "https://stella-ops.org/report/v1";

  /**
   * The types of a tenant for whom none are written: SBOMs and reports, each from a signed scanner.
   * Types that make images or builds trusted are never among them.
   */
  public static final Map<String, PredicateRule> DEFAULT_TYPES =
      Map.of(
          "https://cyclonedx.org/bom",
          new PredicateRule(Release.REQUIRED, false),
          "https://spdx.dev/Document",
          new PredicateRule(Release.REQUIRED, false),
          REPORT_TYPE,
          new PredicateRule(Release.REQUIRED, true));

  public TenantSettings {
    plans = Set.copyOf(plans);
    predicateTypes = Map.copyOf(predicateTypes);
    subjects = List.copyOf(subjects);
    allowedReleases = Set.copyOf(allowedReleases);
    keys = List.copyOf(keys);
    profiles = Map.copyOf(profiles);
  }

  /**
   * A signing key.
   *
   * @param plans the plans under which it may sign
   * @param published whether anyone may read its public key
   */
  public record Key(KeyName name, KeyPlace place, Set<PlanName> plans, boolean published) {

    public Key {
      plans = Set.copyOf(plans);
    }
  }
}
