package org.stellaops.signer.bootstrap.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/** Libraries of key backends outside the class path, each planted in a directory of its own. */
class BackendLibrariesTest {

  @TempDir private Path libraries;

  private final BackendLibraries found = new BackendLibraries();
  private @Nullable String property;

  @BeforeEach
  void noInstallation() {
    property = System.clearProperty(BackendLibraries.PROPERTY);
  }

  @AfterEach
  void close() {
    found.close();
    if (property == null) {
      System.clearProperty(BackendLibraries.PROPERTY);
    } else {
      System.setProperty(BackendLibraries.PROPERTY, property);
    }
  }

  /** A type whose opening is {@code body}. */
  private void plant(String type, String body) throws IOException {
    PlantedLibrary.fromSource(
        libraries,
        type,
        """
        package planted;
        public final class Planted implements org.stellaops.signer.ports.KeyBackendType {
          public String name() { return "TYPE"; }
          public org.stellaops.signer.ports.KeyBackend open(
              org.stellaops.signer.ports.KeyBackendOptions options) {
            BODY
          }
          static org.stellaops.signer.ports.BackendRefused said(Object what) {
            return new org.stellaops.signer.ports.BackendRefused(String.valueOf(what));
          }
          static boolean sees(String name) {
            try {
              Class.forName(name);
              return true;
            } catch (ClassNotFoundException e) {
              return false;
            }
          }
        }
        """
            .replace("TYPE", type)
            .replace("BODY", body));
  }

  private static String said(KeyBackendType type) {
    BackendRefused refused =
        catchThrowableOfType(
            BackendRefused.class,
            () -> type.open(new KeyBackendOptions("main", Map.of(), Map.of())));
    return String.valueOf(refused.getMessage());
  }

  private String refusal(String type, @Nullable Path configured) {
    return String.valueOf(
        catchThrowableOfType(BackendRefused.class, () -> found.find(type, configured))
            .getMessage());
  }

  @Test
  void find_twoLibrariesWithTheSameClass_doNotMix() throws IOException {
    plant("planted-one", "throw said(\"one\");");
    plant("planted-two", "throw said(\"two\");");

    KeyBackendType one = found.find("planted-one", libraries);

    assertThat(said(found.find("planted-two", libraries))).isEqualTo("two");
    assertThat(said(one)).isEqualTo("one");
    assertThat(found.find("planted-one", libraries)).isSameAs(one);
  }

  @Test
  void library_ofTheApplication_seesPortsAlone() throws IOException {
    plant(
        "planted",
        """
        throw said(sees("org.stellaops.signer.bootstrap.SignerRuntime")
            + " " + sees("org.stellaops.signer.core.api.Signer")
            + " " + sees("org.snakeyaml.engine.v2.api.Load")
            + " " + sees("org.bouncycastle.jce.provider.BouncyCastleProvider")
            + " " + sees("org.stellaops.signer.model.Digest")
            + " " + sees("java.sql.Connection"));
        """);

    assertThat(said(found.find("planted", libraries)))
        .isEqualTo("false false false false true true");
  }

