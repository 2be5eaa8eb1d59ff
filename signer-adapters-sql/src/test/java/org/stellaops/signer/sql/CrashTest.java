package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;

/** kill -9: what was answered is there, and what was left open is found. */
class CrashTest {

  private static final int ANSWERS = 200;

  @Test
  void kill_duringLoad_losesNoAnsweredStep() throws Exception {
    Path directory = SqliteBench.newDirectory();
    Path said = Files.createTempFile("said", ".txt");
    Process working = JournalCrash.start(directory, said);
    while (answers(said).size() < ANSWERS && working.isAlive()) {
      Thread.sleep(20);
    }
    working.destroyForcibly().waitFor();
    List<String> answered = answers(said);
    assertThat(answered).hasSizeGreaterThanOrEqualTo(ANSWERS);

    try (SqliteStore store =
        SqliteStore.open(directory, InstantSource.system(), Ticker.system(), e -> {})) {
      Set<String> concluded = new HashSet<>();
      for (String line : answered) {
        String kind = line.substring(0, line.indexOf(' '));
        String id = line.substring(line.indexOf(' ') + 1);
        if (kind.equals("OPENED")) {
          assertThat(openAgain(store, new AuditId(id))).as(line).isEqualTo(new Opened.ProofUsed());
        }
        if (kind.equals("DECISION")) {
          concluded.add(id);
        }
        assertThat(records(store, id)).as(line).extracting(e -> e.kind().name()).contains(kind);
      }
      List<Unconcluded> open = store.journal().takeOver(1_000, soon());
      assertThat(open).extracting(u -> u.id().value()).doesNotContainAnyElementsOf(concluded);
      for (Unconcluded request : open) {
        boolean intended = records(store, request.id().value()).size() == 2;
        assertThat(request.intended()).isEqualTo(intended);
        assertThat(
                store
                    .journal()
                    .conclude(
                        new Conclusion(
                            request.id(),
                            request.tenant(),
                            intended ? Outcome.UNKNOWN : Outcome.ABORTED,
                            JournalCrash.RECORD,
                            null),
                        soon()))
            .isTrue();
      }
      assertThat(store.journal().takeOver(1_000, soon())).isEmpty();
    }
    Files.delete(said);
    SqliteBench.delete(directory);
  }

  /** The same proof for another request. */
  private static Opened openAgain(SqliteStore store, AuditId used) {
    return store
        .journal()
        .open(
            Openings.of(
                NewIds.newId(), JournalCrash.ACME, JournalCrash.proof(used), JournalCrash.RECORD),
            soon());
  }

  /** Whole lines only: the last one may have been cut off. */
  private static List<String> answers(Path said) throws IOException {
    return Files.readAllLines(said).stream()
        .filter(line -> line.matches("[A-Z]+ [0-9a-f-]{36}"))
        .toList();
  }

  private static List<Entry> records(SqliteStore store, String id) {
    return store.auditRecords().find(JournalCrash.ACME, new AuditId(id), soon());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }
}
