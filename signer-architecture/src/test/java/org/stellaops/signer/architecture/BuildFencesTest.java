package org.stellaops.signer.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fences of the poms bite: the product's own poms around a few planted classes, built once,
 * offline, by the Maven that runs this build. Each module breaks one fence, and one breaks none.
 */
class BuildFencesTest {
  @TempDir static Path checkout;
  private static String log = "";

  @BeforeAll
  static void buildPlantedTree() throws IOException, InterruptedException {
    Path root = ProductModule.root();
    copyPoms(root);
    plant("signer-ports", "ports/Door", "/** A door. */\npublic interface Door {}\n");
    plant(
        "signer-adapters-sql", "sql/Fine", "/** Breaks nothing. */\npublic final class Fine {}\n");
    plant(
        "signer-adapters-oci",
        "oci/PlantedClock",
        "/** Forbidden API. */\n"
            + "public final class PlantedClock {\n"
            + "  /** Now. */\n"
            + "  public long now() {\n"
            + "    return System.currentTimeMillis();\n"
            + "  }\n"
            + "}\n");
    plant(
        "signer-adapters-identity",
        "identity/PlantedNull",
        "/** NullAway. */\npublic final class PlantedNull {\n"
            + "  /** Nothing. */\n  public String nothing() {\n    return null;\n  }\n}\n");
    plant(
        "signer-verify",
        "verify/PlantedBug",
        "/** Error Prone. */\n"
            + "public final class PlantedBug {\n"
            + "  /** Always true. */\n"
            + "  public boolean same(String a) {\n"
            + "    return a.equals(a);\n"
            + "  }\n"
            + "}\n");
    addDependency("signer-core", "com.fasterxml.jackson.core", "jackson-databind");
    log = runMaven();
  }

  @Test
  void build_innocentModule_passes() {
    assertThat(log)
        .containsPattern("signer-adapters-sql \\.+ SUCCESS")
        .containsPattern("signer-ports \\.+ SUCCESS");
  }

  @Test
  void enforcer_vendorInCore_failsTheBuild() {
    assertThat(log)
        .containsPattern("signer-core \\.+ FAILURE")
        .contains(
            "signer-core knows ports, signer-json with its RFC 8785 library, and the nullness"
                + " annotations, nothing else.")
        .containsPattern("com\\.fasterxml\\.jackson\\.core:jackson-databind.*banned");
  }

  @Test
  void forbiddenApis_wallClock_failsTheBuildAndNamesTheReplacement() {
    assertThat(log)
        .containsPattern("signer-adapters-oci \\.+ FAILURE")
        .contains(
            "java.lang.System#currentTimeMillis() [wall time is injected: use"
                + " java.time.InstantSource#instant()]");
  }

  @Test
  void nullAway_nullReturned_failsTheBuild() {
    assertThat(log)
        .containsPattern("signer-adapters-identity \\.+ FAILURE")
        .containsPattern("PlantedNull\\.java.*\\[NullAway]");
  }

  @Test
  void errorProne_selfComparison_failsTheBuild() {
    assertThat(log)
        .containsPattern("signer-verify \\.+ FAILURE")
        .containsPattern("PlantedBug\\.java.*\\[SelfEquals]");
  }

  private static void copyPoms(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean skipped = name.equals("src") || name.equals("target") || name.equals(".git");
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = root.relativize(file);
            if (file.endsWith("pom.xml")
                || relative.startsWith("config")
                || relative.startsWith(".mvn")) {
              Path copy = checkout.resolve(relative);
              Files.createDirectories(copy.getParent());
              Files.copy(file, copy);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void plant(String module, String type, String body) throws IOException {
    String name = "org/stellaops/signer/" + type;
    Path file = checkout.resolve(module).resolve("src/main/java").resolve(name + ".java");
    Files.createDirectories(file.getParent());
    String packageName = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
    Files.writeString(file, "package " + packageName + ";\n\n" + body);
    Files.writeString(
        file.resolveSibling("package-info.java"),
        "/** Planted. */\n@org.jspecify.annotations.NullMarked\npackage " + packageName + ";\n");
  }

  private static void addDependency(String module, String group, String artifact)
      throws IOException {
    Path pom = checkout.resolve(module).resolve("pom.xml");
    String planted =
        "<dependencies><dependency><groupId>"
            + group
            + "</groupId><artifactId>"
            + artifact
            + "</artifactId></dependency>";
    Files.writeString(
        pom, Files.readString(pom).replaceFirst("<dependencies>", planted.replace("$", "\\$")));
  }

  private static String runMaven() throws IOException, InterruptedException {
    String maven = System.getProperty("stella.maven.home", "");
    String repository = System.getProperty("stella.maven.repository", "");
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    List<String> command = new ArrayList<>();
    command.add(
        maven.isEmpty() ? "mvn" : Path.of(maven, "bin", windows ? "mvn.cmd" : "mvn").toString());
    command.addAll(List.of("-o", "-B", "-ntp", "-fae", "-Dstyle.color=never"));
    // What another mirror fetched into this repository counts too.
    command.add("-Dmaven.legacyLocalRepo=true");
    if (!repository.isEmpty()) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    command.add("-pl");
    command.add(
        "signer-core,signer-verify,signer-adapters-oci,signer-adapters-identity,signer-adapters-sql");
    command.add("-am");
    command.add("process-classes");
    Path output = checkout.resolve("build.log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
    builder
        .environment()
        .put("JAVA_HOME", System.getProperty("stella.maven.java", System.getProperty("java.home")));
    builder.environment().remove("MAVEN_PROJECTBASEDIR");
    Process build = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!build.waitFor(5, TimeUnit.MINUTES)) {
      build.destroyForcibly();
    }
    return Files.readString(output, UTF_8);
  }
}
