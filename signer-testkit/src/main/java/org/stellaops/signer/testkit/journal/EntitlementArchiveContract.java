package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.EntitlementArchive.Kept;
import org.stellaops.signer.ports.EntitlementArchive.LastKnown;

/** What every {@link EntitlementArchive} promises. */
public abstract class EntitlementArchiveContract {

  private static final Tenant ACME = new Tenant("acme");
  private static final Tenant OTHER = new Tenant("other");
  private static final Instant AT = Instant.parse("2026-03-05T09:30:00.123456789Z");

  private static final Instant SIGNED = Instant.parse("2026-03-05T09:29:59Z");
  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00.123456Z");

  private Bench bench;
  private int licences;

  /** An archive as the tests drive it. */
  public interface Bench extends AutoCloseable {

    EntitlementArchive archive();

    /** The process ends and another opens the same archive. */
    void restart();

    @Override
    void close();
  }

  /** A fresh, empty archive. */
  protected abstract Bench newBench();

  @BeforeEach
  public void openBench() {
    bench = newBench();
  }

  @AfterEach
  public void closeBench() {
    bench.close();
  }

  @Test
  public void find_nothingKept_isEmpty() {
    assertThat(find(ACME, "proof")).isEmpty();
  }

  @Test
  public void keep_firstAnswer_isFoundAsItWas() {
    LastKnown answer = answer("proof", "licence", 7);

    assertThat(keep(ACME, answer)).isEqualTo(7);
    assertThat(find(ACME, "proof")).contains(answer);
    bench.restart();
    assertThat(find(ACME, "proof")).contains(answer);
  }

  @Test
  public void find_ofAnotherTenant_isEmpty() {
    keep(ACME, answer("proof", "licence", 7));

    assertThat(find(OTHER, "proof")).isEmpty();
    assertThat(keep(OTHER, answer("proof", "licence", 1))).isEqualTo(1);
  }

  @Test
  public void keep_newerVersion_replacesTheAnswer() {
    keep(ACME, answer("proof", "licence", 1));
    LastKnown newer = answer("proof", "licence", 2);

    assertThat(keep(ACME, newer)).isEqualTo(2);
    assertThat(find(ACME, "proof")).contains(newer);
  }

  @Test
  public void keep_sameVersionLater_replacesTheAnswer() {
    keep(ACME, answer("proof", "licence", 1));
    LastKnown later =
        new LastKnown(
            digest("proof"),
            "licence",
            1,
            "later",
            ProofState.ACTIVE,
            SIGNED.plusSeconds(60),
            AT.plus(Duration.ofMinutes(1)),
            NEVER);
    keep(ACME, later);

    assertThat(find(ACME, "proof")).contains(later);
  }

  /** Every order in which answers about two proofs of one licence can come. */
  @Test
  public void keep_answersInAnyOrder_leavesWhatWasSignedLast() {
    ProofState yes = ProofState.ACTIVE;
    ProofState no = ProofState.REVOKED;
    ProofState outdated = ProofState.OUTDATED;
    inAnyOrder(List.of(said("a", yes, 1), said("a", no, 2), said("a", yes, 3)), "a yes 3", "");
    inAnyOrder(List.of(said("a", yes, 1), said("a", yes, 2), said("a", no, 2)), "a no 2", "");
    inAnyOrder(List.of(said("a", yes, 2), said("a", outdated, 2)), "a outdated 2", "");
    inAnyOrder(List.of(said("a", outdated, 2), said("a", no, 2)), "a no 2", "");
    inAnyOrder(List.of(said("b", yes, 1), said("a", no, 2)), "a no 2", "");
    inAnyOrder(List.of(said("b", yes, 2), said("a", no, 2)), "a no 2", "");
    inAnyOrder(List.of(said("b", outdated, 1), said("a", no, 2)), "a no 2", "b outdated 1");
    inAnyOrder(
        List.of(said("b", yes, 1), said("a", no, 2), said("b", yes, 3)), "a no 2", "b yes 3");
    inAnyOrder(
        List.of(said("b", yes, 1), said("a", no, 2), said("a", yes, 3)), "a yes 3", "b yes 1");
    inAnyOrder(
        List.of(said("b", yes, 1), said("b", yes, 2), said("a", no, 3), said("a", yes, 1)),
        "a no 3",
        "");
    inAnyOrder(List.of(said("a", yes, 3), of(2, said("a", outdated, 1))), "a outdated 1", "");
    inAnyOrder(List.of(said("a", yes, 3), of(2, said("a", no, 1))), "a no 1", "");
    inAnyOrder(List.of(said("b", yes, 3), of(2, said("a", no, 1))), "a no 1", "");
    inAnyOrder(
        List.of(said("b", yes, 1), said("a", no, 2), of(2, said("b", yes, 1))), "", "b yes 1");
  }

