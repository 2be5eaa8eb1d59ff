package org.stellaops.signer.bootstrap;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Tenant;

/** A small request that the policy of a token's tenant allows: what a rehearsal sends. */
final class SampleRequest {

  private static final String ZEROS = "0".repeat(64);
  private static final String TYPE = "https://cyclonedx.org/bom";

  private SampleRequest() {}

  static Bytes of(Rehearsal.Asked asked, PresentedToken token, PolicySnapshot policy) {
    Optional<TenantPolicy> tenant = tenant(token, policy);
    Optional<Digest> image = Optional.ofNullable(asked.scanner()).or(token::image);
    Optional<Map.Entry<String, PredicateRule>> rule =
        tenant.flatMap(rules -> rule(rules, image.isPresent()));
    boolean report = rule.map(it -> it.getValue().report()).orElse(false);
    CanonicalWriter predicate = CanonicalWriter.object();
    CanonicalWriter options = CanonicalWriter.object();
    if (report) {
      predicate.object("policy", reportPolicy());
      options.object("policy", reportPolicy());
    }
    if (!asked.keys().isEmpty()) {
      options.strings("keys", asked.keys());
    }
    CanonicalWriter subject =
        CanonicalWriter.object()
            .object("digest", CanonicalWriter.object().string("sha256", ZEROS))
            .string("name", tenant.map(SampleRequest::name).orElse("sample"));
    CanonicalWriter body =
        CanonicalWriter.object()
            .object("options", options)
            .object(
                "poe",
                CanonicalWriter.object().string("format", "jwt").string("value", asked.proof()))
            .object("predicate", predicate)
            .string("predicateType", rule.map(Map.Entry::getKey).orElse(TYPE))
            .objects("subject", List.of(subject));
    image.ifPresent(digest -> body.string("scannerImageDigest", digest.toString()));
    return body.bytes();
  }

  private static Optional<TenantPolicy> tenant(PresentedToken token, PolicySnapshot policy) {
    try {
      return token.text("tid").map(Tenant::new).flatMap(policy.policies()::tenant);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One that asks for a release where an image is known; the first by name. */
  private static Optional<Map.Entry<String, PredicateRule>> rule(
      TenantPolicy tenant, boolean imageKnown) {
    PredicateRule.Release wanted =
        imageKnown ? PredicateRule.Release.REQUIRED : PredicateRule.Release.NOT_REQUIRED;
    return tenant.predicateTypes().entrySet().stream()
        .filter(entry -> !entry.getKey().equals(DocumentTypes.EXPORT))
        .min(
            Comparator.<Map.Entry<String, PredicateRule>, Boolean>comparing(
                    entry -> entry.getValue().release() != wanted)
                .thenComparing(Map.Entry::getKey));
  }

  private static String name(TenantPolicy tenant) {
    return tenant.subjects().stream()
        .map(pattern -> candidate(pattern))
        .filter(name -> tenant.subjects().stream().anyMatch(pattern -> pattern.matches(name)))
        .findFirst()
        .orElse("sample");
  }

  private static String candidate(SubjectPattern pattern) {
    return pattern.glob().equals("*") ? "sample" : pattern.glob().replace("*", "x");
  }

  private static CanonicalWriter reportPolicy() {
    return CanonicalWriter.object().string("digest", "sha256:" + ZEROS).string("viewSet", "sample");
  }
}
