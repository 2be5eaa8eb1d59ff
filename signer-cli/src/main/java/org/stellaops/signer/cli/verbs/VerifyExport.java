package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.export.ExportTree;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.ExportVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a signed export and every file of it, without a network. */
@Command(
    name = "export",
    description =
        "Verify a signed export offline: who signed it, and that its files are the ones that were"
            + " signed. Files that are added, missing or altered are listed.",
    footer = {
      "",
      "Example:",
      "  stella verify export release --key export.pub",
      "  stella verify export release --signed release.signed --key export.pub"
    })
final class VerifyExport implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private Terminal terminal = new Terminal();

  @Parameters(paramLabel = "DIR", description = "the directory with the exported files")
  private Path directory = Path.of("");

  @Option(
      names = "--signed",
      paramLabel = "OUT",
      description = "the directory that stella sign export made (default: stella-export in DIR)")
  private @Nullable Path signed;

  @Mixin private TrustOptions trust = new TrustOptions();

  @Override
  public Integer call() {
    if (spec != null
        && spec.parent().commandLine().getParseResult().matchedArgs().stream()
            .anyMatch(argument -> !argument.inherited())) {
      throw CommandFailed.usage(
          "stella verify export DIR: options come after it; a file of the name export is verified"
              + " as ./export");
    }
    Path root = ExportTree.root(directory);
    return new ExportVerification(
            root,
            signed == null ? root.resolve(ExportTree.SIGNED) : signed,
            trust.request(List.of(), null, null, false, null, terminal.json()),
            terminal)
        .run()
        .number();
  }
}
