package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.keyless.FakeTufMirror;
import org.stellaops.signer.testkit.keyless.ServiceFault;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestTrustedRoot;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;

/** {@code stella trust update} against a repository on this machine. */
class TrustUpdateTest {

  private static final Instant NOW =
      InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
  private static final Instant END = NOW.plus(Duration.ofDays(2));

  @TempDir Path scratch;

  private final Bytes trusted =
      Bytes.utf8(
          TestTrustedRoot.empty()
              .with(TestCertificateAuthority.create(NOW.minus(Duration.ofDays(400))))
              .json());
  private final SampleTufRepository repository =
      new SampleTufRepository(END, "trusted_root.json", trusted);

  private FakeTufMirror mirror;
  private Path out;

  @BeforeEach
  void serve() throws IOException {
    mirror = new FakeTufMirror(repository);
    out = scratch.resolve("trusted_root.json");
    Files.write(scratch.resolve("root.json"), repository.firstRoot().toByteArray());
  }

  @AfterEach
  void stop() {
    mirror.close();
  }

  private Ran update(Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("trust", "update", "--tuf", mirror.url(), "--cache", scratch.resolve("c")));
    words.addAll(List.of(more));
    return stella(words, "--out", out);
  }

  private Ran first() {
    return update("--root", scratch.resolve("root.json"));
  }

  private Bytes written() throws IOException {
    return Bytes.copyOf(Files.readAllBytes(out));
  }

  @Test
  void update_fresh_writesTheRootAndSaysWhenDataEnd() throws IOException {
    Ran ran = first();
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("timestamp version 1, until " + END).contains("wrote " + out);
    assertThat(written()).isEqualTo(trusted);
    assertThat(stella("trust", "check", out).exit()).isZero();
  }

  @Test
  void update_again_needsNoRootAndPrintsItAsJson() {
    assertThat(first().exit()).isZero();
    Ran ran = update("--output", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    assertThat(ran.out()).contains("\"version\":1", trusted.sha256().hex());
  }

  @Test
  void update_olderThanWhatWasSeen_isRefusedAndNothingIsWritten() throws IOException {
    Bytes older = repository.files().get("timestamp.json");
    repository.publishNext();
    assertThat(first().exit()).isZero();
    Files.delete(out);
    repository.files().put("timestamp.json", older);

    Ran ran = update("--output", "json");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    assertThat(ran.out()).contains("\"reason\":\"rollback\"", "timestamp.json");
    assertThat(out).doesNotExist();
  }

  @Test
  void update_targetThatIsNoTrustedRoot_leavesTheFileAsItWas() throws IOException {
    assertThat(first().exit()).isZero();
    repository.putTarget("trusted_root.json", Bytes.utf8("{}"));
    repository.publishNext();
    Ran ran = update("--output", "json");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    assertThat(ran.out()).contains("\"reason\":\"malformed\"", "signed: ask them");
    assertThat(written()).isEqualTo(trusted);
  }

  /** Its end may be the first of all. */
  @Test
  void update_targetOfADelegatedRole_namesTheRoleAndItsEnd() {
    Instant sooner = NOW.plus(Duration.ofDays(1));
    repository.clearTargets();
    repository
        .delegate("roots", "trusted_root.json")
        .putTarget("trusted_root.json", trusted)
        .setExpires(sooner);
    repository.publish();
    assertThat(first().err()).contains("roots version 1, until " + sooner);

    Ran ran = update("--output", "json");
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    assertThat(ran.out()).contains("\"name\":\"roots\"");
  }

  /** Its name is text that whoever delegates chose: one segment of a URL, and of a path. */
  @Test
  void update_targetOfADelegatedRoleWithAnOddName_isWritten() throws IOException {
    repository.clearTargets();
    repository
        .delegate("roots", "trusted_root.json")
        .delegate("../a?b", "trusted_root.json")
        .putTarget("trusted_root.json", trusted);
    repository.publishNext();

    Ran ran = first();
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(written()).isEqualTo(trusted);
    assertThat(mirror.asked()).contains("/1...%2Fa%3Fb.json");
    assertThat(scratch.resolve("c")).isDirectoryContaining("glob:**..%2Fa%3Fb.json");
  }

  /** What a first update saw counts for the next, though it came to no end. */
  @Test
  void update_olderThanWhatAFirstOneSawThatFailed_isRefused() throws IOException {
    Bytes older = repository.files().get("timestamp.json");
    repository.publishNext();
    assertThat(
            update("--root", scratch.resolve("root.json"), "--signing-config", scratch.resolve("s"))
                .exit())
        .isEqualTo(3);
    repository.files().put("timestamp.json", older);

    Ran ran = first();
    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    assertThat(ran.err()).contains("an older repository");
    assertThat(out).doesNotExist();
  }

  @Test
  void update_oneFileForBoth_isAWrongCommand() {
    Ran ran = update("--root", scratch.resolve("root.json"), "--signing-config", out);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("give each its own");
  }

  @Test
  void update_signingConfig_isWrittenBesideIt() throws IOException {
    repository.putTarget("signing_config.v0.2.json", Bytes.utf8("{\"a\":1}"));
    repository.publishNext();
    Path config = scratch.resolve("config.json");
    Ran ran = update("--root", scratch.resolve("root.json"), "--signing-config", config);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(config).hasContent("{\"a\":1}");
  }

  @Test
  void update_anotherRootThanTheCacheBeganWith_isRefused() throws IOException {
    assertThat(first().exit()).isZero();
    Path other = scratch.resolve("other.json");
    Files.write(
        other,
        new SampleTufRepository(END, "trusted_root.json", trusted).firstRoot().toByteArray());
    Ran ran = update("--root", other);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("began with another root");
  }

  /** A mistake at the first time spoils no cache. */
  @Test
  void update_afterAFirstOneThatFailed_mayBeginAnew() throws IOException {
    Path other = scratch.resolve("other.json");
    Files.write(
        other,
        new SampleTufRepository(END, "trusted_root.json", trusted).firstRoot().toByteArray());
    assertThat(update("--root", other).exit()).isEqualTo(1);
    assertThat(update().exit()).isEqualTo(2);
    Ran ran = first();
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  @Test
  void update_withoutARootOrACache_saysWhatToName() {
    assertThat(update().err()).contains("--root FILE");
    Ran ran = stella("trust", "update", "--tuf", mirror.url(), "--out", out);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--root FILE");
  }

  @Test
  void update_repositoryIsDown_isUnreachable() {
    assertThat(first().exit()).isZero();
    mirror.arrange(ServiceFault.SERVER_ERROR);
    Ran ran = update();
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("status 500");
  }

  /** A mirror does not choose where we go on. */
  @Test
  void update_redirect_isNotFollowed() {
    mirror.arrange(ServiceFault.REDIRECTED);
    assertThat(first().exit()).isEqualTo(3);
  }

  @Test
  void update_plainHttpToAnotherMachine_isRefused() {
    Ran ran =
        stella(
            "trust",
            "update",
            "--tuf",
            "http://tuf.example",
            "--root",
            scratch.resolve("root.json"),
            "--cache",
            scratch.resolve("c"));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("https");
  }

  @Test
  void update_cacheIsAFile_isRefusedWithItsReason() throws IOException {
    Files.writeString(scratch.resolve("c"), "x");
    Ran ran = update("--root", scratch.resolve("root.json"), "--output", "json");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    assertThat(ran.out()).contains("\"reason\":\"state\"", "it is no directory");
  }

  @Test
  void update_cacheInUse_isRefused() throws IOException {
    Path cache = Files.createDirectory(scratch.resolve("c"));
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      Ran ran = update("--root", scratch.resolve("root.json"), "--output", "json");
      assertThat(ran.exit()).isEqualTo(3);
      assertThat(ran.out()).contains("in use", "\"reason\":\"state\"");
    }
  }
}
