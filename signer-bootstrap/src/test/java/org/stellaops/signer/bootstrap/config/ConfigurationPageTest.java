package org.stellaops.signer.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The manual's table is made from the schema; {@code -Dstella.rewrite=true} writes it anew. */
class ConfigurationPageTest {

  private static final String START = "<!-- settings, written by ConfigurationPageTest -->\n";
  private static final String END = "<!-- end of settings -->";
  private static final Path DOCS = docs();

  private static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("docs"))
        ? here.resolve("docs")
        : here.resolveSibling("docs");
  }

  @Test
  void page_tableOfSettings_isThatOfTheSchema() throws IOException {
    Path page = DOCS.resolve("configuration.md");
    String text = Files.readString(page);
    int start = text.indexOf(START) + START.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("stella.rewrite")) {
      Files.writeString(page, text.substring(0, start) + table() + text.substring(end));
    }

    assertThat(Files.readString(page)).contains(START + table() + END);
  }

  @Test
  void example_asItIs_isRead() throws IOException, ConfigRefused {
    Path scratch = Files.createDirectories(Path.of("target", "example"));
    Files.copy(
        DOCS.resolve("example.yaml"),
        scratch.resolve("example.yaml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    for (String name : new String[] {"keys.p12", "release.pub", "tls.p12", "password.txt"}) {
      Files.copy(
          Fixtures.directory().resolve("files").resolve(name),
          scratch.resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    Config config =
        ConfigReader.read(
            scratch.resolve("example.yaml"),
            Map.of(
                "KEYSTORE_PASSWORD",
                "a",
                "LICENSING_SECRET",
                "b",
                "REGISTRY_PASSWORD",
                "c",
                "TLS_PASSWORD",
                "d"));

    assertThat(config.tenants()).hasSize(1);
    assertThat(config.server().tls()).isNotNull();
  }

  private static Map<SettingPath, Shape.Value> settings() {
    Map<SettingPath, Shape.Value> settings = new LinkedHashMap<>();
    Shape.whole().values(SettingPath.ROOT, settings::put);
    return settings;
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder("| setting | value | default | what it is |\n|---|---|---|---|\n");
    settings()
        .forEach((path, value) ->
            table.append(
                "| `%s` | %s: %s | %s | %s |\n"
                    .formatted(
                        path,
                        value.kind().label(),
                        value.kind().allowed().replace("*", "\\*"),
                        fallback(value),
                        value.says())));
    return table.toString();
  }

  private static String fallback(Shape.Value value) {
    if (value.fallback() == null) {
      return value.nullable() ? "" : "**required**";
    }
    return value.fallback().isEmpty() ? "empty" : "`" + value.fallback() + "`";
  }

  @Test
  void fallbacks_ofEverySetting_areAllowed() {
    ConfigProblems problems = new ConfigProblems();
    Kind.Reading reading = new Kind.Reading(Path.of("/"), Map.of(), problems);
    assertThat(settings()).hasSizeGreaterThan(60);
    settings()
        .forEach((path, value) -> {
          if (value.fallback() != null) {
            Node node = value.kind().node(value.fallback(), new Place("schema", 0));
            assertThat(value.kind().read(node, path, reading)).as("%s", path).isNotNull();
          }
        });
  }
}
