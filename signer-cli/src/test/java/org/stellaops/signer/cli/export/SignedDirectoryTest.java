package org.stellaops.signer.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.cli.terminal.CommandFailed;

class SignedDirectoryTest {

  private static final String SIGNERS = "{\"signers\":[{\"fingerprint\":\"f\",\"name\":\"%\"}]}";

  @TempDir Path directory;

  @BeforeEach
  void signers() throws IOException {
    named("export");
  }

  private void named(String name) throws IOException {
    Files.writeString(directory.resolve(ExportNames.SIGNERS), SIGNERS.replace("%", name));
  }

  /** Somebody else's share may answer another way the second time. */
  @Test
  void read_again_isWhatWasVerified() throws IOException {
    Path file = Files.writeString(directory.resolve("export.json"), "signed");
    SignedDirectory signed = SignedDirectory.open(directory);
    assertThat(signed.read("export.json").utf8()).isEqualTo("signed");
    Files.writeString(file, "another");
    assertThat(signed.read("export.json").utf8()).isEqualTo("signed");
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void open_aPipeForWhoSigned_isRefusedWithoutWaitingForIt() throws Exception {
    Path pipe = directory.resolve(ExportNames.SIGNERS);
    Files.delete(pipe);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatExceptionOfType(CommandFailed.class)
        .isThrownBy(() -> SignedDirectory.open(directory))
        .withMessageContaining("no regular file");
  }

  @Test
  void open_aSignerWhoseNameLeadsElsewhere_isRefused() throws IOException {
    named("../x");
    assertThatExceptionOfType(CommandFailed.class)
        .isThrownBy(() -> SignedDirectory.open(directory));
  }
}
