package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Method;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.support.ReflectionSupport;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.testkit.registry.BundleExaminerContract;
import org.stellaops.signer.verify.trust.TrustedRoot;

class TrustedRootExaminerTest extends BundleExaminerContract {

  private static final BundleExaminer SOUND =
      new TrustedRootExaminer(TrustedRoot.empty(), JcaProviders.platform(), InstantSource.system());

  @Override
  protected BundleExaminer examiner() {
    return SOUND;
  }

  /** Examiners with one fault each, and the test of the contract that must notice it. */
  enum BrokenExaminer {
    FORGETS_REVOCATIONS(
        "key_revoked_countsForNothing",
        q ->
            new BundleExaminer.Question(
                q.documents(),
                q.signers(),
                q.demands(),
                q.artifact(),
                q.predicateType(),
                List.of())),
    FORGETS_THE_ARTIFACT(
        "artifact_another_isANo",
        q ->
            new BundleExaminer.Question(
                q.documents(),
                q.signers(),
                q.demands(),
                Map.of(),
                q.predicateType(),
                q.revocations())),
    FORGETS_THE_TYPE(
        "predicateType_another_isANo",
        q ->
            new BundleExaminer.Question(
                q.documents(), q.signers(), q.demands(), q.artifact(), null, q.revocations())),
    FORGETS_DEMANDS(
        "demands_thatADocumentDoesNotMeet_areANo",
        q ->
            new BundleExaminer.Question(
                q.documents(),
                q.signers(),
                new BundleExaminer.Demands(0, 0, 0),
                q.artifact(),
                q.predicateType(),
                q.revocations())),
    FORGETS_WHEN_KEYS_COUNT(
        "b14_key_outsideItsTime_isANo",
        q ->
            with(
                q,
                q.signers().keys().stream()
                    .map(key -> new BundleExaminer.TrustedKey(key.key(), null, null))
                    .toList(),
                q.signers().threshold())),
    COUNTS_TO_ONE("threshold_ofTwo_needsTwoDifferentKeys", q -> with(q, q.signers().keys(), 1)),
    READS_THE_FIRST_DOCUMENT(
        "b06_documents_ofDifferentContent_areANo",
        q ->
            new BundleExaminer.Question(
                q.documents().subList(0, 1),
                q.signers(),
                q.demands(),
                q.artifact(),
                q.predicateType(),
                q.revocations()));

    private final String caughtBy;

    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<BundleExaminer.Question> fault;

    BrokenExaminer(String caughtBy, UnaryOperator<BundleExaminer.Question> fault) {
      this.caughtBy = caughtBy;
      this.fault = fault;
    }

    private static BundleExaminer.Question with(
        BundleExaminer.Question q, List<BundleExaminer.TrustedKey> keys, int threshold) {
      return new BundleExaminer.Question(
          q.documents(),
          new BundleExaminer.Signers(keys, q.signers().identities(), threshold),
          q.demands(),
          q.artifact(),
          q.predicateType(),
          q.revocations());
    }
  }

  @ParameterizedTest
  @EnumSource
  void contract_brokenExaminer_failsTheTestMeantForIt(BrokenExaminer broken) throws Exception {
    BundleExaminer faulty =
        new BundleExaminer() {
          @Override
          public Roots roots() {
            return SOUND.roots();
          }

          @Override
          public Examination examine(Question question) {
            return SOUND.examine(broken.fault.apply(question));
          }
        };

    assertThat(run(broken.caughtBy, faulty)).isInstanceOf(AssertionError.class);
    assertThat(run(broken.caughtBy, SOUND)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void contract_lyingExaminer_fails(Lie lie) throws Exception {
    BundleExaminer liar =
        new BundleExaminer() {
          @Override
          public Roots roots() {
            return lie == Lie.HAS_ROOTS ? new Roots(true, true, true, true) : Roots.NONE;
          }

          @Override
          public Examination examine(Question question) {
            return lie.change.apply(SOUND.examine(question));
          }
        };

    assertThat(run(lie.caughtBy, liar)).isInstanceOf(AssertionError.class);
  }

  /** What an examiner may say that is not so. */
  enum Lie {
    HAS_ROOTS("roots_withoutATrustedRoot_areNone", found -> found),
    EVERYTHING_IS_SIGNED(
        "document_thatIsNone_isANoAndNoException",
        found ->
            changed(List.of(), found, Optional.of(new BundleExaminer.Signed(Optional.empty())))),
    SOMEBODY_SIGNED(
        "document_signedByAStranger_isSignedByNobody",
        found -> changed(List.of(new KeyIdentity(SIGNER.key())), found, found.signed())),
    NAMES_NOBODY(
        "document_signedByAGivenKey_handsOnWhoAndWhat",
        found -> changed(List.of(), found, found.signed())),
    MAKES_UP_A_TIME(
        "document_signedByAGivenKey_handsOnWhoAndWhat",
        found ->
            new BundleExaminer.Examination(
                found.checks(), found.signers(), Optional.of(Instant.EPOCH), found.signed()));

    private final String caughtBy;

    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<BundleExaminer.Examination> change;

    Lie(String caughtBy, UnaryOperator<BundleExaminer.Examination> change) {
      this.caughtBy = caughtBy;
      this.change = change;
    }

    private static BundleExaminer.Examination changed(
        List<SignerIdentity> signers,
        BundleExaminer.Examination found,
        Optional<BundleExaminer.Signed> signed) {
      return new BundleExaminer.Examination(
          signed.isPresent() && signers.isEmpty() && found.signed().isEmpty()
              ? List.of()
              : found.checks(),
          signers,
          found.trustedTime(),
          signed);
    }
  }

  private static Throwable run(String test, BundleExaminer examiner) throws Exception {
    BundleExaminerContract contract =
        new BundleExaminerContract() {
          @Override
          protected BundleExaminer examiner() {
            return examiner;
          }
        };
    Method method = BundleExaminerContract.class.getDeclaredMethod(test);
    return catchThrowable(() -> ReflectionSupport.invokeMethod(method, contract));
  }
}
