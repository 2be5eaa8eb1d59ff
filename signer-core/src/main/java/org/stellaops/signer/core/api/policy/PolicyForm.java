package org.stellaops.signer.core.api.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Policy as canonical bytes: the same policy is the same bytes, however its file is written. */
final class PolicyForm {

  private PolicyForm() {}

  static Bytes bytes(Policies policies, ReleaseRule releases, List<Revocation> revocations) {
    CanonicalWriter form = CanonicalWriter.object();
    if (!revocations.isEmpty()) {
      form.strings(
          "revocations", revocations.stream().map(PolicyForm::revocation).sorted().toList());
    }
    VersionFloor oldest = releases.oldest();
    if (oldest != null) {
      form.string("oldestRelease", oldest.annotation() + " " + oldest.minimum());
    }
    if (!releases.attestations().isEmpty()) {
      form.strings("releaseAttestations", sorted(releases.attestations()));
    }
    if (releases.indexes()) {
      form.bool("releaseIndexes", true);
    }
    if (releases.threshold() > 1) {
      form.number("releaseThreshold", releases.threshold());
    }
    return form.objects(
            "plans",
            policies.plans().stream()
                .sorted(Comparator.comparing(plan -> plan.name().value()))
                .map(PolicyForm::plan)
                .toList())
        .strings(
            "releaseSigners", releases.signers().stream().map(PolicyForm::signer).sorted().toList())
        .objects(
            "tenants",
            policies.tenants().stream()
                .sorted(Comparator.comparing(tenant -> tenant.tenant().value()))
                .map(PolicyForm::tenant)
                .toList())
        .bytes();
  }

  private static String signer(ReleaseSigner signer) {
    return switch (signer) {
      case ReleaseKey(var key, var from, var until) ->
          key.fingerprint()
              + (from == null ? "" : " from " + from)
              + (until == null ? "" : " until " + until);
      case ReleaseIdentity(String issuer, String subject, boolean pattern) ->
          issuer + (pattern ? " matching " : " ") + subject;
    };
  }

  private static String revocation(Revocation revocation) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .time("from", revocation.from())
            .string("reason", revocation.reason());
    switch (revocation) {
      case RevokedKey key -> form.string("id", key.fingerprint().toString());
      case RevokedIdentity identity ->
          form.string("issuer", identity.issuer()).string("subject", identity.subject());
      case RevokedContent content -> form.string("paeDigest", content.paeDigest().toString());
    }
    return form.bytes().utf8();
  }

  private static CanonicalWriter plan(Plan plan) {
    Limits limits = plan.limits();
    CanonicalWriter form = CanonicalWriter.object();
    if (plan.hardwareKeysOnly()) {
      form.bool("hardwareKeysOnly", true);
    }
    return form.string("bytesPerDay", Long.toString(limits.bytesPerDay()))
        .number("burst", limits.rate().burst())
        .number("concurrency", limits.concurrency())
        .strings("features", plan.features().stream().sorted().toList())
        .string("maxArtifactBytes", Long.toString(limits.maxArtifactBytes()))
        .string("name", plan.name().value())
        .number("rate", limits.rate().perSecond())
        .number("requestBurst", plan.requestRate().burst())
        .number("requestRate", plan.requestRate().perSecond())
        .string("signaturesPerDay", Long.toString(limits.signaturesPerDay()));
  }

  private static CanonicalWriter tenant(TenantPolicy tenant) {
    CanonicalWriter form = CanonicalWriter.object();
    if (tenant.keyless() != null) {
      form.object("keyless", keyless(tenant.keyless()));
    }
    return form.bool("acceptAssertedRelease", tenant.acceptAssertedRelease())
        .objects(
            "allowedReleases",
            tenant.allowedReleases().stream()
                .sorted(Comparator.comparing(each -> each.image().toString()))
                .map(PolicyForm::allowed)
                .toList())
        .objects(
            "keys",
            tenant.keys().values().stream()
                .sorted(Comparator.comparing(key -> key.name().value()))
                .map(PolicyForm::key)
                .toList())
        .strings("plans", sorted(tenant.plans()))
        .objects(
            "predicateTypes",
            byName(tenant.predicateTypes()).map(PolicyForm::predicateType).toList())
        .objects(
            "profiles",
            tenant.profiles().values().stream()
                .sorted(Comparator.comparing(profile -> profile.name().value()))
                .map(PolicyForm::profile)
                .toList())
        .strings("subjects", tenant.subjects().stream().map(SubjectPattern::glob).sorted().toList())
        .string("tenant", tenant.tenant().value());
  }

  private static CanonicalWriter allowed(AllowedRelease allowed) {
    return CanonicalWriter.object()
        .string("author", allowed.author())
        .time("expires", allowed.expires())
        .string("image", allowed.image().toString())
        .string("reason", allowed.reason());
  }

  private static CanonicalWriter keyless(KeylessRule keyless) {
    CanonicalWriter form = CanonicalWriter.object();
    if (keyless.fallback() != null) {
      form.string("fallback", keyless.fallback().value());
    }
    return form.string("issuer", keyless.issuer())
        .strings("plans", sorted(keyless.plans()))
        .string("subject", keyless.subject());
  }

  private static CanonicalWriter key(KeyRule key) {
    SignatureAlgorithm algorithm = key.algorithm();
    KeyName replaces = key.life().replaces();
    CanonicalWriter form = CanonicalWriter.object();
    if (algorithm != null) {
      form.string("algorithm", algorithm.label());
    }
    if (key.life().hardware()) {
      form.bool("hardware", true);
    }
    if (!key.predicateTypes().isEmpty()) {
      form.strings("predicateTypes", key.predicateTypes().stream().sorted().toList());
    }
    if (replaces != null) {
      form.string("replaces", replaces.value());
    }
    return form.string("backend", key.backend())
        .string("keyClass", key.keyClass())
        .string("name", key.name().value())
        .strings("plans", sorted(key.plans()))
        .bool("published", key.published())
        .string("uri", key.uri().value());
  }

  private static CanonicalWriter predicateType(Map.Entry<String, PredicateRule> rule) {
    return CanonicalWriter.object()
        .string("release", rule.getValue().release().name())
        .bool("report", rule.getValue().report())
        .string("type", rule.getKey());
  }

  private static CanonicalWriter profile(SigningProfile profile) {
    return CanonicalWriter.object()
        .strings("keys", profile.keys().stream().map(Object::toString).toList())
        .string("name", profile.name().value());
  }

  private static <T> Stream<Map.Entry<String, T>> byName(Map<String, T> map) {
    return map.entrySet().stream().sorted(Map.Entry.comparingByKey());
  }

  private static List<String> sorted(Collection<?> values) {
    return values.stream().map(Object::toString).sorted().toList();
  }
}
