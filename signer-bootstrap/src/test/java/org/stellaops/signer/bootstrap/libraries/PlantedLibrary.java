package org.stellaops.signer.bootstrap.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
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

  private static void compile(Path classes, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of("-proc:none", "-cp", classPath(), "-d", classes.toString()),
                null,
                List.of(
                    new SimpleJavaFileObject(
                        URI.create("string:///planted/Planted.java"), JavaFileObject.Kind.SOURCE) {
                      @Override
                      public CharSequence getCharContent(boolean ignored) {
                        return source;
                      }
                    }))
            .call();
    assertThat(compiled).as(said.toString()).isTrue();
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
