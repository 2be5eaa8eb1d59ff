package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.PageCommands.Block;

/**
 * The page that is in every Offline Kit, taken out of one: its commands, with the kit, {@code
 * stella} and cosign, verify a document both ways, and neither if the document is another.
 */
class KitPageTest {

  private static final Path SAMPLE = Path.of("signer-interop/src/test/samples/app.cdx.json");

  @TempDir Path directory;

  private Command.Outcome run(String script) {
    String path =
        Tools.stella().getParent() + ":" + Tools.cosign().getParent() + ":" + System.getenv("PATH");
    return Command.of(Path.of("bash"), "-c", "set -eo pipefail\n" + script)
        .in(directory)
        .env("PATH", path)
        .env("HOME", directory.toString())
        .env("XDG_STATE_HOME", directory.resolve("state").toString())
        .within(Duration.ofMinutes(5))
        .run();
  }

  private void succeed(String script) {
    Command.Outcome outcome = run(script);
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
  }

  private List<Block> pageOfTheKit() throws IOException {
    Files.copy(Tools.repository().resolve(SAMPLE), directory.resolve("app.cdx.json"));
    succeed(
        """
        stella sign sbom app.cdx.json --dev --bundle app.sigstore.json --public-key app.pub
        stella kit create --out product.kit.zip --name product --kit-version 1 --dev \
          --trusted-key app.pub --public-key kit.pub
        unzip -q product.kit.zip docs/VERIFY.md -d page
        """);
    Path page = directory.resolve("page/docs/VERIFY.md");
    assertThat(page).hasSameTextualContentAs(Tools.repository().resolve("docs/VERIFY.md"));
    return PageCommands.read(page);
  }

  @Test
  void page_takenFromAKit_verifiesWithStellaAndWithCosignAlone() throws IOException {
    Tools.cosign();
    List<Block> blocks = pageOfTheKit();
    assertThat(blocks).hasSize(3);
    for (Block block : blocks) {
      Command.Outcome outcome = run(block.script());
      assertThat(outcome.exit()).as(outcome.toString()).isZero();
      assertThat(outcome.text()).containsIgnoringCase("verified");
    }
    Files.writeString(directory.resolve("app.cdx.json"), "{}");
    assertThat(run(blocks.get(0).script()).exit()).isNotZero();
    assertThat(run(blocks.get(2).script()).text()).doesNotContain("Verified OK");
  }

  @Test
  void page_kitWithAnotherFile_isNotVerifiedByCosignEither() throws IOException {
    Tools.cosign();
    List<Block> blocks = pageOfTheKit();
    String unpacked = "sed -i 's/]/,]/' kit/trust/revocations.json\n";
    String script = blocks.get(1).script();
    int line = script.indexOf('\n') + 1;
    assertThat(run(script.substring(0, line) + unpacked + script.substring(line)).exit())
        .isNotZero();
  }
}
