package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Ticker;

/** What another user of the machine could have prepared in or around a store's directory. */
class StoreFilesTest {

  private static final int SOMEBODY = 4_711;

  private final Path root = SqliteBench.newDirectory();
  private final Path directory = root.resolve("store");

  @BeforeEach
  void make() throws IOException {
    StoreDirectory.create(directory);
  }

  @AfterEach
  void delete() {
    SqliteBench.delete(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwxr-x-w-", "rwx-w----"})
  void open_directoryThatOthersMayWrite_isRefusedAndLeftAlone(String mode) throws IOException {
    chmod(directory, mode);

    refused("chmod 700");
    assertThat(directory).isEmptyDirectory();
    assertThat(StoreFiles.problem(directory)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxr-x---", "rwx------"})
  void open_directoryThatOthersMayRead_isUsed(String mode) throws IOException {
    chmod(directory, mode);

    open().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal.db",
        "journal.db-wal",
        "journal.db-shm",
        "journal.db-journal",
        "journal.lock",
        "refusals.jsonl",
        "refusals.jsonl.1"
      })
  void open_fileOfTheStoreIsALink_isRefusedAndItsTargetLeftAlone(String name) throws IOException {
    Path victim = Files.createFile(root.resolve("victim"));
    Files.createSymbolicLink(directory.resolve(name), victim);

    refused("follows no links");
    assertThat(victim).isEmptyFile();
    Files.delete(victim);
    refused("follows no links"); // a link to nowhere would make a file there
    assertThat(victim).doesNotExist();
  }

  @Test
  void open_fileOfTheStoreHasASecondName_isRefused() throws IOException {
    open().close();
    Files.createLink(root.resolve("other"), directory.resolve("journal.db"));

    refused("second name");
  }

  @Test
  void open_fileOfTheStoreIsADirectory_isRefused() throws IOException {
    Files.createDirectory(directory.resolve("journal.db-wal"));

    refused("no plain file");
  }

  @Test
  void open_journalThatOthersMayRead_isRefused() throws IOException {
    open().close();
    chmod(directory.resolve("journal.db"), "rw-r--r--");

    refused("chmod 600");
    chmod(directory.resolve("journal.db"), "rw-------");
    open().close();
  }

  @Test
  void open_refusalsThatOthersMayWrite_isRefusedButMayBeRead() throws IOException {
    Path refusals = Files.createFile(directory.resolve("refusals.jsonl"));
    chmod(refusals, "rw-rw----");

    refused("chmod 600");
    chmod(refusals, "rw-r-----");
    open().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "journal.db", "journal.lock", "refusals.jsonl"})
  void open_anotherOwner_isRefused(String name) throws IOException {
    open().close();
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      StoreFiles.privateFile(file);
    }
    giveAway(file);

    refused("belong");
  }

  @Test
  void open_linkToTheDirectory_isFollowedUnlessAnotherUserMadeIt() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("link"), directory);
    open(link).close();
    assertThat(directory.resolve("journal.db")).exists();
    giveAway(link);

    assertThatThrownBy(() -> open(link))
        .isInstanceOf(StoreUnusable.class)
        .hasMessageContaining("another user");
  }

  private void refused(String why) {
    assertThatThrownBy(this::open).isInstanceOf(StoreUnusable.class).hasMessageContaining(why);
  }

  private SqliteStore open() {
    return open(directory);
  }

  private static SqliteStore open(Path where) {
    return SqliteStore.open(where, InstantSource.system(), Ticker.system(), e -> {});
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void giveAway(Path path) throws IOException {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)),
        "only root can give files away");
    Files.setAttribute(path, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
  }
}
