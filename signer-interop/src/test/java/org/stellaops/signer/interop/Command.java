package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program to its end. Output goes through files, so that a chatty program never blocks
 * on a full pipe.
 */
final class Command {
  private final List<String> words = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path directory = Path.of("").toAbsolutePath();
  private Duration timeout = Duration.ofMinutes(2);

  private Command(List<String> words) {
    this.words.addAll(words);
  }

  static Command of(Path program, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    words.addAll(List.of(arguments));
    return new Command(words);
  }

  Command with(String... arguments) {
    words.addAll(List.of(arguments));
    return this;
  }

  Command in(Path directory) {
    this.directory = directory;
    return this;
  }

  Command env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Command within(Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /** Fails with all that the program said when it did not exit with 0. */
  Outcome succeed() {
    Outcome outcome = run();
    if (outcome.exit() != 0) {
      throw new AssertionError(outcome.toString());
    }
    return outcome;
  }

  Outcome run() {
    try {
      Path out = Files.createTempFile("stella-interop", ".out");
      Path err = Files.createTempFile("stella-interop", ".err");
      try {
        return run(out, err);
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + words, e);
    }
  }

  private Outcome run(Path out, Path err) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "no end within %s: %s%n%s%n%s".formatted(timeout, words, read(out), read(err)));
      }
      return new Outcome(words, process.exitValue(), read(out), read(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + words, e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** What a program left behind; its text form is a complete failure message. */
  record Outcome(List<String> words, int exit, String out, String err) {
    String text() {
      return out + err;
    }

    @Override
    public String toString() {
      return "exit %d of %s%n%s%n%s".formatted(exit, words, out, err);
    }
  }
}
