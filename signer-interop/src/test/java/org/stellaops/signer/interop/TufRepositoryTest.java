package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code stella trust update} from repositories that python-tuf made, and then spoiled. */
class TufRepositoryTest {

  @TempDir Path directory;

  private Path repository;
  private Path root;
  private Peer server;
  private List<String> update;

  @BeforeEach
  void publish() throws IOException {
    repository = directory.resolve("repository");
    root = directory.resolve("root-of-a-test.json");
    Command.of(
            Tools.stella(),
            "trust",
            "create",
            "--out",
            root.toString(),
            "--fulcio",
            "url=https://fulcio.test,certificate-chain="
                + new CertificateFiles(Files.createDirectory(directory.resolve("ca"))).chain())
        .succeed();
    act("create", root.toString());
    int port = Peer.freePorts(1);
    URI url = URI.create("http://127.0.0.1:" + port);
    server =
        Peer.start(
            "tuf",
            List.of(
                Tools.sigstorePython().toString(),
                "-m",
                "http.server",
                Integer.toString(port),
                "--bind=127.0.0.1",
                "--directory=" + repository.resolve("published")),
            Map.of(),
            directory.resolve("tuf.log"),
            url);
    update =
        List.of(
            "trust",
            "update",
            "--tuf=" + url,
            "--root=" + repository.resolve("root.json"),
            "--cache=" + directory.resolve("cache"),
            "--out=" + directory.resolve("out.json"));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void act(String... words) {
    Command.of(Tools.sigstorePython(), Tools.pythonRepository().toString(), repository.toString())
        .with(words)
        .succeed();
  }

  private Command.Outcome update() {
    return Command.of(Tools.stella(), update.toArray(String[]::new)).run();
  }

  @Test
  void update_newTargetAndNewRoots_areFollowed() throws IOException {
    assertThat(update().exit()).isZero();
    act("rotate");
    act("rotate");
    act("target", root.toString());

    Command.Outcome outcome = update();
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.err()).contains("root version 3", "targets version 2");
    assertThat(directory.resolve("out.json")).hasSameBinaryContentAs(root);
  }

  @Test
  void update_targetMovesToADelegatedRole_isFound() {
    assertThat(update().exit()).isZero();
    act("delegate", root.toString());

    Command.Outcome outcome = update();
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.err()).contains("targets version 2");
    assertThat(directory.resolve("out.json")).hasSameBinaryContentAs(root);
    assertThat(directory.resolve("cache/inner.json")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "delegated-path, is none of the repository's targets",
    "delegated-few, '3.inner.json has too few signatures: 1 that count, of 2 wanted'",
    "delegated-old, 'version 1 of inner.json, of which version 2 was seen before'",
    "delegated-unlisted, leaves out inner.json",
    "delegated-expired, 3.inner.json expired"
  })
  void update_delegatedRoleAttacked_isRefusedAndNothingIsWritten(String act, String words)
      throws IOException {
    act("delegate", root.toString());
    assertThat(update().exit()).isZero();
    Files.delete(directory.resolve("out.json"));
    act(act);

    Command.Outcome outcome = update();
    assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
    assertThat(outcome.err()).contains(words);
    assertThat(directory.resolve("out.json")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "expire timestamp, expired",
    "expire snapshot, expired",
    "expire root, expired",
    "rollback, timestamp.json",
    "unsigned-root, too few signatures",
    "few-signatures, too few signatures",
    "oversize, more than",
    "wrong-target, another digest",
    "mixed, is missing"
  })
  void update_attacked_isRefusedAndNothingIsWritten(String act, String words) throws IOException {
    act("target", root.toString());
    // Kept, the target would not be asked for again.
    if (!act.equals("wrong-target")) {
      assertThat(update().exit()).isZero();
      Files.delete(directory.resolve("out.json"));
    }
    int space = act.indexOf(' ');
    if (space < 0) {
      act(act);
    } else {
      act(act.substring(0, space), act.substring(space + 1));
    }

    Command.Outcome outcome = update();
    assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
    assertThat(outcome.err()).contains(words);
    assertThat(directory.resolve("out.json")).doesNotExist();
  }
}