  @Test
  void open_whileItRuns_theLibrarysLoaderIsTheThreads() throws IOException {
    plant(
        "planted",
        """
        throw said(Thread.currentThread().getContextClassLoader() == Planted.class.getClassLoader());
        """);
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    assertThat(said(found.find("planted", libraries))).isEqualTo("true");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void open_libraryLacksAClass_isRefusedInWords() throws IOException {
    plant("planted", "throw new NoClassDefFoundError(\"gone/Gone\");");

    assertThat(said(found.find("planted", libraries)))
        .isEqualTo(
            "the library of planted is broken (java.lang.NoClassDefFoundError: gone/Gone): install"
                + " it anew");
  }

  @Test
  void open_unexpectedException_isRefusedWithoutItsMessage() throws IOException {
    plant("planted", "throw new IllegalStateException(\"password-in-a-message\");");

    assertThat(said(found.find("planted", libraries)))
        .contains("java.lang.IllegalStateException")
        .doesNotContain("password-in-a-message");
  }

  @Test
  void find_onTheClassPath_needsNoDirectory() {
    assertThat(said(found.find(TypeOnClassPath.NAME, null))).isEqualTo("on the class path");
    assertThat(BackendLibraries.missing(TypeOnClassPath.NAME, null)).isEmpty();
  }

  @Test
  void find_directoryOfTheConfiguration_goesBeforeTheClassPath() throws IOException {
    plant(TypeOnClassPath.NAME, "throw said(\"in the directory\");");

    assertThat(said(found.find(TypeOnClassPath.NAME, libraries))).isEqualTo("in the directory");
  }

  @Test
  void find_directoryOfTheInstallation_comesAfterTheClassPath() throws IOException {
    plant(TypeOnClassPath.NAME, "throw said(\"in the installation\");");
    plant("planted", "throw said(\"in the installation\");");
    System.setProperty(BackendLibraries.PROPERTY, libraries.toString());

    assertThat(said(found.find("planted", null))).isEqualTo("in the installation");
    assertThat(said(found.find(TypeOnClassPath.NAME, null))).isEqualTo("on the class path");
    assertThat(BackendLibraries.missing("planted", null)).isEmpty();
  }

  @Test
  void find_noLibrary_saysWhereItBelongs() throws IOException {
    Files.createDirectories(libraries.resolve("planted"));

    assertThat(refusal("planted", libraries))
        .isEqualTo("there is no library of planted in " + libraries.resolve("planted"));
    assertThat(BackendLibraries.missing("planted", libraries))
        .hasValueSatisfying(missing ->
            assertThat(missing.remedy())
                .contains("unpack stella-backend-planted.tar.gz into " + libraries)
                .contains("keys.libraries"));
  }

  @Test
  void find_noDirectoryOfLibraries_saysWhatToName() {
    assertThat(refusal("planted", null)).contains("not on the class path");
    assertThat(BackendLibraries.missing("planted", null))
        .hasValueSatisfying(missing -> assertThat(missing.remedy()).contains("keys.libraries"));
  }

  @Test
  void find_libraryOfAnotherType_isRefused() throws IOException {
    plant("planted", "throw said(0);");
    Files.move(libraries.resolve("planted"), libraries.resolve("planted-other"));

    assertThat(refusal("planted-other", libraries)).contains("is not one of planted-other");
  }

  @Test
  void find_brokenLibrary_isRefusedWithItsPlace() throws IOException {
    PlantedLibrary.withoutItsClass(libraries, "planted");

    assertThat(refusal("planted", libraries))
        .contains(libraries.resolve("planted").toString(), "cannot be loaded", "no.such.Type");
  }

  @Test
  void find_damagedJar_isRefusedWithItsPlace() throws IOException {
    Files.writeString(
        Files.createDirectories(libraries.resolve("planted")).resolve("cut.jar"), "PK");

    assertThat(refusal("planted", libraries))
        .contains(libraries.resolve("planted").toString(), "damaged");
  }

  @Test
  void find_librariesOfOtherTypes_areNotLoaded() throws IOException {
    PlantedLibrary.withoutItsClass(libraries, "planted-broken");
    plant("planted", "throw said(\"mine\");");

    assertThat(said(found.find("planted", libraries))).isEqualTo("mine");
  }

  @Test
  void close_libraryLoadsNoMoreClasses() throws IOException {
    plant(
        "planted", "return new Object() { Object o() { throw said(1); } } == null ? null : null;");
    KeyBackendType type = found.find("planted", libraries);

    found.close();

    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> type.open(new KeyBackendOptions("main", Map.of(), Map.of())))
        .withMessageContaining("NoClassDefFoundError");
    assertThat(found.find("planted", libraries)).isNotSameAs(type);
  }
}
