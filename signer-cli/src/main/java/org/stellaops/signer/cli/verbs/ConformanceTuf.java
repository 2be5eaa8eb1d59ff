package org.stellaops.signer.cli.verbs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.TrustRepository;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.TufCache;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.TufWords;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line that tuf-conformance gives its clients ({@code CLIENT-CLI.md} there). */
@Command(name = "tuf", description = "Fetch metadata and targets as tuf-conformance asks for it.")
final class ConformanceTuf implements Callable<Integer> {

  /** What the suite asks for. */
  enum Act {
    init,
    refresh,
    download
  }

  @Mixin private Terminal terminal = new Terminal();

  @Option(
      names = "--metadata-dir",
      paramLabel = "DIR",
      required = true,
      description = "where metadata are kept")
  private @Nullable Path metadata;

  @Option(names = "--metadata-url", paramLabel = "URL", description = "the repository")
  private @Nullable URI metadataUrl;

  @Option(names = "--target-name", paramLabel = "PATH", description = "a target; may be repeated")
  private List<String> names = new ArrayList<>();

  @Option(names = "--target-base-url", paramLabel = "URL", description = "where targets are")
  private @Nullable URI targetsUrl;

  @Option(names = "--target-dir", paramLabel = "DIR", description = "where targets are kept")
  private @Nullable Path targets;

  @Parameters(index = "0", paramLabel = "ACT", description = "init, refresh or download")
  private Act act = Act.init;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ROOT",
      description = "with init, the root to begin with")
  private @Nullable Path root;

  @Override
  public Integer call() {
    try {
      act();
      return ExitCode.GOOD.number();
    } catch (CommandFailed e) {
      terminal.say(String.valueOf(e.getMessage()));
      // The suite knows one number for every refusal.
      return ExitCode.NO.number();
    }
  }

  private void act() {
    try (TufCache state = TufCache.open(Objects.requireNonNull(metadata), targets)) {
      if (act == Act.init) {
        if (root == null) {
          throw CommandFailed.usage("name the root to begin with");
        }
        keep(state, LocalFile.readKey(root));
      } else {
        update(state);
      }
    }
  }

  private static void keep(TufCache state, Bytes root) {
    try {
      state.keepMetadata("root", root);
    } catch (IOException e) {
      throw CommandFailed.file(String.valueOf(e.getMessage()), e);
    }
  }

  private void update(TufCache state) {
    if (metadataUrl == null || (act == Act.download && (targetsUrl == null || targets == null))) {
      throw CommandFailed.usage("name the repository, and with download where targets are");
    }
    URI below = targetsUrl == null ? metadataUrl : targetsUrl;
    List<String> wanted = act == Act.download ? names : List.of();
    try (TrustRepository from =
        TrustRepository.open(new TrustRepository.Address(metadataUrl, below, List.of(), null))) {
      List<Role> roles =
          TufWords.require(
                  from.update(state, Bytes.empty(), wanted, InstantSource.system().instant()),
                  metadataUrl,
                  Objects.requireNonNull(metadata))
              .roles();
      roles.forEach(role -> terminal.say(role.name() + " version " + role.version()));
    }
  }
}
