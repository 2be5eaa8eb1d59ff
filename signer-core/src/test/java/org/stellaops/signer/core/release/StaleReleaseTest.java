package org.stellaops.signer.core.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseVerdict.Kind;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

/** What is remembered of a release while no source can be asked, and when it is not. */
class StaleReleaseTest {

  private static final Tenant TENANT = new Tenant("acme");
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final PinnedKey KEY = DocumentSigner.p256().key();
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration STALE = Duration.ofHours(4);

  private final InMemoryRegistry registry = new InMemoryRegistry("primary");
  private final InMemoryRegistry second = new InMemoryRegistry("second");
  private Duration passed = Duration.ZERO;
  private Releases releases = releases(STALE);

  StaleReleaseTest() {
    registry.putBundle(
        IMAGE,
        FakeBundles.document(DocumentSigner.IN_TOTO, KEY, DocumentSigner.imageStatement(IMAGE)));
  }

  private Releases releases(Duration stale, InMemoryRegistry... more) {
    List<ArtifactRegistry> sources =
        more.length == 0 ? List.of(registry) : List.of(registry, more[0]);
    InstantSource clock = () -> BEGIN.plus(passed);
    return new Releases(
        sources,
        new FakeBundles(),
        new ReleaseCaching(LIFE, Duration.ofSeconds(10), stale, 10),
        clock,
        () -> passed.toNanos());
  }

  private static PolicySnapshot policy(List<Revocation> revocations, ReleaseSigner... signers) {
    return new PolicySnapshot(
        new Policies(List.of(), List.of()),
        ReleaseRule.anyOf(List.of(signers)),
        revocations,
        Bytes.empty().sha256());
  }

  private static final PolicySnapshot POLICY = policy(List.of(), new ReleaseKey(KEY));

  private ReleaseVerdict judge(PolicySnapshot snapshot, @Nullable Digest claimed, Duration left) {
    TenantPolicy tenant =
        new TenantPolicy(TENANT, Set.of(), Map.of(), List.of(), true, Set.of(), Map.of(), Map.of());
    Decision<ReleaseVerdict> decision =
        releases.judge(
            new ReleaseQuestion(
                TENANT,
                claimed,
                IMAGE,
                new PredicateRule(PredicateRule.Release.REQUIRED, false),
                tenant,
                snapshot),
            Deadline.in(left, () -> passed.toNanos()));
    assertThat(decision).isInstanceOf(Decision.Cleared.class);
    return ((Decision.Cleared<ReleaseVerdict>) decision).value();
  }

  private ReleaseVerdict judge(PolicySnapshot snapshot) {
    return judge(snapshot, IMAGE, Duration.ofSeconds(30));
  }

  private void foundAndThenOutFor(Duration time) {
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.ATTESTED);
    registry.broken(true);
    passed = passed.plus(time);
  }

  private void assertOut(PolicySnapshot snapshot) {
    assertThatThrownBy(() -> judge(snapshot)).isInstanceOf(ServiceFailure.class);
  }

  @Test
  void judge_everySourceOut_isStaleAndSaysSinceWhen() {
    foundAndThenOutFor(LIFE);
    ReleaseVerdict verdict = judge(POLICY);
    assertThat(verdict.kind()).isEqualTo(Kind.STALE);
    assertThat(verdict.foundAt()).isEqualTo(BEGIN);
    assertThat(verdict.key()).isEqualTo(KEY.fingerprint());
  }

  @Test
  void judge_withoutThatSetting_isAnOutage() {
    releases = releases(Duration.ZERO);
    foundAndThenOutFor(LIFE);
    assertOut(POLICY);
  }

  @Test
  void judge_pastItsBound_isAnOutage() {
    foundAndThenOutFor(LIFE.plus(STALE).minusMillis(1));
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.STALE);
    passed = passed.plusMillis(1);
    assertOut(POLICY);
    passed = passed.plusSeconds(30);
    assertOut(POLICY);
  }

  @Test
  void judge_revokedOrUnderOtherSigners_isAnOutage() {
    foundAndThenOutFor(LIFE);
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.STALE);
    assertOut(
        policy(List.of(new RevokedKey(KEY.fingerprint(), BEGIN, "lost")), new ReleaseKey(KEY)));
    assertOut(policy(List.of(), new ReleaseKey(KEY), new ReleaseKey(DocumentSigner.p256().key())));
  }

  @Test
  void judge_keyWhoseValidityEndedMeanwhile_isAnOutage() {
    PolicySnapshot ending =
        policy(List.of(), new ReleaseKey(KEY, null, BEGIN.plus(Duration.ofHours(1))));
    assertThat(judge(ending).kind()).isEqualTo(Kind.ATTESTED);
    registry.broken(true);
    passed = Duration.ofMinutes(30);
    assertThat(judge(ending).kind()).isEqualTo(Kind.STALE);
    passed = Duration.ofHours(2);
    assertOut(ending);
  }

  @Test
  void judge_sourceThatAnswersNo_endsIt() {
    foundAndThenOutFor(LIFE);
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.STALE);
    registry.broken(false).remove(IMAGE);
    passed = passed.plusSeconds(11);
    assertThatThrownBy(() -> judge(POLICY)).isInstanceOf(AssertionError.class);
    registry.broken(true);
    passed = passed.plusSeconds(11);
    assertOut(POLICY);
  }

  @Test
  void judge_oneOfTwoSourcesOut_isAnOutage() {
    releases = releases(STALE, second);
    foundAndThenOutFor(LIFE);
    assertOut(POLICY);
    second.broken(true);
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.STALE);
  }

  @Test
  void judge_forWantOfItsOwnTime_isNoOutageOfTheSource() {
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.ATTESTED);
    passed = passed.plus(LIFE);
    registry.beforeAnswer(() -> passed = passed.plusSeconds(5));
    assertThatThrownBy(() -> judge(POLICY, IMAGE, Duration.ofSeconds(2)))
        .isInstanceOf(ServiceFailure.class);
    registry.beforeAnswer(() -> passed = passed.plusSeconds(11));
    assertThat(judge(POLICY, IMAGE, Duration.ofSeconds(30)).kind()).isEqualTo(Kind.STALE);
  }

  @Test
  void judge_duringAnOutage_asksOnceInTenSeconds() {
    foundAndThenOutFor(LIFE);
    int before = registry.calls();
    judge(POLICY);
    judge(POLICY);
    assertThat(registry.calls()).isEqualTo(before + 1);
    passed = passed.plusSeconds(10);
    registry.broken(false);
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.ATTESTED);
  }

  @Test
  void judge_imageThatOnlyTheBodyNames_isNeverStale() {
    foundAndThenOutFor(LIFE);
    assertThatThrownBy(() -> judge(POLICY, null, Duration.ofSeconds(30)))
        .isInstanceOf(ServiceFailure.class);
  }

  @Test
  void inspect_whileOut_saysThatItIsOut() {
    foundAndThenOutFor(LIFE);
    assertThatThrownBy(() ->
            releases.inspect(
                POLICY, IMAGE, Deadline.in(Duration.ofSeconds(30), () -> passed.toNanos())))
        .isInstanceOf(ServiceFailure.class);
    assertThat(judge(POLICY).kind()).isEqualTo(Kind.STALE);
  }
}
