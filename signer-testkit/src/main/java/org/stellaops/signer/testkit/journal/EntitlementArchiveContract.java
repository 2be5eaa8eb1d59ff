package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
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
            true,
            SIGNED.plusSeconds(60),
            AT.plus(Duration.ofMinutes(1)),
            NEVER);
    keep(ACME, later);

    assertThat(find(ACME, "proof")).contains(later);
  }

  /** Every order in which three answers can come, two of them signed in one second. */
  @Test
  public void keep_answersInAnyOrder_leavesTheOneSignedLast() {
    for (LastKnown decisive : List.of(said("a", true, 3), said("a", false, 2))) {
      LastKnown first = said("a", !decisive.active(), 1);
      LastKnown yes = said("a", true, 2);
      List<List<LastKnown>> orders =
          List.of(
              List.of(first, yes, decisive),
              List.of(first, decisive, yes),
              List.of(yes, first, decisive),
              List.of(yes, decisive, first),
              List.of(decisive, first, yes),
              List.of(decisive, yes, first));
      for (int i = 0; i < orders.size(); i++) {
        String proof = "proof " + decisive.answer() + i;
        for (LastKnown one : orders.get(i)) {
          Kept kept = bench.archive().keep(ACME, about(proof, i, one), soon());
          LastKnown standing = find(ACME, proof).orElseThrow();
          assertThat(kept.newer().orElse(about(proof, i, one))).isEqualTo(standing);
        }
        assertThat(find(ACME, proof)).contains(about(proof, i, decisive));
        bench.restart();
        assertThat(find(ACME, proof)).contains(about(proof, i, decisive));
      }
    }
  }

  /** The same answer about another proof, of a licence of its own. */
  private static LastKnown about(String proof, int licence, LastKnown answer) {
    return new LastKnown(
        digest(proof),
        "licence " + proof + licence,
        answer.version(),
        answer.answer(),
        answer.active(),
        answer.signedAt(),
        answer.receivedAt(),
        answer.ends());
  }

  @Test
  public void keep_yesOlderThanANoAboutItsLicence_isNotKept() {
    LastKnown no = said("revoked", false, 2);
    bench.archive().keep(ACME, no, soon());

    assertThat(bench.archive().keep(ACME, said("other", true, 1), soon()).newer()).contains(no);
    assertThat(find(ACME, "other")).isEmpty();
    assertThat(bench.archive().keep(OTHER, said("other", true, 1), soon()).newer()).isEmpty();
    assertThat(bench.archive().keep(ACME, said("other", true, 2), soon()).newer()).isEmpty();
    assertThat(find(ACME, "other")).isPresent();
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

  private java.util.Optional<LastKnown> find(Tenant tenant, String proof) {
    return bench.archive().find(tenant, digest(proof), soon());
  }

  private static LastKnown answer(String proof, String licence, long version) {
    return new LastKnown(
        digest(proof), licence, version, "answer v" + version, true, SIGNED, AT, NEVER);
  }

  private static LastKnown said(String proof, boolean active, int second) {
    return new LastKnown(
        digest(proof),
        "licence",
        1,
        (active ? "yes " : "no ") + second,
        active,
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
