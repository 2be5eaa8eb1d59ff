package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.BundleVerifier.NotVerified;
import org.stellaops.signer.verify.BundleVerifier.Verdict;
import org.stellaops.signer.verify.BundleVerifier.Verified;

class BundleVerifierTest {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final DocumentSigner OTHER = DocumentSigner.p256();
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
                assertThat(it.statement().predicateType()).isEqualTo(TYPE);
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
    BundleVerifier verifier = BundleVerifier.trusting(two);
    Bytes other = Bytes.utf8(OTHER.bundle(STATEMENT));
    ArtifactDigests artifact = ArtifactDigests.of(ARTIFACT);
    assertThat(verifier.verify(List.of(BUNDLE, other), artifact)).isInstanceOf(Verified.class);
    assertThat(failed(verifier.verify(List.of(BUNDLE, BUNDLE), artifact))).contains("threshold");
  }

  @Test
  void trusting_nobody_cannotBe() {
    assertThatThrownBy(BundleVerifier::trusting).isInstanceOf(IllegalArgumentException.class);
  }
}
