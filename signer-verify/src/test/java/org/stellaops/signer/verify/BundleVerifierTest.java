package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.BundleVerifier.NotVerified;
import org.stellaops.signer.verify.BundleVerifier.Verdict;
import org.stellaops.signer.verify.BundleVerifier.Verified;
import org.stellaops.signer.verify.trust.TrustedRoot;

class BundleVerifierTest {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final DocumentSigner OTHER = DocumentSigner.p256();
  private static final String ISSUER = SigstoreConformanceTest.ISSUER;
  private static final String IDENTITY = SigstoreConformanceTest.IDENTITY;
  private static final Digest ARTIFACT = Bytes.utf8("artifact").sha256();
  private static final String TYPE = "https://cyclonedx.org/bom";
  private static final String STATEMENT = DocumentSigner.statement(ARTIFACT, TYPE);
  private static final Bytes BUNDLE = Bytes.utf8(SIGNER.bundle(STATEMENT));

  private static List<String> failed(Verdict verdict) {
    return switch (verdict) {
      case Verified verified -> throw new AssertionError("verified: " + verified.checks());
      case NotVerified(var checks) ->
          checks.stream()
              .filter(check -> check.outcome() == Outcome.FAILED)
              .map(Check::name)
              .toList();
    };
  }

  @Test
  void verify_goodDocument_givesStatementAndSigner() {
    BundleVerifier verifier = BundleVerifier.trusting(OTHER.key(), SIGNER.key()).ofType(TYPE);
    for (Bytes document : List.of(BUNDLE, Bytes.utf8(SIGNER.envelope(STATEMENT)))) {
      assertThat(verifier.verify(document, ARTIFACT))
          .isInstanceOfSatisfying(
              Verified.class,
              it -> {
                assertThat(it.signers()).containsExactly(new KeyIdentity(SIGNER.key()));
                assertThat(it.statement().orElseThrow().predicateType()).isEqualTo(TYPE);
                assertThat(it.time()).isEmpty();
                assertThat(it.checks()).noneMatch(check -> check.outcome() == Outcome.FAILED);
              });
    }
  }

  @Test
  void verify_anythingElse_namesWhatFailed() {
    BundleVerifier verifier = BundleVerifier.trusting(SIGNER.key()).ofType(TYPE);
    Digest another = Bytes.utf8("another").sha256();
    assertThat(failed(verifier.verify(BUNDLE, another))).containsExactly("subject");
    assertThat(failed(verifier.ofType(TYPE + "/").verify(BUNDLE, ARTIFACT)))
        .containsExactly("predicate-type");
    assertThat(failed(BundleVerifier.trusting(OTHER.key()).verify(BUNDLE, ARTIFACT)))
        .containsExactly("signature");
    for (String wrong : List.of("", "{}", "null", "\u0000", BUNDLE.utf8() + "}")) {
      assertThat(failed(verifier.verify(Bytes.utf8(wrong), ARTIFACT))).containsExactly("form");
    }
  }

  @Test
  void verify_artifactThatCannotBeCompared_isNotVerified() {
    ArtifactDigests long512 = new ArtifactDigests(Map.of("sha512", "ab".repeat(64)));
    assertThat(BundleVerifier.trusting(SIGNER.key()).verify(List.of(BUNDLE), long512))
        .isInstanceOf(NotVerified.class);
  }

  @Test
  void verify_threshold_countsBundlesTogether() {
    TrustedKeys two = new TrustedKeys(List.of(SIGNER.key(), OTHER.key()), 2);
    BundleVerifier verifier =
        BundleVerifier.trusting(BundleVerification.strict(), TrustedSigners.of(two));
    Bytes other = Bytes.utf8(OTHER.bundle(STATEMENT));
    ArtifactDigests artifact = ArtifactDigests.of(ARTIFACT);
    assertThat(verifier.verify(List.of(BUNDLE, other), artifact)).isInstanceOf(Verified.class);
    assertThat(failed(verifier.verify(List.of(BUNDLE, BUNDLE), artifact))).contains("threshold");
  }

  /** Bundles of the public Sigstore instance: over a statement, and over a file. */
  @Test
  void verify_bundleWithACertificate_isByWhomTheRootAndTheCallerTrust() throws Exception {
    Digest file = Digest.of(vector("a.txt"));
    MaterialTrust root =
        new MaterialTrust(
            TrustedRoot.parse(vector("public-good-trusted-root.json")),
            Requirements.PUBLIC,
            SigstoreConformanceTest.NOW);
    ExpectedIdentity beacon = ExpectedIdentity.exactly(ISSUER, IDENTITY);
    ExpectedIdentity other = ExpectedIdentity.exactly(ISSUER, IDENTITY + "x");
    BundleVerifier verifier = BundleVerifier.trusting(root, beacon);
    for (String name : List.of("happy-path-intoto-in-dsse-v3", "happy-path-v0.3")) {
      Bytes bundle = vector(name + "/bundle.sigstore.json");
      assertThat(verifier.verify(bundle, file))
          .isInstanceOfSatisfying(
              Verified.class,
              it -> {
                assertThat(it.statement().isPresent()).isEqualTo(name.contains("intoto"));
                assertThat(it.signers())
                    .singleElement()
                    .isInstanceOfSatisfying(
                        CertificateIdentity.class, by -> assertThat(beacon.is(by)).isTrue());
                assertThat(it.time()).isPresent();
              });
      assertThat(verifier.verify(bundle, ARTIFACT)).isInstanceOf(NotVerified.class);
      assertThat(verifier.ofType(TYPE).verify(bundle, file)).isInstanceOf(NotVerified.class);
      assertThat(BundleVerifier.trusting(root, other).verify(bundle, file))
          .isInstanceOf(NotVerified.class);
      assertThat(BundleVerifier.trusting(SIGNER.key()).verify(bundle, file))
          .isInstanceOf(NotVerified.class);
    }
  }

  private static Bytes vector(String file) throws IOException {
    return Bytes.adopt(Files.readAllBytes(SigstoreConformanceTest.cases().resolve(file)));
  }

  @Test
  void trusting_nobody_cannotBe() {
    MaterialTrust root =
        new MaterialTrust(TrustedRoot.empty(), Requirements.NONE, SigstoreConformanceTest.NOW);
    assertThatThrownBy(BundleVerifier::trusting).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BundleVerifier.trusting(root))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
