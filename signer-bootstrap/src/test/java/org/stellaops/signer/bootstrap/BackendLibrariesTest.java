package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/** Libraries of key backends outside the class path, each planted in a directory of its own. */
class BackendLibrariesTest {

  @TempDir private Path libraries;

  /** A backend that does nothing but say, when it is opened, what it sees. */
  private static String source(String type, String version) {
    return """
    package planted;
    public final class Planted implements org.stellaops.signer.ports.KeyBackendType {
      public String name() { return "TYPE"; }
      public org.stellaops.signer.ports.KeyBackend open(
          org.stellaops.signer.ports.KeyBackendOptions options) {
        boolean sees;
        try {
          Class.forName("org.stellaops.signer.bootstrap.SignerRuntime");
          sees = true;
        } catch (ClassNotFoundException e) {
          sees = false;
        }
        throw new org.stellaops.signer.ports.BackendRefused("VERSION, sees the product: " + sees);
      }
    }
    """
        .replace("TYPE", type)
        .replace("VERSION", version);
  }

  private void plant(String type, String version) throws IOException {
    Path classes = Files.createTempDirectory(libraries, "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                null,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString()),
                null,
                List.of(
                    new SimpleJavaFileObject(
                        URI.create("string:///planted/Planted.java"), JavaFileObject.Kind.SOURCE) {
                      @Override
                      public CharSequence getCharContent(boolean ignored) {
                        return source(type, version);
                      }
                    }))
            .call();
    assertThat(compiled).isTrue();
    Path directory = Files.createDirectories(libraries.resolve(type));
    try (OutputStream out = Files.newOutputStream(directory.resolve("planted.jar"));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        jar.write(Files.readAllBytes(file));
      }
      jar.putNextEntry(new JarEntry("META-INF/services/" + KeyBackendType.class.getName()));
      jar.write("planted.Planted".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String said(KeyBackendType type) {
    try {
      type.open(new KeyBackendOptions("main", Map.of(), Map.of()));
      return "nothing";
    } catch (BackendRefused e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void find_twoLibrariesWithTheSameClass_doNotMix_andSeeNothingOfTheProduct() throws IOException {
    plant("planted-one", "one");
    plant("planted-two", "two");
    KeyBackendType one = BackendLibraries.find("planted-one", libraries);
    KeyBackendType two = BackendLibraries.find("planted-two", libraries);
    assertThat(said(one)).isEqualTo("one, sees the product: false");
    assertThat(said(two)).isEqualTo("two, sees the product: false");
    assertThat(BackendLibraries.find("planted-one", libraries)).isSameAs(one);
  }

  @Test
  void find_noLibrary_saysWhereItBelongs() {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> BackendLibraries.find("planted-absent", libraries))
        .withMessageContaining(libraries.resolve("planted-absent").toString())
        .withMessageContaining("keys.libraries");
  }

  @Test
  void find_noDirectoryOfLibraries_saysWhatToName() {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> BackendLibraries.find("planted-nowhere", null))
        .withMessageContaining("keys.libraries");
  }

  @Test
  void find_libraryOfAnotherType_isRefused() throws IOException {
    plant("planted-three", "three");
    Files.move(libraries.resolve("planted-three"), libraries.resolve("planted-four"));
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> BackendLibraries.find("planted-four", libraries))
        .withMessageContaining("is not one of planted-four");
  }

  @Test
  void find_brokenLibrary_isRefusedWithItsPlace() throws IOException {
    Path directory = Files.createDirectories(libraries.resolve("planted-broken"));
    try (OutputStream out = Files.newOutputStream(directory.resolve("broken.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + KeyBackendType.class.getName()));
      jar.write("no.such.Type".getBytes(StandardCharsets.UTF_8));
    }
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> BackendLibraries.find("planted-broken", libraries))
        .withMessageContaining("cannot be loaded");
  }
}
