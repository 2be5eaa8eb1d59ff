package org.stellaops.signer.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.ports.BundleExaminer.Demands;
import org.stellaops.signer.ports.BundleExaminer.Examination;
import org.stellaops.signer.ports.BundleExaminer.Question;
import org.stellaops.signer.ports.BundleExaminer.Roots;
import org.stellaops.signer.ports.BundleExaminer.Signed;
import org.stellaops.signer.ports.BundleExaminer.Signers;
import org.stellaops.signer.ports.BundleExaminer.TrustedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/** What every examiner must do, shown with plain keys: it has no trusted root. */
public abstract class BundleExaminerContract {

  protected static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final DocumentSigner OTHER = DocumentSigner.p256();
  private static final Digest ARTIFACT = Bytes.utf8("an artifact").sha256();
  private static final String TYPE = "https://example.test/type/v1";
  private static final String STATEMENT = DocumentSigner.statement(ARTIFACT, TYPE);
  private static final Demands NOTHING = new Demands(0, 0, 0);

  /** One without a trusted root. */
  protected abstract BundleExaminer examiner();

  private static TrustedKey always(DocumentSigner signer) {
    return new TrustedKey(signer.key(), null, null);
  }

  private Examination examine(String document, TrustedKey... keys) {
    return examine(List.of(document), 1, ARTIFACT, TYPE, NOTHING, List.of(), keys);
  }

  private Examination examine(
      List<String> documents,
      int threshold,
      Digest artifact,
      @Nullable String type,
      Demands demands,
      List<Revocation> revocations,
      TrustedKey... keys) {
    return examiner()
        .examine(
            new Question(
                documents.stream().map(Bytes::utf8).toList(),
                new Signers(List.of(keys), List.of(), threshold),
                demands,
                Map.of("sha256", artifact.hex()),
                type,
                revocations));
  }

  private static boolean saysNo(Examination found) {
    return found.signed().isEmpty()
        || found.checks().stream()
            .map(Check::outcome)
            .anyMatch(outcome -> outcome == Outcome.FAILED || outcome == Outcome.UNSUPPORTED);
  }

  private static List<String> failed(Examination found) {
    return found.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Check::name)
        .toList();
  }

  @Test
  void roots_withoutATrustedRoot_areNone() {
    assertThat(examiner().roots()).isEqualTo(Roots.NONE);
  }

  @Test
  void document_signedByAGivenKey_handsOnWhoAndWhat() {
    Examination found = examine(SIGNER.bundle(STATEMENT), always(OTHER), always(SIGNER));

    assertThat(saysNo(found)).isFalse();
    assertThat(found.signers()).containsExactly(new KeyIdentity(SIGNER.key()));
    assertThat(found.signed().flatMap(Signed::payload)).contains(Bytes.utf8(STATEMENT));
    assertThat(found.trustedTime()).isEmpty();
    assertThat(found.checks())
        .filteredOn(check -> check.name().equals("subject"))
        .extracting(Check::outcome)
        .containsExactly(Outcome.PASSED);
  }

  @Test
  void document_signedByAStranger_isSignedByNobody() {
    Examination found = examine(OTHER.bundle(STATEMENT), always(SIGNER));

    assertThat(found.signed()).isEmpty();
    assertThat(found.signers()).isEmpty();
    assertThat(failed(found)).contains("signature");
  }

  @Test
  void document_thatIsNone_isANoAndNoException() {
    for (String document : List.of("", "{}", "null", "\uFEFF{}", "{\"mediaType\":\"x\"}")) {
      assertThat(saysNo(examine(document, always(SIGNER)))).as(document).isTrue();
    }
  }

  @Test
  void threshold_ofTwo_needsTwoDifferentKeys() {
    List<String> twice = List.of(SIGNER.bundle(STATEMENT), SIGNER.bundle(STATEMENT));
    List<String> both = List.of(SIGNER.bundle(STATEMENT), OTHER.bundle(STATEMENT));
    TrustedKey[] keys = {always(SIGNER), always(OTHER)};

    assertThat(saysNo(examine(twice, 2, ARTIFACT, TYPE, NOTHING, List.of(), keys))).isTrue();
    Examination found = examine(both, 2, ARTIFACT, TYPE, NOTHING, List.of(), keys);
    assertThat(saysNo(found)).isFalse();
    assertThat(found.signers()).hasSize(2);
  }

  @Test
  void b06_documents_ofDifferentContent_areANo() {
    List<String> documents =
        List.of(
            SIGNER.bundle(STATEMENT),
            SIGNER.bundle(DocumentSigner.statement(ARTIFACT, "https://example.test/other")));

    assertThat(saysNo(examine(documents, 1, ARTIFACT, TYPE, NOTHING, List.of(), always(SIGNER))))
        .isTrue();
  }

  @Test
  void artifact_another_isANo() {
    Digest another = Bytes.utf8("another").sha256();

    assertThat(
            failed(
                examine(
                    List.of(SIGNER.bundle(STATEMENT)),
                    1,
                    another,
                    TYPE,
                    NOTHING,
                    List.of(),
                    always(SIGNER))))
        .containsExactly("subject");
  }

  @Test
  void predicateType_another_isANo() {
    assertThat(
            failed(
                examine(
                    List.of(SIGNER.bundle(STATEMENT)),
                    1,
                    ARTIFACT,
                    "https://example.test/other",
                    NOTHING,
                    List.of(),
                    always(SIGNER))))
        .containsExactly("predicate-type");
  }

  @Test
  void b14_key_outsideItsTime_isANo() {
    Instant past = Instant.parse("2001-01-01T00:00:00Z");
    Instant future = Instant.parse("2999-01-01T00:00:00Z");

    assertThat(saysNo(examine(SIGNER.bundle(STATEMENT), new TrustedKey(SIGNER.key(), past, past))))
        .isTrue();
    assertThat(
            saysNo(examine(SIGNER.envelope(STATEMENT), new TrustedKey(SIGNER.key(), past, past))))
        .isTrue();
    assertThat(
            saysNo(examine(SIGNER.bundle(STATEMENT), new TrustedKey(SIGNER.key(), future, null))))
        .isTrue();
    assertThat(
            saysNo(examine(SIGNER.bundle(STATEMENT), new TrustedKey(SIGNER.key(), past, future))))
        .isFalse();
  }

  @Test
  void demands_thatADocumentDoesNotMeet_areANo() {
    for (Demands demands : List.of(new Demands(1, 0, 0), new Demands(0, 1, 0))) {
      for (String document : List.of(SIGNER.bundle(STATEMENT), SIGNER.envelope(STATEMENT))) {
        Examination found =
            examine(List.of(document), 1, ARTIFACT, TYPE, demands, List.of(), always(SIGNER));
        assertThat(saysNo(found)).as("%s", demands).isTrue();
      }
    }
  }

  @Test
  void key_revoked_countsForNothing() {
    RevokedKey revoked = new RevokedKey(SIGNER.key().fingerprint(), Instant.EPOCH, "it was stolen");

    Examination found =
        examine(
            List.of(SIGNER.bundle(STATEMENT)),
            1,
            ARTIFACT,
            TYPE,
            NOTHING,
            List.of(revoked),
            always(SIGNER));

    assertThat(found.signed()).isEmpty();
    assertThat(found.signers()).isEmpty();
    assertThat(failed(found)).contains("revocation");
  }
}
