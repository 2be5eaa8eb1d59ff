package org.stellaops.signer.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Java process of the same class path, spoken to over its standard streams. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  static Child start(List<String> options, Class<?> main, String... arguments) throws IOException {
    return start(Map.of(), options, main, arguments);
  }

  /**
   * @param environment variables that it has besides those of this process
   */
  static Child start(
      Map<String, String> environment, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  /** The next line; null when the process has ended. */
  String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the child process ended with " + process.onExit().join().exitValue());
    }
    return line;
  }

  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Processor time that it has used so far. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  int exitCode() {
    return process.onExit().join().exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
