package org.stellaops.signer.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.AllowedRelease;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.ReleaseVersion;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.api.policy.VersionFloor;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.core.release.ReleaseVerdict.Kind;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.ArtifactRegistry.Attachment;
import org.stellaops.signer.ports.ArtifactRegistry.Layer;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

class ReleasesTest {

  private static final Tenant TENANT = new Tenant("acme");
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final Digest OTHER = Bytes.utf8("other image").sha256();
  private static final PinnedKey RELEASE_KEY = DocumentSigner.p256().key();
  private static final PinnedKey STRANGER = DocumentSigner.p256().key();
  private static final PredicateRule REQUIRED = new PredicateRule(Release.REQUIRED, false);
  private static final PredicateRule NOT_REQUIRED = new PredicateRule(Release.NOT_REQUIRED, false);

  private static final PolicySnapshot POLICY =
      new PolicySnapshot(
          new Policies(List.of(), List.of()),
          List.of(new ReleaseKey(RELEASE_KEY)),
          Bytes.empty().sha256());
  private final InMemoryRegistry registry = new InMemoryRegistry("primary");
  private long now;

  private static String signed(PinnedKey key, String statement) {
    return FakeBundles.document(DocumentSigner.IN_TOTO, key, statement);
  }

  private static String good() {
    return signed(RELEASE_KEY, DocumentSigner.imageStatement(IMAGE));
  }

  private Releases releases(ArtifactRegistry... sources) {
    return new Releases(
        List.of(sources),
        new FakeBundles(),
        ReleaseCaching.defaults(),
        InstantSource.system(),
        () -> now);
  }

  private static TenantPolicy policy(boolean acceptAsserted, Set<Digest> allowed) {
    return policy(acceptAsserted, allowed, Instant.MAX);
  }

  private static TenantPolicy policy(boolean acceptAsserted, Set<Digest> allowed, Instant expires) {
    return new TenantPolicy(
        TENANT,
        Set.of(),
        Map.of(),
        List.of(),
        acceptAsserted,
        allowed.stream()
            .map(image -> new AllowedRelease(image, "reason", "author", expires))
            .collect(Collectors.toSet()),
        Map.of(),
        Map.of());
  }

  private Decision<ReleaseVerdict> judge(
      Releases releases,
      @Nullable Digest claimed,
      @Nullable Digest asserted,
      PredicateRule rule,
      TenantPolicy policy) {
    return releases.judge(
        new ReleaseQuestion(TENANT, claimed, asserted, rule, policy, POLICY), deadline());
  }

  private Decision<ReleaseVerdict> judge(@Nullable Digest claimed, @Nullable Digest asserted) {
    return judge(releases(registry), claimed, asserted, REQUIRED, policy(false, Set.of()));
  }

  private Deadline deadline() {
    return Deadline.in(Duration.ofSeconds(5), () -> now);
  }

  private static ReleaseVerdict cleared(Decision<ReleaseVerdict> decision) {
    assertThat(decision).isInstanceOf(Decision.Cleared.class);
    return ((Decision.Cleared<ReleaseVerdict>) decision).value();
  }

