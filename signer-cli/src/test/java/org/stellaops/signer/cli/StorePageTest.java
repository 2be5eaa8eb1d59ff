package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.sql.SqliteStore;

/** Runs the commands of {@code docs/store.md} on a store. */
class StorePageTest {

  @TempDir Path root;

  @Test
  void commands_ofThePage_backUpCheckAndRestore() throws Exception {
    Path store = root.resolve("var/lib/stella-signer");
    try (SqliteStore running = open(store)) {
      assertThat(running.isUsable()).isTrue();
      Ran backup = page("store", "backup");
      assertThat(backup.exit()).as(backup.err()).isZero();
      assertThat(backup.out()).startsWith("backed up: 0 audit records");
      assertThat(stella("store", "check", "--directory", store).exit()).isZero();
    }
    Ran check = page("store", "check");
    assertThat(check.exit()).as(check.out()).isZero();

    Files.move(store, root.resolve("var/lib/stella-signer.old"));
    Process copied =
        new ProcessBuilder("cp", "-Rp", root + "/backup/2026-03-05", store.toString())
            .inheritIO()
            .start();
    assertThat(copied.waitFor()).isZero();
    Ran carried = page("store", "carry");
    assertThat(carried.out()).as(carried.err()).startsWith("carried: 0 keys, 0 events of keys");
    assertThat(stella("store", "check", "--directory", store).out()).startsWith("good: ");
    open(store).close();
  }

  @Test
  void carry_intoANewDirectory_says_whatItTookOver() throws Exception {
    Path store = root.resolve("store");
    try (SqliteStore running = open(store)) {
      running
          .seal()
          .seal(
              new Act(Person.signal("SIGUSR1"), null, "drill"),
              Deadline.in(Duration.ofSeconds(30), Ticker.system()));
    }
    Ran json =
        stella("store", "carry", "--from", store, "--to", root.resolve("new"), "--output", "json");
    assertThat(json.exit()).as(json.err()).isZero();
    assertThat(json.out()).contains("\"acts\":1", "\"events\":0", "\"keys\":0");
    Ran none = stella("store", "carry", "--from", root, "--to", root.resolve("new"));
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.err()).contains("there is no store");
  }

  @Test
  void check_journalCopiedWithoutItsLog_isRefusedUntilTheLossIsAccepted() throws Exception {
    Path store = root.resolve("store");
    Path copy = Files.createDirectory(root.resolve("copy"));
    try (SqliteStore running = open(store)) {
      assertThat(running.isUsable()).isTrue();
      Files.copy(
          store.resolve("journal.db"),
          copy.resolve("journal.db"),
          StandardCopyOption.COPY_ATTRIBUTES);
    }

    Ran check = stella("store", "check", "--directory", copy);
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out()).contains("WRONG: ", "lacks journal.db-wal", "--accept-loss");
    Ran backup = stella("store", "backup", "--directory", copy, "--to", root.resolve("none"));
    assertThat(backup.exit()).isEqualTo(3);
    assertThat(root.resolve("none")).doesNotExist();
    assertThat(stella("store", "check", "--accept-loss", "--directory", copy).exit()).isZero();
    open(copy).close();
  }

  @Test
  void backup_intoWhatIsNotEmptyOrOfNoStore_isRefused() throws Exception {
    Path store = root.resolve("store");
    open(store).close();
    Path taken = Files.createDirectory(root.resolve("taken"));
    Files.writeString(taken.resolve("mine"), "mine");

    assertThat(stella("store", "backup", "--directory", store, "--to", taken).err())
        .contains("not empty");
    assertThat(taken.resolve("journal.db")).doesNotExist();
    Ran none = stella("store", "backup", "--directory", root, "--to", root.resolve("new"));
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.err()).contains("there is no store");
    assertThat(stella("store", "check").exit()).isEqualTo(2);
  }

  /** The command of the page, below this test's directory and with the store named itself. */
  private Ran page(String... words) {
    List<String> command =
        Snippets.commands(Snippets.page("docs/store.md")).stream()
            .filter(shown -> shown.subList(0, 2).equals(List.of(words)))
            .findFirst()
            .orElseThrow();
    Object[] moved =
        command.stream()
            .map(word -> word.equals("--config") ? "--directory" : word)
            .map(word -> word.equals("/etc/stella/signer.yaml") ? "/var/lib/stella-signer" : word)
            .map(word -> word.startsWith("/") ? root + word : word)
            .toArray();
    return stella(moved);
  }

  private static SqliteStore open(Path directory) throws IOException {
    return SqliteStore.open(directory, InstantSource.system(), Ticker.system(), e -> {});
  }
}
