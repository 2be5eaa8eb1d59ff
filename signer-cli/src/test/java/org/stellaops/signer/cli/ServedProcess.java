package org.stellaops.signer.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code stella serve} in a process of its own, as it is meant to run. */
final class ServedProcess implements AutoCloseable {

  private final Process process;
  private final List<String> words = new ArrayList<>();

  private ServedProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it and waits until it says that it serves.
   *
   * @param temporary where the process makes its temporary files
   */
  static ServedProcess start(Path temporary, List<String> arguments) throws IOException {
    Process process =
        command(temporary, arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    ServedProcess served = new ServedProcess(process);
    served.awaitWords();
    return served;
  }

  /** {@code stella} with the class path of this one. */
  static ProcessBuilder command(Path temporary, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Stella.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private void awaitWords() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("stop")) {
      words.add(line);
      line = lines.readLine();
    }
    if (line == null) {
      throw new AssertionError("it does not serve: " + words);
    }
  }

  /** What it said on standard error until it served. */
  List<String> words() {
    return words;
  }

  /** Asks it to stop, and waits. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
