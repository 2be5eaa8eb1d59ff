package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseQuestion;
import org.stellaops.signer.core.release.ReleaseReport;
import org.stellaops.signer.core.release.ReleaseVerdict;
import org.stellaops.signer.core.release.Releases;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.verify.JsonSignatureReader;

/** Images signed by the real cosign in real registries, judged by the real release gate. */
class ReleaseInRegistryTest {
  private static final String REPOSITORY = "team/scanner";
  private static final PredicateRule RULE =
      new PredicateRule(PredicateRule.Release.REQUIRED, false);
  private static final TenantPolicy POLICY =
      new TenantPolicy(
          new Tenant("demo"), Set.of(), Map.of(), List.of(), false, Set.of(), Map.of(), Map.of());

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void judge_signedByTheReleaseKey_attested(Registry.Kind kind) throws IOException {
    try (Registry registry = Registry.start(kind, directory)) {
      Cosign cosign = new Cosign(directory);
      Path release = cosign.generateKeyPair("release");
      Digest image = push(registry, "signed");
      cosign.signImage("release", registry.reference(REPOSITORY, image.toString()));

      Decision<ReleaseVerdict> decision = judge(registry, release, image);

      assertThat(decision).isInstanceOf(Decision.Cleared.class);
      ReleaseVerdict verdict = ((Decision.Cleared<ReleaseVerdict>) decision).value();
      assertThat(verdict.kind()).isEqualTo(ReleaseVerdict.Kind.ATTESTED);
      assertThat(verdict.image()).isEqualTo(image);
      assertThat(verdict.source()).isEqualTo("hub");
      assertThat(verdict.key()).isEqualTo(pinned(release).fingerprint());
    }
  }

  @ParameterizedTest
  @EnumSource
  void judge_withoutSignature_untrusted(Registry.Kind kind) throws IOException {
    try (Registry registry = Registry.start(kind, directory)) {
      Path release = new Cosign(directory).generateKeyPair("release");

      Decision<ReleaseVerdict> decision = judge(registry, release, push(registry, "unsigned"));

      assertUntrusted(decision, "unsigned");
    }
  }

  @ParameterizedTest
  @EnumSource
  void judge_signedByAnotherKey_untrusted(Registry.Kind kind) throws IOException {
    try (Registry registry = Registry.start(kind, directory)) {
      Cosign cosign = new Cosign(directory);
      Path release = cosign.generateKeyPair("release");
      cosign.generateKeyPair("stranger");
      Digest image = push(registry, "impostor");
      cosign.signImage("stranger", registry.reference(REPOSITORY, image.toString()));

      assertUntrusted(judge(registry, release, image), "no-trusted-signature");
    }
  }

  @ParameterizedTest
  @EnumSource
  void inspect_strangerThenRelease_bothListedAndOneTrusted(Registry.Kind kind) throws IOException {
    try (Registry registry = Registry.start(kind, directory)) {
      Cosign cosign = new Cosign(directory);
      Path release = cosign.generateKeyPair("release");
      cosign.generateKeyPair("stranger");
      Digest image = push(registry, "signed twice");
      String reference = registry.reference(REPOSITORY, image.toString());
      cosign.signImage("stranger", reference);
      cosign.signImage("release", reference);

      try (HttpRegistry source = open(registry)) {
        ReleaseReport report = releases(source).inspect(snapshot(release), image, soon());

        assertThat(report.conclusion()).isEqualTo(ReleaseReport.Conclusion.TRUSTED);
        assertThat(report.signatures()).hasSize(2);
        assertThat(report.signatures().stream().map(ReleaseReport.SignatureFound::finding))
            .containsExactlyInAnyOrder("trusted", "unknown-key");
      }
    }
  }

  private static Digest push(Registry registry, String text) {
    return Digest.parse(registry.pushImage(REPOSITORY, text));
  }

  private static Decision<ReleaseVerdict> judge(Registry registry, Path key, Digest image)
      throws IOException {
    try (HttpRegistry source = open(registry)) {
      return releases(source)
          .judge(
              new ReleaseQuestion(POLICY.tenant(), image, image, RULE, POLICY, snapshot(key)),
              soon());
    }
  }

  private static PolicySnapshot snapshot(Path key) throws IOException {
    return new PolicySnapshot(
        new Policies(List.of(), List.of(POLICY)),
        List.of(new ReleaseKey(pinned(key))),
        Bytes.empty().sha256());
  }

  private static Releases releases(HttpRegistry source) {
    return new Releases(
        List.of(source),
        new JsonSignatureReader(),
        ReleaseCaching.defaults(),
        InstantSource.system(),
        Ticker.system());
  }

  private static HttpRegistry open(Registry registry) {
    return new HttpRegistry(
        RegistrySettings.of(
            "hub", Origin.parse("http://" + registry.authority()), REPOSITORY, Reach.LOOPBACK),
        Ticker.system());
  }

  private static PinnedKey pinned(Path pem) throws IOException {
    return PinnedKey.parsePem(Files.readString(pem));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(60), Ticker.system());
  }

  private static void assertUntrusted(Decision<ReleaseVerdict> decision, String reason) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    Refusal why = ((Decision.Refused<ReleaseVerdict>) decision).why();
    assertThat(why).isInstanceOf(Refusal.ReleaseUntrusted.class);
    assertThat(why.reason().word()).isEqualTo(reason);
  }
}
