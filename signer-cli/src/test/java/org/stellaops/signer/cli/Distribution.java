package org.stellaops.signer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The command as it is distributed, with the classes of this test run: its launcher is the real
 * one.
 */
record Distribution(Path home, Path directory) {

  private static final Path MODULE = Path.of("").toAbsolutePath();

  /**
   * @param home where it is laid out
   * @param directory where it is run
   */
  static Distribution in(Path home, Path directory) throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    Path launcher = MODULE.resolve("../config/launcher");
    for (String part : List.of("find-java.sh", "start-java.sh")) {
      Files.copy(launcher.resolve(part), lib.resolve(part));
    }
    Path command = Files.createDirectories(home.resolve("bin")).resolve("stella");
    Files.copy(MODULE.resolve("src/dist/bin/stella"), command);
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Stella.class.getName());
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    main.put(Attributes.Name.CLASS_PATH, classPath());
    try (var out = Files.newOutputStream(lib.resolve("stella.jar"));
        var jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
    Files.createDirectories(directory);
    return new Distribution(home, directory);
  }

  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(":"))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  /** What a run gave, both outputs in one. */
  record Result(int exit, String output) {}

  /** Runs it with this environment and nothing else but a path and a Java. */
  Result run(Map<String, String> environment, String... arguments) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", home + "/bin/stella"));
    words.addAll(List.of(arguments));
    return shell(environment, words.toArray(String[]::new));
  }

  /** Runs a shell's script, in which {@code $stella} is the command. */
  Result script(Map<String, String> environment, String script) {
    return shell(environment, "/bin/sh", "-c", script);
  }

  private Result shell(Map<String, String> environment, String... words) {
    try {
      Process process = start(environment, words);
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end");
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Process start(Map<String, String> environment, String... words) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("STELLA_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("stella", home + "/bin/stella");
    builder.environment().putAll(environment);
    return builder.start();
  }
}
