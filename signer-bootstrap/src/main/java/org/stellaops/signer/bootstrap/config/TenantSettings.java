package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.TEXT;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;

/**
 * What one tenant may have signed, and with which keys.
 *
 * @param predicateTypes null for {@link #DEFAULT_TYPES}
 * @param keyless null where the tenant's statements are signed with its keys alone
 */
public record TenantSettings(
    @Named Tenant tenant,
    @Setting("The plans that the tenant's proofs may name.") Set<PlanName> plans,
    @Setting(
            "Patterns; each subject's whole name must match one. One without a name matches *"
                + " alone.")
        List<SubjectPattern> subjects,
    @Chosen("type") @Nullable List<Type> predicateTypes,
    @Setting("Whether a scanner digest that only the request's body names is enough.")
        @Fallback("false")
        boolean acceptAssertedRelease,
    @Chosen("digest") List<Allowed> allowedReleases,
    @Chosen("key") List<Key> keys,
    @Chosen("profile") List<Profile> profiles,
    @Nullable IdentitySettings keyless) {

  /** The type of reports that a policy engine made. */
  public static final String REPORT_TYPE = "https://stella-ops.org/report/v1";

  /**
   * The types of a tenant for whom none are written: SBOMs and reports, each from a signed scanner.
   * Types that make images or builds trusted are never among them.
   */
  public static final List<Type> DEFAULT_TYPES =
      List.of(
          new Type("https://cyclonedx.org/bom", Release.REQUIRED, false),
          new Type("https://spdx.dev/Document", Release.REQUIRED, false),
          new Type("https://spdx.dev/Document/v3", Release.REQUIRED, false),
          new Type(REPORT_TYPE, Release.REQUIRED, true));

  public TenantSettings {
    plans = Set.copyOf(plans);
    subjects = List.copyOf(subjects);
    predicateTypes = predicateTypes == null ? null : List.copyOf(predicateTypes);
    allowedReleases = List.copyOf(allowedReleases);
    keys = List.copyOf(keys);
    profiles = List.copyOf(profiles);
  }

  /** The rules by exact predicate type; every other type is refused. */
  public Map<String, PredicateRule> rules() {
    Map<String, PredicateRule> rules = new LinkedHashMap<>();
    for (Type type : predicateTypes == null ? DEFAULT_TYPES : predicateTypes) {
      rules.put(type.name, new PredicateRule(type.release, type.report));
    }
    return rules;
  }

  /** A scanner image that needs no signature for a time. */
  public record Allowed(
      @Named Digest image,
      @Setting(
              "Why a scanner image needs no signature; it is in the record of each request that it"
                  + " lets pass.")
          @Text(TEXT)
          String reason,
      @Setting("Who answers for that.") @Text(TEXT) String author,
      @Setting("From when on it needs one again; `stella doctor` warns a week before.")
          Instant expires) {}

  /** A predicate type. */
  public record Type(
      @Named String name,
      @Setting("Whether the calling scanner's image must be release-signed.") @Fallback("required")
          Release release,
      @Setting("Whether `predicate.policy` must equal `options.policy`.") @Fallback("false")
          boolean report) {}

  /**
   * A signing key.
   *
   * @param plans the plans under which it may sign; null for all of the tenant's
   * @param published whether anyone may read its public key
   */
  public record Key(
      @Named KeyName name,
      @Setting(
              "Where the signing key is: a name under `keys.backends`, a colon, and the key in the"
                  + " backend's own form; for a keystore its alias, for a PEM file `key`.")
          KeyPlace uri,
      @Setting("The plans under which it may sign; all of the tenant's when not written.")
          @Nullable Set<PlanName> plans,
      @Setting(
              "Its purpose: the types of the statements that it may sign, of those that the tenant"
                  + " allows; all of them when not written.")
          @Fallback("")
          @Text(TEXT)
          Set<String> predicateTypes,
      @Setting("Whether anyone may read its public key at `GET /trust`.") @Fallback("false")
          boolean published,
      @Setting(
              "What an RSA key signs by: `rsa-pkcs1-sha256` or `rsa-pss-sha256`. When not written:"
                  + " what the backend says of the key, else PKCS#1, which is what verifiers"
                  + " assume. Any other key has one algorithm.")
          @Nullable SignatureAlgorithm algorithm,
      @Setting(
              "Another key of the tenant, in whose place this one signs as soon as it is active:"
                  + " callers go on naming the other.")
          @Nullable KeyName replaces,
      @Setting(
              "How a key begins that was never seen under this name: `active`, or `prepared`, which"
                  + " signs nothing until somebody activates it. Always `prepared` where"
                  + " `keys.twoPersons` names `activate`, but at the first start of a service.")
          @Fallback("active")
          Enrolment enrolAs,
      @Setting(
              "What protects it. When not written: software for a keystore or PEM file, hardware"
                  + " for any other backend.")
          @Nullable Protection protection) {

    public Key {
      plans = plans == null ? null : Set.copyOf(plans);
      predicateTypes = Set.copyOf(predicateTypes);
    }
  }

  /** How a key begins. */
  public enum Enrolment {
    ACTIVE,
    PREPARED
  }

  /** What protects a key. */
  public enum Protection {
    HARDWARE,
    SOFTWARE
  }

  /** Keys that sign together. */
  public record Profile(
      @Named KeyName name,
      @Setting(
              "The 1 to 8 keys that sign together. The profile `default` signs where a request"
                  + " names none.")
          List<KeyName> keys) {

    public Profile {
      keys = List.copyOf(keys);
    }
  }
}