  private static LastKnown of(long version, LastKnown answer) {
    return new LastKnown(
        answer.proof(),
        answer.licence(),
        version,
        answer.answer(),
        answer.state(),
        answer.signedAt(),
        answer.receivedAt(),
        answer.ends());
  }

  /** What is found in the end, about proof a and about proof b, empty for nothing. */
  private void inAnyOrder(List<LastKnown> answers, String a, String b) {
    List<List<LastKnown>> orders = orders(answers);
    for (List<LastKnown> order : orders) {
      String licence = "licence " + licences++;
      for (LastKnown one : order) {
        LastKnown answer = of(licence, one);
        Kept kept = bench.archive().keep(ACME, answer, soon());
        assertThat(find(ACME, answer.proof()).equals(Optional.of(answer)))
            .as("%s, kept %s", order, kept)
            .isEqualTo(kept.newer().isEmpty() && kept.highestVersion() == answer.version());
      }
      assertThat(found(licence)).as("%s", order).containsExactly(a, b);
    }
    bench.restart();
    for (int of = licences - orders.size(); of < licences; of++) {
      assertThat(found("licence " + of)).containsExactly(a, b);
    }
  }

  private List<String> found(String licence) {
    return List.of(found(licence, "a"), found(licence, "b"));
  }

  private String found(String licence, String proof) {
    return find(ACME, digest(proof + licence)).map(LastKnown::answer).orElse("");
  }

  private static List<List<LastKnown>> orders(List<LastKnown> answers) {
    if (answers.isEmpty()) {
      return List.of(List.of());
    }
    List<List<LastKnown>> all = new ArrayList<>();
    for (LastKnown last : answers) {
      List<LastKnown> others = new ArrayList<>(answers);
      others.remove(last);
      for (List<LastKnown> order : orders(others)) {
        List<LastKnown> longer = new ArrayList<>(order);
        longer.add(last);
        all.add(longer);
      }
    }
    return all;
  }

  /** The same answer about a proof of another licence. */
  private static LastKnown of(String licence, LastKnown answer) {
    return new LastKnown(
        digest(answer.answer().substring(0, 1) + licence),
        licence,
        answer.version(),
        answer.answer(),
        answer.state(),
        answer.signedAt(),
        answer.receivedAt(),
        answer.ends());
  }

  @Test
  public void keep_yesOlderThanANoAboutItsLicence_tellsTheNo() {
    LastKnown no = said("revoked", ProofState.REVOKED, 2);
    bench.archive().keep(ACME, no, soon());
    LastKnown older = said("other", ProofState.ACTIVE, 1);
    LastKnown newer = said("other", ProofState.ACTIVE, 3);

    assertThat(bench.archive().keep(ACME, older, soon()).newer()).contains(no);
    assertThat(find(ACME, "other")).isEmpty();
    assertThat(bench.archive().keep(OTHER, older, soon()).newer()).isEmpty();
    assertThat(bench.archive().keep(ACME, newer, soon()).newer()).isEmpty();
    assertThat(find(ACME, "other")).contains(newer);
  }