  private static void assertRefused(
      Decision<ReleaseVerdict> decision, ErrorCode code, String reason) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    Refusal why = ((Decision.Refused<ReleaseVerdict>) decision).why();
    assertThat(why.code()).isEqualTo(code);
    assertThat(why.reason().word()).isEqualTo(reason);
  }

  private void assertUntrusted(String reason) {
    assertRefused(judge(IMAGE, IMAGE), ErrorCode.RELEASE_UNTRUSTED, reason);
  }

  @Test
  void judge_claimedImageWithAReleaseSignature_isAttested() {
    registry.putBundle(IMAGE, good());
    ReleaseVerdict verdict = cleared(judge(IMAGE, IMAGE));
    assertThat(verdict)
        .isEqualTo(new ReleaseVerdict(Kind.ATTESTED, IMAGE, "primary", RELEASE_KEY.fingerprint()));
  }

  @Test
  void judge_referrerThatCannotBeReadBesideAReleaseSignature_isAttested() {
    registry.putBundle(IMAGE, good()).putBundle(IMAGE, "unread").partly(true);
    assertThat(cleared(judge(IMAGE, IMAGE)).kind()).isEqualTo(Kind.ATTESTED);
  }

  @Test
  void judge_referrerThatCannotBeReadBesideAStrangersSignature_isAFailure() {
    String strange = signed(STRANGER, DocumentSigner.imageStatement(IMAGE));
    registry.putBundle(IMAGE, strange).putBundle(IMAGE, good()).partly(true);
    assertThatThrownBy(() -> judge(IMAGE, IMAGE)).isInstanceOf(ServiceFailure.class);
  }

  @Test
  void judge_digestQuotedByTheTokenOfAnotherImage_isUnbound() {
    registry.putBundle(IMAGE, good());
    assertRefused(judge(OTHER, IMAGE), ErrorCode.RELEASE_UNBOUND, "digest-mismatch");
    assertThat(registry.calls()).isZero();
  }

  @Test
  void judge_noClaimOrNoDigest_isUnbound() {
    registry.putBundle(IMAGE, good());
    assertRefused(judge(null, IMAGE), ErrorCode.RELEASE_UNBOUND, "no-claim");
    assertRefused(judge(null, null), ErrorCode.RELEASE_UNBOUND, "no-claim");
    assertRefused(judge(IMAGE, null), ErrorCode.RELEASE_UNBOUND, "digest-missing");
  }

  @Test
  void judge_assertedDigestByPolicy_isAssertedAtBest() {
    registry.putBundle(IMAGE, good());
    TenantPolicy accepting = policy(true, Set.of());
    Releases releases = releases(registry);
    assertThat(cleared(judge(releases, null, IMAGE, REQUIRED, accepting)).kind())
        .isEqualTo(Kind.ASSERTED);
    assertThat(cleared(judge(releases, IMAGE, IMAGE, REQUIRED, accepting)).kind())
        .isEqualTo(Kind.ATTESTED);
    assertRefused(
        judge(releases, null, OTHER, REQUIRED, accepting), ErrorCode.RELEASE_UNTRUSTED, "unsigned");
    assertRefused(
        judge(releases, null, null, REQUIRED, accepting),
        ErrorCode.RELEASE_UNBOUND,
        "digest-missing");
    assertRefused(
        judge(releases, OTHER, IMAGE, REQUIRED, accepting),
        ErrorCode.RELEASE_UNBOUND,
        "digest-mismatch");
  }

  @Test
  void judge_allowListedDigest_needsNoSourceButTheClaim() {
    TenantPolicy allowing = policy(false, Set.of(IMAGE));
    ReleaseVerdict verdict = cleared(judge(releases(), IMAGE, IMAGE, REQUIRED, allowing));
    assertThat(verdict.kind()).isEqualTo(Kind.ALLOW_LISTED);
    assertThat(verdict.source()).isEqualTo("allow-list");
    assertThat(verdict.allowed())
        .isEqualTo(new AllowedRelease(IMAGE, "reason", "author", Instant.MAX));
    assertRefused(
        judge(releases(), null, IMAGE, REQUIRED, allowing), ErrorCode.RELEASE_UNBOUND, "no-claim");
    assertRefused(
        judge(releases(), OTHER, OTHER, REQUIRED, allowing),
        ErrorCode.RELEASE_UNTRUSTED,
        "no-source");
    assertThat(
            cleared(judge(releases(), null, IMAGE, REQUIRED, policy(true, Set.of(IMAGE)))).kind())
        .isEqualTo(Kind.ASSERTED);
  }

  @Test
  void judge_allowListedDigestThatIsOver_needsASignature() {
    Instant end = Instant.parse("2026-03-01T00:00:00Z");
    TenantPolicy allowing = policy(false, Set.of(IMAGE), end);
    ReleaseQuestion question =
        new ReleaseQuestion(TENANT, IMAGE, IMAGE, REQUIRED, allowing, POLICY);
    assertThat(cleared(at(end.minusMillis(1)).judge(question, deadline())).kind())
        .isEqualTo(Kind.ALLOW_LISTED);
    assertRefused(
        at(end).judge(question, deadline()), ErrorCode.RELEASE_UNTRUSTED, "allowance-expired");
    registry.putBundle(IMAGE, good());
    assertThat(cleared(at(end).judge(question, deadline())).kind()).isEqualTo(Kind.ATTESTED);
    registry.broken(true);
    assertThatThrownBy(() -> at(end).judge(question, deadline()))
        .isInstanceOf(ServiceFailure.class);
  }

  private Releases at(Instant moment) {
    return new Releases(
        List.of(registry),
        new FakeBundles(),
        ReleaseCaching.defaults(),
        InstantSource.fixed(moment),
        () -> now);
  }

  @Test
  void policy_entryWithoutReasonOrAuthorOrTwice_isRefused() {
    assertThatThrownBy(() -> new AllowedRelease(IMAGE, " ", "author", Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AllowedRelease(IMAGE, "reason", "", Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);
    Set<AllowedRelease> twice =
        Set.of(
            new AllowedRelease(IMAGE, "reason", "one", Instant.MAX),
            new AllowedRelease(IMAGE, "reason", "two", Instant.MAX));
    assertThatThrownBy(() ->
            new TenantPolicy(
                TENANT, Set.of(), Map.of(), List.of(), false, twice, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void judge_releaseNotRequired_looksNothingUpButKeepsTheDigestHonest() {
    TenantPolicy policy = policy(false, Set.of());
    Releases releases = releases(registry.broken(true));
    assertThat(cleared(judge(releases, null, null, NOT_REQUIRED, policy)))
        .isEqualTo(new ReleaseVerdict(Kind.NOT_REQUIRED, null, null, null));
    assertThat(cleared(judge(releases, IMAGE, IMAGE, NOT_REQUIRED, policy)).image())
        .isEqualTo(IMAGE);
    assertRefused(
        judge(releases, OTHER, IMAGE, NOT_REQUIRED, policy),
        ErrorCode.RELEASE_UNBOUND,
        "digest-mismatch");
    assertRefused(
        judge(releases, null, IMAGE, NOT_REQUIRED, policy), ErrorCode.RELEASE_UNBOUND, "no-claim");
    assertThat(registry.calls()).isZero();
  }

  @Test
  void judge_noSourceConfigured_isUntrusted() {
    assertRefused(
        judge(releases(), IMAGE, IMAGE, REQUIRED, policy(false, Set.of())),
        ErrorCode.RELEASE_UNTRUSTED,
        "no-source");
  }

  @Test
  void judge_unsignedImage_isUntrusted() {
    assertUntrusted("unsigned");
  }

  @Test
  void judge_signatureByAStranger_isUntrusted() {
    registry.putBundle(IMAGE, signed(STRANGER, DocumentSigner.imageStatement(IMAGE)));
    assertUntrusted("no-trusted-signature");
  }

  @Test
  void r10_judge_oneGoodAmongBadReferrers_isAttested() {
    registry
        .put(IMAGE, new Referrer.Invalid(OTHER, "digest"))
        .putBundle(IMAGE, "no bundle")
        .putBundle(IMAGE, signed(STRANGER, DocumentSigner.imageStatement(IMAGE)))
        .putBundle(IMAGE, good());
    assertThat(cleared(judge(IMAGE, IMAGE)).kind()).isEqualTo(Kind.ATTESTED);
  }

  @Test
  void r10_judge_onlySpoiledReferrers_isUntrusted() {
    registry.put(IMAGE, new Referrer.Invalid(OTHER, "digest"));
    assertUntrusted("no-trusted-signature");
  }

  @Test
  void r10_judge_goodBundleInAReferrerOfAnotherForm_isUntrusted() {
    Bytes bundle = Bytes.utf8(good());
    Layer layer = new Layer(DocumentSigner.BUNDLE, bundle.sha256(), bundle, Map.of());
    registry
        .put(IMAGE, DocumentSigner.BUNDLE, "application/octet-stream", bundle)
        .put(IMAGE, new Referrer.Intact(OTHER, DocumentSigner.BUNDLE, List.of(layer, layer)))
        .put(IMAGE, new Referrer.Intact(OTHER, DocumentSigner.BUNDLE, List.of()));
    assertThat(findings()).containsExactly("layer-type", "layer-count", "layer-count");
    assertUntrusted("no-trusted-signature");
  }

  private List<String> findings() {
    return releases(registry).inspect(POLICY, IMAGE, deadline()).signatures().stream()
        .map(SignatureFound::finding)
        .toList();
  }

  @Test
  void r11_judge_signatureOfAnotherImage_isUntrusted() {
    registry.putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.imageStatement(OTHER)));
    assertThat(findings()).containsExactly("other-image");
    assertUntrusted("no-trusted-signature");
  }

  @Test
  void r13_judge_childOfASignedIndex_isUntrusted() {
    Digest index = Bytes.utf8("index of the image").sha256();
    registry.putBundle(index, signed(RELEASE_KEY, DocumentSigner.imageStatement(index)));
    assertThat(cleared(judge(index, index)).kind()).isEqualTo(Kind.ATTESTED);
    assertUntrusted("unsigned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://slsa.dev/provenance/v1",
        "https://cyclonedx.org/bom",
        "https://sigstore.dev/cosign/sign/v2",
        "https://sigstore.dev/cosign/sign/v1/",
        "https://sigstore.dev/cosign/Sign/v1"
      })
  void r14_judge_attestationOfAnotherPredicateType_isUntrusted(String type) {
    registry.putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.statement(IMAGE, type)));
    assertThat(findings()).containsExactly("predicate-type");
    assertUntrusted("no-trusted-signature");
  }

  private static final Digest INDEX = Bytes.utf8("an index").sha256();

  private ReleaseQuestion inIndex(boolean indexes, @Nullable Digest index) {
    return inIndex(indexes, index, List.of());
  }

  private ReleaseQuestion inIndex(
      boolean indexes, @Nullable Digest index, List<Revocation> revocations) {
    ReleaseRule rule =
        new ReleaseRule(List.of(new ReleaseKey(RELEASE_KEY)), 1, Set.of(), null, indexes);
    PolicySnapshot snapshot =
        new PolicySnapshot(
            new Policies(List.of(), List.of()), rule, revocations, Bytes.empty().sha256());
    return new ReleaseQuestion(
        TENANT, IMAGE, IMAGE, index, REQUIRED, policy(false, Set.of()), snapshot);
  }

  @Test
  void r13_judge_childOfASignedIndexThatItNames_isAttestedWherePolicySaysSo() {
    registry
        .putIndex(INDEX, OTHER, IMAGE)
        .putBundle(INDEX, signed(RELEASE_KEY, DocumentSigner.imageStatement(INDEX)));
    ReleaseVerdict verdict = cleared(releases(registry).judge(inIndex(true, INDEX), deadline()));
    assertThat(verdict.kind()).isEqualTo(Kind.ATTESTED);
    assertThat(verdict.image()).isEqualTo(IMAGE);
    assertThat(verdict.index()).isEqualTo(INDEX);
    assertThat(verdict.key()).isEqualTo(RELEASE_KEY.fingerprint());
    assertRefused(
        releases(registry).judge(inIndex(false, INDEX), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "unsigned");
    assertRefused(
        releases(registry).judge(inIndex(true, null), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "unsigned");
  }

  @Test
  void r13_judge_indexThatDoesNotListTheImage_isUntrusted() {
    registry
        .putIndex(INDEX, OTHER)
        .putBundle(INDEX, signed(RELEASE_KEY, DocumentSigner.imageStatement(INDEX)));
    assertRefused(
        releases(registry).judge(inIndex(true, INDEX), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "index-without-image");
    assertRefused(
        releases(registry).judge(inIndex(true, OTHER), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "unsigned");
    registry.putBundle(OTHER, signed(RELEASE_KEY, DocumentSigner.imageStatement(OTHER)));
    assertRefused(
        releases(registry).judge(inIndex(true, OTHER), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "index-without-image");
  }

  /** What was withdrawn by itself does not come back by the index that lists it. */
  @Test
  void r13_judge_childWhoseOwnSignatureIsRevoked_isUntrusted_alsoInASignedIndex() {
    registry
        .putIndex(INDEX, IMAGE)
        .putBundle(INDEX, signed(RELEASE_KEY, DocumentSigner.imageStatement(INDEX)))
        .putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.imageStatement(IMAGE)));
    Digest signed =
        PreAuthEncoding.of(
                "application/vnd.in-toto+json", Bytes.utf8(DocumentSigner.imageStatement(IMAGE)))
            .sha256();
    Revocation revoked = new RevokedContent(signed, Instant.EPOCH, "withdrawn");
    assertThat(cleared(releases(registry).judge(inIndex(true, INDEX), deadline())).index())
        .isNull();
    assertRefused(
        releases(registry).judge(inIndex(true, INDEX, List.of(revoked)), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "no-trusted-signature");
  }

  @Test
  void r13_judge_indexThatIsNotSignedItself_isUntrusted() {
    String aboutIndex = DocumentSigner.imageStatement(INDEX);
    registry.putIndex(INDEX, IMAGE);
    assertRefused(
        releases(registry).judge(inIndex(true, INDEX), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "unsigned");
    registry.putBundle(INDEX, signed(STRANGER, aboutIndex)).putBundle(INDEX, good());
    assertRefused(
        releases(registry).judge(inIndex(true, INDEX), deadline()),
        ErrorCode.RELEASE_UNTRUSTED,
        "no-trusted-signature");
  }

  @Test
  void r13_judge_indexInASourceThatIsOut_isAFailure() {
    InMemoryRegistry second =
        new InMemoryRegistry("second")
            .putIndex(INDEX, IMAGE)
            .putBundle(INDEX, signed(RELEASE_KEY, DocumentSigner.imageStatement(INDEX)));
    registry.beforeAnswer(() -> registry.broken(true));
    assertThatThrownBy(() -> releases(registry).judge(inIndex(true, INDEX), deadline()))
        .isInstanceOf(ServiceFailure.class);
    registry.broken(true).mirroredBy(second);
    assertThat(cleared(releases(registry).judge(inIndex(true, INDEX), deadline())).source())
        .isEqualTo("second");
  }

  @Test
  void b01_judge_payloadOfAnotherType_isUntrusted() {
    registry.putBundle(
        IMAGE,
        FakeBundles.document(
            "application/json", RELEASE_KEY, DocumentSigner.imageStatement(IMAGE)));
    assertThat(findings()).containsExactly("payload-type");
    assertUntrusted("no-trusted-signature");
  }

  @Test
  void b19_judge_statementOutOfForm_isUntrusted() {
    String good = DocumentSigner.imageStatement(IMAGE);
    String digest = "{\"sha256\":\"" + IMAGE.hex() + "\"}";
    List<String> bad =
        List.of(
            "[]",
            "",
            good + " x",
            good.replace("/v1\",\"subject", "/v0.1\",\"subject"),
            good.replace("\"_type\"", "\"type\""),
            good.replace("{\"_type\"", "{\"extra\":1,\"_type\""),
            good.replace("\"_type\"", "\"predicateType\":\"x\",\"_type\""),
            good.replace(digest, "{\"sha256\":[\"" + IMAGE.hex() + "\"]}"),
            good.replace(digest, "{" + "\"a%\":\"0\",".repeat(33) + digest.substring(1)));
    bad.forEach(payload -> registry.putBundle(IMAGE, signed(RELEASE_KEY, payload)));
    assertThat(findings()).hasSize(bad.size()).containsOnly("statement");
    assertUntrusted("no-trusted-signature");
  }

  @Test
  void r05_judge_subjectDigestOfAnotherAlgorithmOrCase_isUntrusted() {
    String good = DocumentSigner.imageStatement(IMAGE);
    registry
        .putBundle(IMAGE, signed(RELEASE_KEY, good.replace("\"sha256\":", "\"sha512\":")))
        .putBundle(IMAGE, signed(RELEASE_KEY, good.replace("\"sha256\":", "\"SHA256\":")))
        .putBundle(IMAGE, signed(RELEASE_KEY, good.replace(IMAGE.hex(), IMAGE.toString())));
    assertThat(findings()).containsOnly("other-image");
    assertUntrusted("no-trusted-signature");
  }

  @Test
  void r08_judge_tooManyReferrers_isUntrustedAsSuch() {
    for (int i = 0; i < 257; i++) {
      registry.putBundle(IMAGE, good());
    }
    assertUntrusted("too-many-referrers");
  }

  @Test
  void judge_brokenSource_isAFailureAndNeverUntrusted() {
    registry.broken(true);
    assertThatThrownBy(() -> judge(IMAGE, IMAGE))
        .isInstanceOfSatisfying(
            ServiceFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE));
  }

  @Test
  void judge_severalSources_searchesUntilOneIsTrusted() {
    InMemoryRegistry second = new InMemoryRegistry("second").putBundle(IMAGE, good());
    InMemoryRegistry third = new InMemoryRegistry("third");
    TenantPolicy policy = policy(false, Set.of());
    assertThat(
            cleared(judge(releases(registry, second, third), IMAGE, IMAGE, REQUIRED, policy))
                .source())
        .isEqualTo("second");
    assertThat(third.calls()).isZero();
    assertThat(
            cleared(judge(releases(registry.broken(true), second), IMAGE, IMAGE, REQUIRED, policy))
                .source())
        .isEqualTo("second");
    assertThatThrownBy(
            () -> judge(releases(third, registry.broken(true)), IMAGE, IMAGE, REQUIRED, policy))
        .isInstanceOf(ServiceFailure.class);
  }

  @Test
  void judge_sourceThatIsOut_isAskedAtItsMirrorsInTheirOrder() {
    InMemoryRegistry near = new InMemoryRegistry("near");
    InMemoryRegistry far = new InMemoryRegistry("far").putBundle(IMAGE, good());
    registry.mirroredBy(near, far).broken(true);
    near.broken(true);
    assertThat(cleared(judge(IMAGE, IMAGE)).source()).isEqualTo("far");
    near.broken(false);
    int before = far.calls();
    assertUntrusted("unsigned");
    assertThat(far.calls()).isEqualTo(before);
    near.broken(true);
    far.broken(true);
    assertThatThrownBy(() -> judge(IMAGE, IMAGE)).isInstanceOf(ServiceFailure.class);
  }

  @Test
  void judge_sourceThatSaysNo_isNotAskedElsewhere() {
    InMemoryRegistry mirror = new InMemoryRegistry("mirror").putBundle(IMAGE, good());
    registry.mirroredBy(mirror);
    assertUntrusted("unsigned");
    assertThat(mirror.calls()).isZero();
  }

  @Test
  void judge_mirrorThatAnswers_hidesNoOutageOfAnotherSource() {
    InMemoryRegistry mirror = new InMemoryRegistry("mirror");
    InMemoryRegistry mirrored = new InMemoryRegistry("mirrored").broken(true).mirroredBy(mirror);
    TenantPolicy policy = policy(false, Set.of());
    assertThatThrownBy(
            () -> judge(releases(registry.broken(true), mirrored), IMAGE, IMAGE, REQUIRED, policy))
        .isInstanceOf(ServiceFailure.class);
  }

  @Test
  void r15_judge_slowSource_hasTenSecondsInAllAndHalfOfWhatThereIs() {
    TenantPolicy policy = policy(false, Set.of());
    InMemoryRegistry second = new InMemoryRegistry("second").putBundle(IMAGE, good());
    registry.beforeAnswer(() -> now += Duration.ofSeconds(11).toNanos());
    Deadline ample = Deadline.in(Duration.ofSeconds(60), () -> now);
    ReleaseQuestion question = new ReleaseQuestion(TENANT, IMAGE, IMAGE, REQUIRED, policy, POLICY);
    // Its first answer came after its time, so that the next question is no longer asked.
    assertThatThrownBy(() -> releases(registry).judge(question, ample))
        .isInstanceOf(ServiceFailure.class);
    registry.beforeAnswer(() -> now += Duration.ofSeconds(6).toNanos());
    assertThatThrownBy(() ->
            releases(registry, new InMemoryRegistry("none"))
                .judge(question, Deadline.in(Duration.ofSeconds(10), () -> now)))
        .isInstanceOf(ServiceFailure.class);
    assertThat(
            cleared(
                    releases(registry, second)
                        .judge(question, Deadline.in(Duration.ofSeconds(10), () -> now)))
                .source())
        .isEqualTo("second");
  }

  @Test
  void inspect_signedImage_namesEverySignatureFound() {
    registry
        .putBundle(IMAGE, signed(STRANGER, DocumentSigner.imageStatement(IMAGE)))
        .putBundle(IMAGE, good());
    ReleaseReport report = releases(registry).inspect(POLICY, IMAGE, deadline());
    assertThat(report.conclusion()).isEqualTo(Conclusion.TRUSTED);
    assertThat(report.signatures())
        .extracting(SignatureFound::finding)
        .containsExactly("unknown-key", "trusted");
    assertThat(report.decisive().orElseThrow().key()).isEqualTo(RELEASE_KEY.fingerprint());
    assertThat(report.signatures().get(0).key()).isNull();
  }

  @Test
  void releases_readerNamesAKeyThatWasNotGiven_countsForNothing() {
    registry.putBundle(IMAGE, good());
    Releases releases =
        new Releases(
            List.of(registry),
            (document, keys) -> new FakeBundles().read(document, List.of(RELEASE_KEY)),
            ReleaseCaching.defaults(),
            InstantSource.system(),
            () -> now);
    assertThat(
            releases
                .inspect(
                    new PolicySnapshot(
                        POLICY.policies(), List.of(new ReleaseKey(STRANGER)), POLICY.sha256()),
                    IMAGE,
                    deadline())
                .conclusion())
        .isEqualTo(Conclusion.NO_TRUSTED_SIGNATURE);
  }

  @Test
  void releases_readerNamesACertificate_countsForNothingWithoutItsIdentity() {
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    assertThat(findings()).containsExactly("unknown-identity");
    assertUntrusted("no-trusted-signature");
  }

  private static final String ISSUER = "https://token.actions.example";
  private static final String SUBJECT = "https://github.com/acme/scanner/release@refs/tags/v1";
  private static final ReleaseIdentity CI = new ReleaseIdentity(ISSUER, SUBJECT);

  private static String imageStatement() {
    return DocumentSigner.imageStatement(IMAGE);
  }

  private ReleaseReport inspect(ReleaseRule rule) {
    return releases(registry)
        .inspect(
            new PolicySnapshot(POLICY.policies(), rule, List.of(), POLICY.sha256()),
            IMAGE,
            deadline());
  }

  private void assertConclusion(ReleaseRule rule, Conclusion conclusion, String... findings) {
    ReleaseReport report = inspect(rule);
    assertThat(report.signatures()).extracting(SignatureFound::finding).containsExactly(findings);
    assertThat(report.conclusion()).isEqualTo(conclusion);
    assertThat(report.decisive().isPresent()).isEqualTo(conclusion == Conclusion.TRUSTED);
  }

  private static ReleaseRule rule(int threshold, ReleaseSigner... signers) {
    return new ReleaseRule(List.of(signers), threshold, Set.of(), null);
  }

  @Test
  void judge_certificateOfAReleaseIdentity_isAttestedByItsName() {
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    ReleaseVerdict verdict =
        cleared(
            releases(registry)
                .judge(
                    new ReleaseQuestion(
                        TENANT,
                        IMAGE,
                        IMAGE,
                        REQUIRED,
                        policy(false, Set.of()),
                        new PolicySnapshot(POLICY.policies(), List.of(CI), POLICY.sha256())),
                    deadline()));
    assertThat(verdict)
        .isEqualTo(new ReleaseVerdict(Kind.ATTESTED, IMAGE, "primary", null, ISSUER, SUBJECT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/acme/scanner/release@refs/tags/v1x",
        "xhttps://github.com/acme/scanner/release@refs/tags/v1",
        "https://github.com/acme/scanner/release@evil/https://github.com/acme/scanner/release",
        "https://github.com/acme/scanner/release@refs/tags/v1\n",
        "HTTPS://github.com/acme/scanner/release@refs/tags/v1",
        ""
      })
  void r12_judge_subjectThatIsAlmostTheIdentity_countsForNothing(String subject) {
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, subject, imageStatement()));
    assertConclusion(rule(1, CI), Conclusion.NO_TRUSTED_SIGNATURE, "unknown-identity");
    ReleaseIdentity pattern =
        new ReleaseIdentity(
            ISSUER, "^https://github\\.com/acme/scanner/release@refs/tags/v[0-9]+$", true);
    assertConclusion(rule(1, pattern), Conclusion.NO_TRUSTED_SIGNATURE, "unknown-identity");
  }

  @Test
  void r12_judge_subjectThatTheWholePatternMatches_isTrustedUnderItsIssuerAlone() {
    ReleaseIdentity pattern =
        new ReleaseIdentity(
            ISSUER, "^https://github\\.com/acme/scanner/release@refs/tags/v[0-9]+$", true);
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    assertConclusion(rule(1, pattern), Conclusion.TRUSTED, "trusted");
    ReleaseIdentity elsewhere = new ReleaseIdentity("https://other", pattern.subject(), true);
    assertConclusion(rule(1, elsewhere), Conclusion.NO_TRUSTED_SIGNATURE, "unknown-identity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/org/.*",
        "^https://github.com/org/.*",
        "https://x$",
        "^x\\$",
        "^($"
      })
  void r12_identity_withAPatternThatIsNotAnchored_isRefused(String pattern) {
    assertThatThrownBy(() -> new ReleaseIdentity(ISSUER, pattern, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void judge_keyOutsideItsValidity_countsForNothing() {
    registry.putBundle(IMAGE, good());
    Instant before = Instant.now().minus(Duration.ofDays(1));
    Instant after = Instant.now().plus(Duration.ofDays(1));
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY, null, before)),
        Conclusion.NO_TRUSTED_SIGNATURE,
        "key-validity");
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY, after, null)),
        Conclusion.NO_TRUSTED_SIGNATURE,
        "key-validity");
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY, before, after)), Conclusion.TRUSTED, "trusted");
    assertConclusion(
        rule(
            1,
            new ReleaseKey(RELEASE_KEY, null, before),
            new ReleaseKey(RELEASE_KEY, before, null)),
        Conclusion.TRUSTED,
        "trusted");
  }

  @Test
  void judge_keyOutsideItsValidityWithATrustedTimeInIt_isTrusted() {
    Instant then = Instant.parse("2020-01-01T00:00:00Z");
    registry.putBundle(
        IMAGE, FakeBundles.stamped(then, DocumentSigner.IN_TOTO, RELEASE_KEY, imageStatement()));
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY, null, then)), Conclusion.TRUSTED, "trusted");
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY, null, then.minusMillis(1))),
        Conclusion.NO_TRUSTED_SIGNATURE,
        "key-validity");
  }

  @Test
  void judge_threshold_countsDifferentSignersAndNotSignatures() {
    registry.putBundle(IMAGE, good()).putBundle(IMAGE, good() + " ");
    ReleaseRule two = rule(2, new ReleaseKey(RELEASE_KEY), CI);
    assertConclusion(two, Conclusion.TOO_FEW_SIGNERS, "trusted", "trusted");
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    assertConclusion(two, Conclusion.TRUSTED, "trusted", "trusted", "trusted");
  }

  @Test
  void judge_oneCertificateThatSeveralIdentitiesMatch_isOneSigner() {
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    ReleaseIdentity any = new ReleaseIdentity(ISSUER, "^https://github\\.com/acme/.*$", true);
    assertConclusion(rule(2, CI, any), Conclusion.TOO_FEW_SIGNERS, "trusted");
    assertConclusion(rule(1, CI, any), Conclusion.TRUSTED, "trusted");
  }

  @Test
  void judge_oneKeyWithTwoValidities_isOneSigner() {
    Instant now = Instant.now();
    ReleaseKey early = new ReleaseKey(RELEASE_KEY, null, now.plus(Duration.ofDays(1)));
    assertThatThrownBy(() -> rule(2, early, new ReleaseKey(RELEASE_KEY)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rule(1, early, early)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Without a proven time nobody knows that it was made before. */
  @Test
  void judge_revokedKeyOrIdentity_isNoRelease() {
    registry.putBundle(IMAGE, good());
    Revocation key = new RevokedKey(RELEASE_KEY.fingerprint(), Instant.EPOCH, "stolen");
    Revocation other = new RevokedKey(Bytes.utf8("another").sha256(), Instant.EPOCH, "stolen");
    assertThat(inspect(key).conclusion()).isEqualTo(Conclusion.NO_TRUSTED_SIGNATURE);
    assertThat(inspect(key).signatures())
        .extracting(SignatureFound::finding)
        .containsExactly("revoked");
    assertThat(inspect(other).conclusion()).isEqualTo(Conclusion.TRUSTED);
    registry.putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    Revocation identity = new RevokedIdentity(ISSUER, SUBJECT, Instant.EPOCH, "stolen");
    assertThat(inspect(identity).signatures())
        .extracting(SignatureFound::finding)
        .contains("revoked");
  }

  private ReleaseReport inspect(Revocation revoked) {
    return releases(registry)
        .inspect(
            new PolicySnapshot(
                POLICY.policies(),
                rule(1, new ReleaseKey(RELEASE_KEY), CI),
                List.of(revoked),
                POLICY.sha256()),
            IMAGE,
            deadline());
  }

  @Test
  void judge_thresholdAcrossSources_counts() {
    registry.putBundle(IMAGE, good());
    InMemoryRegistry second =
        new InMemoryRegistry("second")
            .putBundle(IMAGE, FakeBundles.certified(ISSUER, SUBJECT, imageStatement()));
    ReleaseReport report =
        releases(registry, second)
            .inspect(
                new PolicySnapshot(
                    POLICY.policies(),
                    rule(2, new ReleaseKey(RELEASE_KEY), CI),
                    List.of(),
                    POLICY.sha256()),
                IMAGE,
                deadline());
    assertThat(report.conclusion()).isEqualTo(Conclusion.TRUSTED);
  }

  private static final String SLSA = "https://slsa.dev/provenance/v1";

  private static ReleaseRule wantingProvenance() {
    return new ReleaseRule(List.of(new ReleaseKey(RELEASE_KEY)), 1, Set.of(SLSA), null);
  }

  @Test
  void r14_judge_requiredAttestationMissingOrByAStrangerOrOfAnotherImage_isNoRelease() {
    registry
        .putBundle(IMAGE, good())
        .putBundle(IMAGE, signed(STRANGER, DocumentSigner.statement(IMAGE, SLSA)))
        .putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.statement(OTHER, SLSA)))
        .putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.statement(IMAGE, SLSA + "/")));
    assertConclusion(
        wantingProvenance(),
        Conclusion.ATTESTATION_MISSING,
        "trusted",
        "unknown-key",
        "other-image",
        "predicate-type");
    registry.putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.statement(IMAGE, SLSA)));
    assertThat(inspect(wantingProvenance()).conclusion()).isEqualTo(Conclusion.TRUSTED);
  }

  @Test
  void r14_judge_attestationWithoutAReleaseSignature_isNoRelease() {
    registry.putBundle(IMAGE, signed(RELEASE_KEY, DocumentSigner.statement(IMAGE, SLSA)));
    assertConclusion(wantingProvenance(), Conclusion.NO_TRUSTED_SIGNATURE, "attested");
  }

  private static String versioned(String version) {
    return signed(
        RELEASE_KEY,
        imageStatement()
            .replace("\"annotations\":{}", "\"annotations\":{\"version\":\"" + version + "\"}"));
  }

  private static ReleaseRule from(String minimum) {
    return new ReleaseRule(
        List.of(new ReleaseKey(RELEASE_KEY)),
        1,
        Set.of(),
        new VersionFloor("version", ReleaseVersion.parse(minimum).orElseThrow()));
  }

  @ParameterizedTest
  @CsvSource({
    "1.9.9, version-too-old",
    "2.0.0-rc.1, version-too-old",
    "v1, version-too-old",
    "latest, version-malformed",
    "02.0.0, version-malformed",
    "2.0.0, trusted",
    "v2.0.0+build.7, trusted",
    "10.0.0, trusted"
  })
  void r11_judge_versionAgainstTheFloor_countsFromItOn(String version, String finding) {
    registry.putBundle(IMAGE, versioned(version));
    Conclusion expected =
        finding.equals("trusted") ? Conclusion.TRUSTED : Conclusion.RELEASE_TOO_OLD;
    assertConclusion(from("2.0.0"), expected, finding);
  }

  @Test
  void r11_judge_signatureWithoutAVersionUnderAFloor_countsForNothing() {
    registry.putBundle(IMAGE, good());
    assertConclusion(from("2.0.0"), Conclusion.RELEASE_TOO_OLD, "version-missing");
  }

  private static Layer simple(Digest image, PinnedKey signer, String optional) {
    Bytes payload =
        Bytes.utf8(
            "{\"critical\":{\"identity\":{\"docker-reference\":\"acme/scanner\"},\"image\":"
                + "{\"docker-manifest-digest\":\""
                + image
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":"
                + optional
                + "}");
    return new Layer(
        DocumentTypes.SIMPLE_SIGNING,
        payload.sha256(),
        payload,
        Map.of(FakeBundles.SIGNER, KeyNames.hint(signer)));
  }

  @Test
  void judge_simpleSigningByTheReleaseKey_isAttestedThoughOthersAreBad() {
    registry
        .putBundle(IMAGE, signed(STRANGER, imageStatement()))
        .attach(IMAGE, Attachment.SIGNATURES, simple(IMAGE, STRANGER, "null"))
        .attach(IMAGE, Attachment.SIGNATURES, simple(OTHER, RELEASE_KEY, "null"))
        .attach(IMAGE, Attachment.SIGNATURES, simple(IMAGE, RELEASE_KEY, "null"));
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY)),
        Conclusion.TRUSTED,
        "unknown-key",
        "unknown-key",
        "other-image",
        "trusted");
  }

  @Test
  void r11_judge_simpleSigningUnderAFloor_countsByItsOptionalVersion() {
    registry.attach(
        IMAGE, Attachment.SIGNATURES, simple(IMAGE, RELEASE_KEY, "{\"version\":\"1.0\"}"));
    assertConclusion(from("2.0.0"), Conclusion.RELEASE_TOO_OLD, "version-too-old");
    assertConclusion(from("1.0.0"), Conclusion.TRUSTED, "trusted");
  }

  @Test
  void r10_judge_layerOfAnotherTypeUnderTheTag_countsForNothing() {
    Layer good = simple(IMAGE, RELEASE_KEY, "null");
    registry
        .attach(
            IMAGE,
            Attachment.SIGNATURES,
            new Layer("text/plain", good.digest(), good.content(), good.annotations()))
        .attach(IMAGE, Attachment.ATTESTATIONS, good);
    assertConclusion(
        rule(1, new ReleaseKey(RELEASE_KEY)), Conclusion.NO_TRUSTED_SIGNATURE, "layer-type");
    assertConclusion(
        wantingProvenance(), Conclusion.NO_TRUSTED_SIGNATURE, "layer-type", "layer-type");
  }

  @Test
  void judge_attachedEnvelope_isAnAttestationAndNeverAReleaseSignature() {
    for (String type : List.of(SLSA, DocumentSigner.COSIGN_SIGN)) {
      Bytes envelope =
          Bytes.utf8(
              FakeBundles.document(
                  DocumentSigner.IN_TOTO, RELEASE_KEY, DocumentSigner.statement(IMAGE, type)));
      registry.attach(
          IMAGE,
          Attachment.ATTESTATIONS,
          new Layer(DocumentTypes.DSSE_ENVELOPE, envelope.sha256(), envelope, Map.of()));
    }
    assertConclusion(
        wantingProvenance(), Conclusion.NO_TRUSTED_SIGNATURE, "attested", "predicate-type");
    registry.putBundle(IMAGE, good());
    assertThat(inspect(wantingProvenance()).conclusion()).isEqualTo(Conclusion.TRUSTED);
  }

  @Test
  void snapshot_tenantWithAReleaseIdentity_isRefused() {
    TenantPolicy tenant =
        new TenantPolicy(
            TENANT,
            Set.of(),
            Map.of(),
            List.of(),
            false,
            Set.of(),
            Map.of(),
            Map.of(),
            new KeylessRule(SUBJECT, ISSUER, Set.of(), null));
    Policies policies = new Policies(List.of(), List.of(tenant));
    assertThatThrownBy(() -> new PolicySnapshot(policies, List.of(CI), POLICY.sha256()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme");
  }
}
