package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.service.DevelopmentService;

/** What {@code --output json} prints is what docs/schemas says, and nothing else. */
class PublishedSchemasTest {

  @TempDir Path scratch;

  private static void assertValid(Ran ran, int exit) {
    assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
  }

  @Test
  void version_isValid() {
    assertValid(stella("version", "--output", "json"), 0);
  }

  @Test
  void demoAndVerify_goodAndBad_areValid() throws Exception {
    Path demo = scratch.resolve("demo");
    assertValid(stella("demo", "--dir", demo, "--output", "json"), 0);

    List<Object> verify =
        List.of(
            "verify",
            demo.resolve("sbom.sigstore.json"),
            "--key",
            demo.resolve("signer.pub"),
            "--output",
            "json");
    assertValid(stella(verify), 0);
    assertValid(stella(verify, "--artifact", demo.resolve("signer.pub")), 1);
    Files.writeString(demo.resolve("sbom.sigstore.json"), "{}");
    assertValid(stella(verify), 1);
  }

  @Test
  void doctorAndKeys_ofAService_areValid() {
    Path state = scratch.resolve("dev");
    try (DevelopmentService service = DevelopmentService.start(state, Ports.free())) {
      assertValid(stella("keys", "list", "--server", service.origin(), "--output", "json"), 0);
      assertValid(stella("doctor", "--output", "json"), 0);
      assertValid(stella("dev", "headers", "GET", service.origin() + "/x", "--output", "json"), 0);
      assertValid(
          stella("doctor", "--config", state.resolve("config.yaml"), "--output", "json"), 0);
    }
    String config = state.resolve("config.yaml").toString();
    assertValid(stella("keys", "list", "--config", config, "--output", "json"), 0);
    assertValid(stella("store", "check", "--config", config, "--output", "json"), 0);
    assertValid(stella("store", "check", "--directory", scratch, "--output", "json"), 1);
    Path broken = Samples.file(scratch, "broken.yaml", "serve: {}\n");
    assertValid(stella("doctor", "--config", broken, "--output", "json"), 1);
  }

  @Test
  void changed_anyOutput_isNot() {
    String version = stella("version", "--output", "json").out();
    for (List<String> change :
        List.of(
            List.of("\"java\":\"", "\"jvm\":\""),
            List.of("\"version\":\"", "\"version\":1,\"x\":\""),
            List.of("{", "{\"more\":1,"))) {
      String changed = version.replace(change.get(0), change.get(1));
      assertThat(changed).isNotEqualTo(version);
      JsonNode document = Samples.json(changed);
      assertThat(SchemaCheck.faults(document)).isNotEmpty();
    }
  }
}
