package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stella sign --batch} in a process of its own that does not come to its end. */
class SignBatchInterruptedTest {

  private static final int FILES = 120;

  @TempDir Path scratch;

  private Path sboms() {
    Path below = Samples.directory(scratch, "sboms");
    for (int i = 0; i < FILES; i++) {
      Samples.file(
          below,
          "app-" + (1000 + i) + ".json",
          "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":" + (i + 1) + "}");
    }
    return below;
  }

  private Path out() {
    return scratch.resolve("out");
  }

  private Path key() {
    return scratch.resolve("signer.pub");
  }

  private List<String> words(Path sboms, int port) {
    return List.of(
        "sign",
        "sbom",
        sboms.toString(),
        "--batch",
        "--out",
        out().toString(),
        "--public-key",
        key().toString(),
        "--server",
        "http://127.0.0.1:" + port,
        "--dev");
  }

  private Map<String, String> bundles() {
    Map<String, String> bundles = new TreeMap<>();
    if (Files.isDirectory(out())) {
      try (Stream<Path> files = Files.list(out())) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".sigstore.json")) {
            bundles.put(name, Files.readString(file));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bundles;
  }

  private ServedProcess service(int port) throws IOException {
    return ServedProcess.start(
        Samples.directory(scratch, "tmp"),
        List.of(
            "serve",
            "--dev",
            "--dev-dir",
            scratch.resolve("dev").toString(),
            "--dev-port",
            String.valueOf(port)));
  }

  /** A run that has come past {@code some} bundles, and not to its end. */
  private Process started(Path sboms, int port, int some) throws Exception {
    Process process =
        ServedProcess.command(Samples.directory(scratch, "tmp"), words(sboms, port))
            .redirectOutput(scratch.resolve("out.txt").toFile())
            .redirectError(scratch.resolve("err.txt").toFile())
            .start();
    process.getOutputStream().close();
    while (bundles().size() < some && process.isAlive()) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return process;
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void assertWhole(Map<String, String> bundles) {
    Ran verified = stella("verify", out(), "--key", key());
    assertThat(verified.exit()).as(verified.out()).isZero();
    assertThat(verified.out()).contains(bundles.size() + " of " + bundles.size() + " document(s)");
  }

  @Test
  void kill9_again_andAgain_leavesWholeBundlesAndTheNextRunSignsTheRest() throws Exception {
    Path sboms = sboms();
    int port = Samples.freePorts();
    try (ServedProcess service = service(port)) {
      Map<String, String> before = Map.of();
      for (int some : new int[] {10, 35, 70}) {
        Process run = started(sboms, port, some);
        run.destroyForcibly();
        assertThat(end(run)).as("it was killed before its end").isEqualTo(137);
        Map<String, String> after = bundles();
        assertThat(after).hasSizeBetween(some, FILES - 1).containsAllEntriesOf(before);
        assertWhole(after);
        before = after;
      }

      Ran last = stella(new ArrayList<>(words(sboms, port)));

      assertThat(last.exit()).as(last.err()).isZero();
      assertThat(last.out())
          .endsWith(
              FILES
                  + " of "
                  + FILES
                  + " file(s) signed: "
                  + (FILES - before.size())
                  + " now, "
                  + before.size()
                  + " already\n");
      assertThat(bundles()).hasSize(FILES).containsAllEntriesOf(before);
      assertWhole(bundles());
      assertThat(service.stop()).isIn(0, 143);
    }
  }

  @Test
  void toldToStop_keepsWhatWasAskedForAndSaysHowToGoOn() throws Exception {
    Path sboms = sboms();
    int port = Samples.freePorts();
    try (ServedProcess service = service(port)) {
      Process run = started(sboms, port, 20);
      run.destroy();

      assertThat(end(run)).isEqualTo(143);
      Map<String, String> kept = bundles();
      assertThat(kept).hasSizeBetween(20, FILES - 1);
      assertThat(Files.readString(scratch.resolve("err.txt"), StandardCharsets.UTF_8))
          .contains(
              "stopped: "
                  + kept.size()
                  + " of "
                  + FILES
                  + " file(s) are signed, and the same command signs the rest later");
      try (Stream<Path> files = Files.list(out())) {
        assertThat(files).as("pending files are removed").hasSize(kept.size());
      }
      assertThat(service.stop()).isIn(0, 143);
    }
  }

  @Test
  void serverThatDies_stopsTheRunAndTheNextSignsTheRest() throws Exception {
    Path sboms = sboms();
    int port = Samples.freePorts();
    Process run;
    try (ServedProcess service = service(port)) {
      run = started(sboms, port, 20);
    }
    assertThat(end(run)).isEqualTo(3);
    int kept = bundles().size();
    assertThat(kept).isBetween(20, FILES - 1);
    assertThat(Files.readString(scratch.resolve("err.txt"), StandardCharsets.UTF_8))
        .contains("cannot reach http://127.0.0.1:" + port, "stopped: " + kept + " of " + FILES);
    assertWhole(bundles());

    try (ServedProcess service = service(port)) {
      Ran last = stella(new ArrayList<>(words(sboms, port)));
      assertThat(last.exit()).as(last.err()).isZero();
      assertThat(last.out()).endsWith((FILES - kept) + " now, " + kept + " already\n");
      assertThat(service.stop()).isIn(0, 143);
    }
  }
}
