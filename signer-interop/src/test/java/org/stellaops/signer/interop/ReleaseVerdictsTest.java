package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.ReleaseVersion;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.api.policy.VersionFloor;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.release.ReleaseQuestion;
import org.stellaops.signer.core.release.ReleaseReport;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
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
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * Images signed by two versions of the real cosign in each of their ways, in real registries, with
 * certificates of a real Fulcio: our verdict is cosign's, and where docs/releases.md says that
 * cosign accepts more, ours is no.
 */
class ReleaseVerdictsTest {

  private static final String REPOSITORY = "team/scanner";
  private static final String IDENTITY = SigstoreStack.workload("release");
  private static final String SLSA = "https://slsa.dev/provenance/v1";

  @TempDir private static Path directory;

  private static SigstoreStack stack;
  private static ImageSigner signer;
  private static ReleaseKey release;
  private static ReleaseKey nobody;

  @BeforeAll
  static void start() throws IOException {
    stack = SigstoreStack.start(Files.createDirectory(directory.resolve("stack")));
    signer = new ImageSigner(directory, stack);
    release = new ReleaseKey(pinned(signer.generateKeyPair("release")));
    signer.generateKeyPair("stranger");
    nobody = new ReleaseKey(pinned(signer.generateKeyPair("nobody")));
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  private static PinnedKey pinned(Path pem) throws IOException {
    return PinnedKey.parsePem(Files.readString(pem));
  }

  private static ReleaseIdentity identity() {
    return new ReleaseIdentity(stack.identities().issuer(), IDENTITY);
  }

  private Registry open(Registry.Kind kind) throws IOException {
    return Registry.start(kind, Files.createTempDirectory(directory, "registry"));
  }

  private static ReleaseReport judge(
      Registry registry, String image, ReleaseRule rule, Requirements certificates)
      throws IOException {
    TrustedRoot root;
    try {
      root = TrustedRoot.parse(Bytes.adopt(Files.readAllBytes(stack.trustedRoot())));
    } catch (InvalidTrust e) {
      throw new AssertionError(e);
    }
    InstantSource clock = InstantSource.system();
    try (HttpRegistry source =
        new HttpRegistry(
            RegistrySettings.of(
                "hub", Origin.parse("http://" + registry.authority()), REPOSITORY, Reach.LOOPBACK),
            Ticker.system())) {
      return new Releases(
              List.of(source),
              new JsonSignatureReader()
                  .trusting(
                      new MaterialTrust(root, Requirements.NONE, clock),
                      new MaterialTrust(root, certificates, clock)),
              ReleaseCaching.defaults(),
              clock,
              Ticker.system())
          .inspect(
              new PolicySnapshot(
                  new Policies(List.of(), List.of()), rule, List.of(), Bytes.empty().sha256()),
              Digest.parse(image),
              Deadline.in(Duration.ofSeconds(60), Ticker.system()));
    }
  }

  private static ReleaseReport judge(Registry registry, String image, ReleaseSigner... signers)
      throws IOException {
    return judge(registry, image, ReleaseRule.anyOf(List.of(signers)), new Requirements(1, 1, 1));
  }

  private static void assertConclusion(ReleaseReport report, Conclusion conclusion) {
    assertThat(report.conclusion()).as(report.toString()).isEqualTo(conclusion);
  }

  @ParameterizedTest
  @EnumSource
  void keyAndTag_ofCosign2_isTrustedUnderThatKeyAlone(Registry.Kind kind) throws IOException {
    try (Registry registry = open(kind)) {
      String image = registry.pushImage(REPOSITORY, "v2 by key");
      String reference = registry.reference(REPOSITORY, image);
      signer.signByKeyV2("stranger", reference);
      signer.signByKeyV2("release", reference);

      assertThat(signer.verifyByKey("release", reference).exit()).isZero();
      ReleaseReport report = judge(registry, image, release);
      assertConclusion(report, Conclusion.TRUSTED);
      assertThat(report.signatures())
          .extracting(SignatureFound::finding)
          .containsExactlyInAnyOrder("unknown-key", "trusted");
      assertThat(signer.verifyByKey("nobody", reference).exit()).isNotZero();
      assertConclusion(judge(registry, image, nobody), Conclusion.NO_TRUSTED_SIGNATURE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificateAndBundle_ofCosign3_isTrustedUnderThatIdentityAlone(Registry.Kind kind)
      throws IOException {
    try (Registry registry = open(kind)) {
      String image = registry.pushImage(REPOSITORY, "v3 keyless");
      String reference = registry.reference(REPOSITORY, image);
      signer.signKeyless(IDENTITY, reference);

      assertThat(signer.verifyKeyless(IDENTITY, reference).exit()).isZero();
      ReleaseReport report = judge(registry, image, identity());
      assertConclusion(report, Conclusion.TRUSTED);
      assertThat(report.decisive().orElseThrow().certificate().orElseThrow().subject())
          .isEqualTo(IDENTITY);

      String other = SigstoreStack.workload("other");
      assertThat(signer.verifyKeyless(other, reference).exit()).isNotZero();
      assertConclusion(
          judge(registry, image, new ReleaseIdentity(stack.identities().issuer(), other)),
          Conclusion.NO_TRUSTED_SIGNATURE);
      assertConclusion(
          judge(registry, image, new ReleaseIdentity("https://other.example", IDENTITY)),
          Conclusion.NO_TRUSTED_SIGNATURE);
      assertConclusion(judge(registry, image, release), Conclusion.NO_TRUSTED_SIGNATURE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OLAREG", "DISTRIBUTION"})
  void certificateAndTag_ofCosign2_isTrustedByItsTimestampAndRefusedWhereALogIsWanted(
      Registry.Kind kind) throws IOException {
    try (Registry registry = open(kind)) {
      String image = registry.pushImage(REPOSITORY, "v2 keyless");
      String reference = registry.reference(REPOSITORY, image);
      signer.signKeylessV2(IDENTITY, reference);

      assertThat(signer.verifyKeyless(IDENTITY, reference, "--insecure-ignore-tlog").exit())
          .isZero();
      ReleaseRule rule = ReleaseRule.anyOf(List.of(identity()));
      assertConclusion(judge(registry, image, rule, new Requirements(0, 1, 1)), Conclusion.TRUSTED);

      assertThat(signer.verifyKeyless(IDENTITY, reference).exit()).isNotZero();
      ReleaseReport logged = judge(registry, image, rule, new Requirements(1, 0, 1));
      assertConclusion(logged, Conclusion.NO_TRUSTED_SIGNATURE);
      assertThat(logged.signatures())
          .extracting(SignatureFound::finding)
          .containsExactly("untrusted-log-entry");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OLAREG", "DISTRIBUTION"})
  void r14_attestations_ofBothVersions_countAsWhatTheyAre(Registry.Kind kind) throws IOException {
    try (Registry registry = open(kind)) {
      ReleaseRule wanting = new ReleaseRule(List.of(release), 1, Set.of(SLSA), null);
      for (boolean version2 : new boolean[] {false, true}) {
        String image = registry.pushImage(REPOSITORY, "attested " + version2);
        String reference = registry.reference(REPOSITORY, image);
        signer.attestByKey(version2, "release", "https://other.example/type", reference);
        assertConclusion(judge(registry, image, release), untrusted(version2));

        signer.signByKey("release", reference);
        assertThat(signer.verifyAttestation("release", SLSA, reference).exit()).isNotZero();
        assertConclusion(
            judge(registry, image, wanting, Requirements.NONE), Conclusion.ATTESTATION_MISSING);

        signer.attestByKey(version2, "stranger", SLSA, reference);
        assertConclusion(
            judge(registry, image, wanting, Requirements.NONE), Conclusion.ATTESTATION_MISSING);

        signer.attestByKey(version2, "release", SLSA, reference);
        if (!version2) {
          // Beside a bundle version 3 does not look at the tags of version 2; we do.
          assertThat(signer.verifyAttestation("release", SLSA, reference).exit()).isZero();
        }
        assertConclusion(judge(registry, image, wanting, Requirements.NONE), Conclusion.TRUSTED);
      }
    }
  }

  /** What is under {@code .att} is looked at where attestations must be. */
  private static Conclusion untrusted(boolean version2) {
    return version2 ? Conclusion.UNSIGNED : Conclusion.NO_TRUSTED_SIGNATURE;
  }

  @Test
  void r14_attestationAlone_isAReleaseForCosignAndNotForUs() throws IOException {
    try (Registry registry = open(Registry.Kind.OLAREG)) {
      String image = registry.pushImage(REPOSITORY, "attested, not signed");
      String reference = registry.reference(REPOSITORY, image);
      signer.attestByKey(false, "release", SLSA, reference);

      assertThat(signer.verifyByKey("release", reference).exit()).isZero();
      assertConclusion(judge(registry, image, release), Conclusion.NO_TRUSTED_SIGNATURE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OLAREG", "DISTRIBUTION"})
  void r13_index_coversItsOwnDigestUntilItsImagesAreSignedToo(Registry.Kind kind)
      throws IOException {
    try (Registry registry = open(kind)) {
      String one = registry.pushImage(REPOSITORY, "amd64");
      String two = registry.pushImage(REPOSITORY, "arm64");
      String index = pushIndex(registry, one, two);
      signer.signByKey("release", registry.reference(REPOSITORY, index));

      assertThat(signer.verifyByKey("release", registry.reference(REPOSITORY, index)).exit())
          .isZero();
      assertThat(signer.verifyByKey("release", registry.reference(REPOSITORY, one)).exit())
          .isNotZero();
      assertConclusion(judge(registry, index, release), Conclusion.TRUSTED);
      assertConclusion(judge(registry, one, release), Conclusion.UNSIGNED);

      signer.signByKey("release", registry.reference(REPOSITORY, index), "--recursive");
      for (String image : List.of(index, one, two)) {
        assertThat(signer.verifyByKey("release", registry.reference(REPOSITORY, image)).exit())
            .isZero();
        assertConclusion(judge(registry, image, release), Conclusion.TRUSTED);
      }
    }
  }

  /** cosign says no to an image of a signed index, whoever names the index; we may be told to. */
  @ParameterizedTest
  @EnumSource(names = {"OLAREG", "DISTRIBUTION", "GGCR"})
  void r13_imageOfASignedIndex_countsByThatIndexWherePolicySaysSo(Registry.Kind kind)
      throws IOException {
    try (Registry registry = open(kind)) {
      String one = registry.pushImage(REPOSITORY, "amd64");
      String two = registry.pushImage(REPOSITORY, "arm64");
      String index = pushIndex(registry, one);
      signer.signByKey("release", registry.reference(REPOSITORY, index));
      assertThat(signer.verifyByKey("release", registry.reference(REPOSITORY, one)).exit())
          .isNotZero();

      assertThat(judged(registry, one, index, true).map(ReleaseVerdict::index))
          .contains(Digest.parse(index));
      assertThat(judged(registry, one, index, false)).isEmpty();
      assertThat(judged(registry, two, index, true)).isEmpty();
      assertThat(judged(registry, two, pushIndex(registry, one, two), true)).isEmpty();
      assertThat(judged(registry, one, one, true)).isEmpty();

      String old = pushIndex(registry, two);
      signer.signByKeyV2("release", registry.reference(REPOSITORY, old));
      assertThat(signer.verifyByKeyV2("release", registry.reference(REPOSITORY, old)).exit())
          .isZero();
      assertThat(signer.verifyByKeyV2("release", registry.reference(REPOSITORY, two)).exit())
          .isNotZero();
      assertThat(judged(registry, two, old, true).map(ReleaseVerdict::index))
          .contains(Digest.parse(old));
      assertThat(judged(registry, two, old, false)).isEmpty();
      assertThat(judged(registry, one, old, true)).isEmpty();
    }
  }

  private static Optional<ReleaseVerdict> judged(
      Registry registry, String image, String index, boolean indexes) {
    TenantPolicy tenant =
        new TenantPolicy(
            new Tenant("demo"), Set.of(), Map.of(), List.of(), false, Set.of(), Map.of(), Map.of());
    ReleaseRule rule = new ReleaseRule(List.of(release), 1, Set.of(), null, indexes);
    try (HttpRegistry source =
        new HttpRegistry(
            RegistrySettings.of(
                "hub", Origin.parse("http://" + registry.authority()), REPOSITORY, Reach.LOOPBACK),
            Ticker.system())) {
      Decision<ReleaseVerdict> decision =
          new Releases(
                  List.of(source),
                  new JsonSignatureReader(),
                  ReleaseCaching.defaults(),
                  InstantSource.system(),
                  Ticker.system())
              .judge(
                  new ReleaseQuestion(
                      tenant.tenant(),
                      Digest.parse(image),
                      Digest.parse(image),
                      Digest.parse(index),
                      new PredicateRule(PredicateRule.Release.REQUIRED, false),
                      tenant,
                      new PolicySnapshot(
                          new Policies(List.of(), List.of()),
                          rule,
                          List.of(),
                          Bytes.empty().sha256())),
                  Deadline.in(Duration.ofSeconds(60), Ticker.system()));
      return decision instanceof Decision.Cleared<ReleaseVerdict>(ReleaseVerdict verdict)
          ? Optional.of(verdict)
          : Optional.empty();
    }
  }

  private static String pushIndex(Registry registry, String... images) {
    StringBuilder entries = new StringBuilder();
    for (String image : images) {
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append("{\"mediaType\":\"" + Registry.MANIFEST + "\",\"digest\":\"")
          .append(image)
          .append("\",\"size\":")
          .append(registry.manifestSize(REPOSITORY, image))
          .append(",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}}");
    }
    String index = "{\"schemaVersion\":2,\"mediaType\":\"" + Registry.INDEX + "\",\"manifests\":[";
    return registry.pushManifest(
        REPOSITORY, Registry.INDEX, (index + entries + "]}").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void r11_version_signedWithEitherVersion_isHeldAgainstTheFloor() throws IOException {
    try (Registry registry = open(Registry.Kind.OLAREG)) {
      for (boolean version2 : new boolean[] {false, true}) {
        String image = registry.pushImage(REPOSITORY, "versioned " + version2);
        String reference = registry.reference(REPOSITORY, image);
        if (version2) {
          signer.signByKeyV2("release", reference, "-a", "version=2.3.9");
        } else {
          signer.signByKey("release", reference, "-a", "version=2.3.9");
        }
        assertConclusion(
            judge(registry, image, from("2.4.0"), Requirements.NONE), Conclusion.RELEASE_TOO_OLD);
        assertConclusion(
            judge(registry, image, from("2.3.9"), Requirements.NONE), Conclusion.TRUSTED);
      }
    }
  }

  private static ReleaseRule from(String minimum) {
    return new ReleaseRule(
        List.of(release),
        1,
        Set.of(),
        new VersionFloor("version", ReleaseVersion.parse(minimum).orElseThrow()));
  }

  @Test
  void threshold_ofAKeyAndAnIdentity_isMetByBothTogether() throws IOException {
    try (Registry registry = open(Registry.Kind.OLAREG)) {
      ReleaseRule both = new ReleaseRule(List.of(release, identity()), 2, Set.of(), null);
      String image = registry.pushImage(REPOSITORY, "two signers");
      String reference = registry.reference(REPOSITORY, image);
      signer.signByKeyV2("release", reference);
      signer.signByKey("release", reference);
      assertConclusion(
          judge(registry, image, both, Requirements.PUBLIC), Conclusion.TOO_FEW_SIGNERS);
      signer.signKeyless(IDENTITY, reference);
      assertConclusion(judge(registry, image, both, Requirements.PUBLIC), Conclusion.TRUSTED);
    }
  }
}
