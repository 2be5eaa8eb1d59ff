package org.stellaops.signer.bootstrap.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.KeyBackendType;

/** Makes libraries of key backends out of source, each a jar in a directory of its own. */
public final class PlantedLibrary {

  private PlantedLibrary() {}

  /**
   * The library of {@code type}, which is the class {@code planted.Planted} of the resource {@code
   * name}; {@code TYPE} in it becomes the name of the type.
   */
  public static void fromResource(Path libraries, String type, String name) throws IOException {
    try (var in = PlantedLibrary.class.getResourceAsStream("/planted/" + name)) {
      assertThat(in).as(name).isNotNull();
      String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      fromSource(libraries, type, source.replace("TYPE", type));
    }
  }

  /** The library of {@code type}: the class {@code planted.Planted}. */
  static void fromSource(Path libraries, String type, String source) throws IOException {
    Path classes = Files.createTempDirectory("planted");
    compile(classes, source);
    try (Stream<Path> files = Files.walk(classes)) {
      jar(libraries, type, "planted.Planted", classes, files.filter(Files::isRegularFile).toList());
    }
  }

  /** A library that names a class which it does not have. */
  static void withoutItsClass(Path libraries, String type) throws IOException {
    jar(libraries, type, "no.such.Type", libraries, List.of());
  }

  private static void jar(
      Path libraries, String type, String service, Path classes, List<Path> files)
      throws IOException {
    Path directory = Files.createDirectories(libraries.resolve(type));
    try (OutputStream out = Files.newOutputStream(directory.resolve("planted.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Path file : files) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        jar.write(Files.readAllBytes(file));
      }
      jar.putNextEntry(new JarEntry("META-INF/services/" + KeyBackendType.class.getName()));
      jar.write(service.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void compile(Path classes, String source) throws IOException {
    Path file = Files.createTempDirectory("planted-source").resolve("Planted.java");
    Files.writeString(file, source);
    List<String> arguments =
        List.of("-proc:none", "-cp", classPath(), "-d", classes.toString(), file.toString());
    Optional<ToolProvider> compiler = ToolProvider.findFirst("javac");
    if (compiler.isPresent()) {
      StringWriter said = new StringWriter();
      PrintWriter out = new PrintWriter(said);
      int status = compiler.get().run(out, out, arguments.toArray(String[]::new));
      assertThat(status).as(said.toString()).isZero();
    } else {
      compileByTheJdkOfTheBuild(arguments);
    }
  }

  /** The libraries are tested on a Java 21 run-time as well, which may have no compiler. */
  private static void compileByTheJdkOfTheBuild(List<String> arguments) throws IOException {
    String jdk = System.getProperty("stella.maven.jdk");
    assertThat(jdk).as("stella.maven.jdk, for this run-time has no compiler").isNotNull();
    List<String> command = new ArrayList<>(List.of(jdk + "/bin/javac", "--release", "21"));
    command.addAll(arguments);
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.onExit().join().exitValue()).as(said).isZero();
  }

  private static String classPath() {
    return Stream.of(KeyBackendType.class, Nullable.class)
        .map(PlantedLibrary::place)
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
