package org.stellaops.signer.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.api.policy.UnsupportedReleaseSigner;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.core.release.ReleaseVerdict.Kind;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.ArtifactRegistry.Layer;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;
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
    return new Releases(List.of(sources), new FakeBundles(), ReleaseCaching.defaults(), () -> now);
  }

  private static TenantPolicy policy(boolean acceptAsserted, Set<Digest> allowed) {
    return new TenantPolicy(
        TENANT, Set.of(), Map.of(), List.of(), acceptAsserted, allowed, Map.of(), Map.of());
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
    assertThat(cleared(judge(releases(), IMAGE, IMAGE, REQUIRED, allowing)))
        .isEqualTo(new ReleaseVerdict(Kind.ALLOW_LISTED, IMAGE, "allow-list", null));
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
  void releases_readerNamesACertificate_countsForNothing() {
    registry.putBundle(IMAGE, good());
    SignerIdentity certificate =
        new CertificateIdentity(Bytes.utf8("leaf"), List.of(), "https://issuer", "ci");
    Releases releases =
        new Releases(
            List.of(registry),
            (document, keys) ->
                new Reading.Read(
                    Format.SIGSTORE_BUNDLE,
                    DocumentSigner.IN_TOTO,
                    Bytes.utf8(DocumentSigner.imageStatement(IMAGE)),
                    List.of(
                        new Finding("", Optional.of(certificate), Optional.empty(), List.of()))),
            ReleaseCaching.defaults(),
            () -> now);
    assertThat(releases.inspect(POLICY, IMAGE, deadline()).signatures())
        .extracting(SignatureFound::finding)
        .containsExactly("unknown-key");
  }

  @Test
  void releases_certificateIdentityAsASigner_isRefusedByName() {
    List<ReleaseSigner> signers =
        List.of(
            new ReleaseKey(RELEASE_KEY),
            new ReleaseIdentity("https://token.actions.example", "repo:acme/scanner"));
    assertThatThrownBy(() -> new PolicySnapshot(POLICY.policies(), signers, POLICY.sha256()))
        .isInstanceOf(UnsupportedReleaseSigner.class)
        .hasMessageContaining("repo:acme/scanner")
        .hasMessageContaining("https://token.actions.example");
  }
}
