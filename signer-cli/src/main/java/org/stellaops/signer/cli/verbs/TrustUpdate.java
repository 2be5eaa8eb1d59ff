package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.TrustRepository;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.TufCache;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.TufWords;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches a trusted root from a TUF repository. */
@Command(
    name = "update",
    description =
        "Fetch a trusted root from a TUF repository, or bring it up to date: signed by the keys"
            + " that its root names, not expired, and never older than what was seen before.",
    footer = {
      "",
      "The first time --root names the repository's root of trust, from a source that",
      "you trust; newer roots are followed from there. The cache keeps what was seen:",
      "without it an older state of the repository would be taken for the newest.",
      "",
      "Example:",
      "  stella trust update --tuf https://tuf-repo-cdn.sigstore.dev \\",
      "    --root root.json --out trusted_root.json"
    })
final class TrustUpdate implements Runnable {

  static final String TRUSTED_ROOT = "trusted_root.json";
  static final String SIGNING_CONFIG = "signing_config.v0.2.json";

  @Mixin private Terminal terminal = new Terminal();

  @Option(
      names = "--tuf",
      paramLabel = "URL",
      required = true,
      description = "the repository: https, or http on this machine")
  private @Nullable URI repository;

  @Option(
      names = "--targets-url",
      paramLabel = "URL",
      description = "below which its targets are (default: targets below --tuf)")
  private @Nullable URI targetsUrl;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "the root to begin with, root.json; not needed again for the same cache")
  private @Nullable Path root;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "what was seen of the repository (default: one for each --root in"
              + " $XDG_STATE_HOME/stella/tuf)")
  private @Nullable Path cache;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "where the trusted root is written (default: standard output)")
  private @Nullable Path out;

  @Option(
      names = "--signing-config",
      paramLabel = "FILE",
      description = "where the repository's " + SIGNING_CONFIG + " is written as well")
  private @Nullable Path signingConfig;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "an authority of its TLS, PEM, besides the platform's; may be repeated")
  private List<Path> caFiles = new ArrayList<>();

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      description = "the proxy that leads there, http://HOST:PORT")
  private @Nullable URI proxy;

  @Override
  public void run() {
    if (out == null && terminal.json()) {
      throw CommandFailed.usage("--output json goes with --out FILE: the trusted root is JSON");
    }
    if (out != null && signingConfig != null && isSame(out, signingConfig)) {
      throw CommandFailed.usage("--out and --signing-config name one file: give each its own");
    }
    URI tuf = Objects.requireNonNull(repository);
    Bytes given = root == null ? null : LocalFile.readKey(root);
    if (given == null && cache == null) {
      throw CommandFailed.usage(
          "name the root to begin with, --root FILE, or the --cache of an earlier update");
    }
    Path kept = cache == null ? TufCache.ofPerson(Objects.requireNonNull(given)) : cache;
    List<String> wanted =
        signingConfig == null ? List.of(TRUSTED_ROOT) : List.of(TRUSTED_ROOT, SIGNING_CONFIG);
    try (TufCache state = TufCache.open(kept, null);
        TrustRepository from = open(tuf)) {
      Instant now = InstantSource.system().instant();
      Bytes first = state.beginning(given);
      UpToDate found = TufWords.require(from.update(state, first, wanted, now), tuf, kept);
      state.began(first);
      write(found.targets());
      TufWords.print(
          terminal, found, out, Objects.requireNonNull(found.targets().get(TRUSTED_ROOT)), now);
    }
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  private TrustRepository open(URI tuf) {
    URI below = targetsUrl == null ? URI.create(withSlash(tuf) + "targets") : targetsUrl;
    try {
      return TrustRepository.open(new TrustRepository.Address(tuf, below, caFiles, proxy));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
    }
  }

  private static String withSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text : text + "/";
  }

  private void write(Map<String, Bytes> targets) {
    var _ = TufWords.requireTrustedRoot(Objects.requireNonNull(targets.get(TRUSTED_ROOT)));
    if (signingConfig != null) {
      LocalFile.write(signingConfig, Objects.requireNonNull(targets.get(SIGNING_CONFIG)));
    }
    if (out != null) {
      LocalFile.write(out, Objects.requireNonNull(targets.get(TRUSTED_ROOT)));
    }
  }
}
