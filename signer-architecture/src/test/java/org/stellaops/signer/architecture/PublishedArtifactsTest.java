package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others depend on says whose it is and under which licence, and its versions are listed. */
class PublishedArtifactsTest {

  private static final Path ROOT = ProductModule.root();
  private static final String NOT_PUBLISHED = "<maven.deploy.skip>true</maven.deploy.skip>";

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pom(String directory) {
    return text(ROOT.resolve(directory).resolve("pom.xml"));
  }

  private static List<String> published() {
    return ProductModule.all().stream()
        .map(ProductModule::directory)
        .filter(directory -> !pom(directory).contains(NOT_PUBLISHED))
        .toList();
  }

  private static List<String> values(String pom, String element) {
    return Pattern.compile("<" + element + ">\\s*([^<]+?)\\s*</")
        .matcher(pom)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static String artifact(String directory) {
    return Path.of(directory).getFileName().toString();
  }

  /** The jars that the build of a module has left, those of sources and API pages included. */
  private static List<Path> jars(String directory) {
    Path target = ROOT.resolve(directory).resolve("target");
    if (!Files.isDirectory(target)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(artifact(directory)))
          .filter(file -> file.toString().endsWith(".jar"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> entry(Path jar, String name) {
    try (JarFile open = new JarFile(jar.toFile())) {
      JarEntry found = open.getJarEntry(name);
      if (found == null) {
        return Optional.empty();
      }
      try (InputStream content = open.getInputStream(found)) {
        return Optional.of(
            new String(content.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyJar_holdsLicenceAndNotice() {
    String licence = text(ROOT.resolve("LICENSE"));
    String notice = text(ROOT.resolve("NOTICE"));
    List<Path> jars =
        ProductModule.all().stream().flatMap(module -> jars(module.directory()).stream()).toList();
    assumeThat(jars).as("run mvn verify: before package there is no jar").isNotEmpty();

    assertThat(jars)
        .allSatisfy(jar -> {
          assertThat(entry(jar, "META-INF/LICENSE").equals(Optional.of(licence)))
              .as("our licence in " + jar)
              .isTrue();
          assertThat(entry(jar, "META-INF/NOTICE")).as(jar.toString()).contains(notice);
        });
  }

  @Test
  void jarOfTheCommand_holdsOurLicenceAndTheNoticesOfAll() {
    Path jar = ROOT.resolve("signer-cli/target/stella/lib/stella.jar");
    assumeThat(jar).as("run mvn verify: before package there is no jar").isRegularFile();

    assertThat(entry(jar, "META-INF/LICENSE")).contains(text(ROOT.resolve("LICENSE")));
    assertThat(entry(jar, "META-INF/NOTICE").orElse("")).contains("The Stella Signer developers");
  }

  @Test
  void jars_nameTheirModule() {
    List<String> built = published().stream().filter(it -> !jars(it).isEmpty()).toList();
    assumeThat(built).as("run mvn verify: before package there is no jar").isNotEmpty();

    assertThat(built)
        .allSatisfy(directory ->
            assertThat(jars(directory))
                .anySatisfy(jar ->
                    assertThat(entry(jar, "META-INF/MANIFEST.MF").orElse(""))
                        .contains(
                            "Automatic-Module-Name: "
                                + values(pom(directory), "stella.module.name").get(0))));
  }

  @Test
  void bom_listsEveryPublishedLibrary_andNothingElse() {
    String bom = pom("signer-bom");
    List<String> listed = values(bom, "artifactId");

    assertThat(listed.subList(1, listed.size()))
        .containsExactlyInAnyOrderElementsOf(
            published().stream().map(PublishedArtifactsTest::artifact).toList());
    assertThat(values(bom, "version").get(0)).isEqualTo(values(pom(""), "version").get(0));
    assertThat(bom).doesNotContain("<parent>");
  }

  @Test
  void poms_ofParentAndBom_sayWhatARepositoryAsksFor() {
    for (String directory : List.of("", "signer-bom")) {
      String pom = pom(directory);
      assertThat(pom)
          .as(directory)
          .contains("<name>Apache-2.0</name>", "<developers>", "<inceptionYear>")
          .containsPattern("<url>https://[^<]+</url>")
          .containsPattern("<scm[ >]");
      assertThat(values(pom, "connection")).as(directory).hasSize(1);
      assertThat(values(pom, "developerConnection")).as(directory).hasSize(1);
    }
    assertThat(values(pom("signer-bom"), "connection")).isEqualTo(values(pom(""), "connection"));
  }

  /** The rest they have from the parent. */
  @Test
  void poms_ofPublishedLibraries_haveNameAndDescription() {
    assertThat(published())
        .hasSizeGreaterThan(10)
        .contains("signer-core", "signer-verify", "signer-testkit")
        .doesNotContain("signer-cli", "signer-http", "signer-dev")
        .allSatisfy(directory -> {
          assertThat(values(pom(directory), "name")).contains(artifact(directory));
          assertThat(values(pom(directory), "description")).isNotEmpty();
        });
  }
}
