package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/** What npm and GitHub signed, by the trusted root of the public Sigstore instance. */
class PublicAttestationsTest {

  private static final String ACTIONS = "https://token.actions.githubusercontent.com";

  /** After all of them were made; certificates that signed them had ended long before. */
  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-11-01T00:00:00Z"));

  enum Sample {
    NPM_PROVENANCE(
        "npm-provenance-sigstore-2.1.0.json",
        ExpectedIdentity.exactly(
            ACTIONS,
            "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main"),
        "sha512",
        "90f223f992e4c88dd068cd2a5fc57f9d2b30798343dd6e38f29c240e04ba090e"
            + "f831f84490847c4e82b9232c78e8a258463b1e55c0f7469f730265008fa6633f",
        "https://slsa.dev/provenance/v1",
        "2023-08-29T15:40:23Z"),
    GITHUB_REUSABLE_WORKFLOW(
        "github-reusable-workflow.json",
        ExpectedIdentity.exactly(
            ACTIONS,
            "https://github.com/github/artifact-attestations-workflows/.github/workflows/attest.yml"
                + "@09b495c3f12c7881b3cc17209a327792065c1a1d"),
        "sha256",
        "49a3aa6075e0f49f82843e74b5baa614ad2a588e6675612bf108a0a008c5ac25",
        "https://slsa.dev/provenance/v1",
        "2024-05-24T19:14:24Z"),
    GITHUB_CUSTOM_ISSUER(
        "github-custom-issuer.json",
        ExpectedIdentity.matching(
            ACTIONS + "/hammer-time",
            "^https://github\\.com/too-legit/attest/\\.github/workflows/[a-z]+\\.yml@refs/.*$"),
        "sha256",
        "afa27b44d43b02a9fea41d13cedc2e4016cfcf87c5dbf990e593669aa8ce286d",
        "https://slsa.dev/provenance/v1",
        "2024-09-11T19:19:03Z");

    final String file;

    @SuppressWarnings("ImmutableEnumChecker")
    final ExpectedIdentity identity;

    @SuppressWarnings("ImmutableEnumChecker")
    final ArtifactDigests artifact;

    final String type;
    final String signed;

    Sample(
        String file,
        ExpectedIdentity identity,
        String algorithm,
        String hex,
        String type,
        String signed) {
      this.file = file;
      this.identity = identity;
      this.artifact = new ArtifactDigests(Map.of(algorithm, hex));
      this.type = type;
      this.signed = signed;
    }

    BundleVerdict verify(Bytes document, ExpectedIdentity by, ArtifactDigests about) {
      return verification(Requirements.PUBLIC)
          .verify(document, TrustedSigners.anyIdentity(List.of(by)), new Expectations(about, type));
    }
  }

  private static Bytes resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PublicAttestationsTest.class.getResourceAsStream(name), name)) {
      return Bytes.adopt(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static BundleVerification verification(Requirements requirements) {
    try {
      TrustedRoot root =
          TrustedRoot.parse(resource("/sigstore-conformance/public-good-trusted-root.json"));
      return BundleVerification.trusting(new MaterialTrust(root, requirements, NOW));
    } catch (InvalidTrust e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> failed(BundleVerdict verdict) {
    assertThat(verdict.verified()).isFalse();
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Check::name)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void attestation_byItsIdentity_verifiesWithLogAndCertificateLog(Sample sample) {
    BundleVerdict verdict =
        sample.verify(resource("/attestations/" + sample.file), sample.identity, sample.artifact);

    assertThat(verdict.verified()).as("%s", verdict.checks()).isTrue();
    assertThat(verdict.trustedTime()).contains(Instant.parse(sample.signed));
  }

  @ParameterizedTest
  @EnumSource
  void attestation_ofAnotherRepository_isANo(Sample sample) {
    ExpectedIdentity other =
        ExpectedIdentity.exactly(ACTIONS, "https://github.com/evil/fork/.github/workflows/x.yml");

    assertThat(
            failed(sample.verify(resource("/attestations/" + sample.file), other, sample.artifact)))
        .contains("identity");
  }

  @ParameterizedTest
  @EnumSource
  void attestation_aboutAnotherArtifact_isANo(Sample sample) {
    String algorithm = sample.artifact.byAlgorithm().keySet().iterator().next();
    String hex = sample.artifact.byAlgorithm().values().iterator().next();
    ArtifactDigests other = new ArtifactDigests(Map.of(algorithm, hex.replace('a', 'b')));

    assertThat(
            failed(sample.verify(resource("/attestations/" + sample.file), sample.identity, other)))
        .containsExactly("subject");
  }

  @ParameterizedTest
  @EnumSource
  void attestation_withAnotherPayload_isANo(Sample sample) {
    String text = resource("/attestations/" + sample.file).utf8();
    // The payload's "predicateType" reads "predicatfType" then.
    int payload = text.indexOf("\"payload\":");
    int at = text.indexOf("InByZWRpY2F0ZVR5cGUi", payload);
    String changed =
        at < 0
            ? text.substring(0, payload) + text.substring(payload).replaceFirst("eyJ", "eyK")
            : text.substring(0, at) + "InByZWRpY2F0ZlR5cGUi" + text.substring(at + 20);

    assertThat(changed).isNotEqualTo(text);
    assertThat(failed(sample.verify(Bytes.utf8(changed), sample.identity, sample.artifact)))
        .contains("signature");
  }

  @Test
  void npmPublish_byTheRegistrysKey_verifiesWithItsLogEntry() throws Exception {
    PinnedKey npm = PinnedKey.parsePem(resource("/attestations/npm.pub").utf8());
    ArtifactDigests artifact =
        new ArtifactDigests(
            Map.of(
                "sha512",
                "76176ffa33808b54602c7c35de5c6e9a4deb96066dba6533f50ac234f4f1f4c6"
                    + "b3527515dc17c06fbe2860030f410eee69ea20079bd3a2c6f3dcf3b329b10751"));
    Bytes document = resource("/attestations/npm-publish-sigstore-1.3.0.json");

    BundleVerdict verdict =
        verification(new Requirements(1, 0, 0))
            .verify(
                document,
                TrustedSigners.anyKey(List.of(WindowedKey.always(npm))),
                new Expectations(
                    artifact, "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"));

    assertThat(verdict.verified()).as("%s", verdict.checks()).isTrue();
    assertThat(verdict.trustedTime()).contains(Instant.parse("2023-04-18T17:45:16Z"));
  }
}