  @Test
  public void keep_outdatedVersion_isNotKeptAndTellsTheHighest() {
    LastKnown newer = answer("proof", "licence", 5);
    keep(ACME, newer);

    assertThat(keep(ACME, answer("proof", "licence", 4))).isEqualTo(5);
    assertThat(find(ACME, "proof")).contains(newer);
  }

  @Test
  public void keep_newerVersionForAnotherProof_outdatesTheAnswersOfTheLicence() {
    keep(ACME, answer("first", "licence", 1));
    keep(ACME, answer("second", "licence", 2));

    assertThat(find(ACME, "first")).isEmpty();
    assertThat(keep(ACME, answer("first", "licence", 1))).isEqualTo(2);
    bench.restart();
    assertThat(keep(ACME, answer("third", "licence", 1))).isEqualTo(2);
  }

  @Test
  public void keep_anotherLicence_hasVersionsOfItsOwn() {
    keep(ACME, answer("first", "licence", 9));

    assertThat(keep(ACME, answer("second", "another", 1))).isEqualTo(1);
    assertThat(find(ACME, "first")).isPresent();
  }

  @Test
  public void raise_newerVersion_outdatesTheAnswersAndKeepsNone() {
    keep(ACME, answer("proof", "licence", 1));

    assertThat(raise(ACME, "licence", 2)).isEqualTo(2);
    assertThat(raise(OTHER, "licence", 1)).isEqualTo(1);
    assertThat(find(ACME, "proof")).isEmpty();
    bench.restart();
    assertThat(keep(ACME, answer("proof", "licence", 1))).isEqualTo(2);
  }

  @Test
  public void raise_olderVersion_tellsTheHighestAndChangesNothing() {
    keep(ACME, answer("proof", "licence", 5));

    assertThat(raise(ACME, "licence", 4)).isEqualTo(5);
    assertThat(find(ACME, "proof")).isPresent();
  }

  @Test
  public void keep_manyAtOnce_endsAtTheHighest() {
    List<Long> versions = LongStream.rangeClosed(1, 64).boxed().toList();

    List<Long> answers =
        Together.forEach(versions, version -> keep(ACME, answer("proof", "licence", version)));

    assertThat(Collections.max(answers)).isEqualTo(64);
    assertThat(find(ACME, "proof").map(LastKnown::version)).contains(64L);
  }

  @Test
  public void keep_deadlinePassed_throwsAndKeepsNothing() {
    Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());

    DependencyUnavailable thrown =
        catchThrowableOfType(
            DependencyUnavailable.class,
            () -> bench.archive().keep(ACME, answer("proof", "licence", 1), passed));

    assertThat(thrown.mayHaveHappened()).isFalse();
    assertThat(find(ACME, "proof")).isEmpty();
  }

  private long keep(Tenant tenant, LastKnown answer) {
    return bench.archive().keep(tenant, answer, soon()).highestVersion();
  }

  private long raise(Tenant tenant, String licence, long version) {
    return bench.archive().raise(tenant, licence, version, soon());
  }

  private Optional<LastKnown> find(Tenant tenant, String proof) {
    return find(tenant, digest(proof));
  }

  private Optional<LastKnown> find(Tenant tenant, Digest proof) {
    return bench.archive().find(tenant, proof, soon());
  }

  private static LastKnown answer(String proof, String licence, long version) {
    return new LastKnown(
        digest(proof),
        licence,
        version,
        "answer v" + version,
        ProofState.ACTIVE,
        SIGNED,
        AT,
        NEVER);
  }

  private static LastKnown said(String proof, ProofState state, int second) {
    String word =
        switch (state) {
          case ACTIVE -> "yes";
          case REVOKED -> "no";
          case OUTDATED -> "outdated";
        };
    return new LastKnown(
        digest(proof),
        "licence",
        1,
        proof + " " + word + " " + second,
        state,
        SIGNED.plusSeconds(second),
        AT,
        NEVER);
  }

  private static Digest digest(String proof) {
    return Bytes.utf8(proof).sha256();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }
}
