package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.KeyList;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.TrustWords;
import org.stellaops.signer.cli.verdict.TrustedRootWords;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What verifiers may trust: the keys of a service, and trusted roots of Sigstore services. */
@Command(
    name = "trust",
    description = "Show which keys a service publishes; fetch, make and check trusted roots.",
    subcommands = {
      TrustCommand.Show.class,
      TrustUpdate.class,
      TrustCreate.class,
      TrustCommand.CheckRoot.class
    })
public final class TrustCommand extends Group {

  /** Shows keys, states, validity and revocations. */
  @Command(
      name = "show",
      description = "Show the published keys of a service: state, validity, revocations.",
      footer = {
        "",
        "With --output json it is the document of the service, which stella verify",
        "and stella sign --expect-key take as a list of keys.",
        "",
        "Example:",
        "  stella trust show --server http://127.0.0.1:8440",
        "  stella trust show --server http://127.0.0.1:8440 --output json > trust.json"
      })
  static final class Show implements Runnable {

    @Mixin private Terminal terminal = new Terminal();

    @Option(
        names = "--server",
        paramLabel = "URL",
        description = "origin of the signer, https://signer.example")
    private @Nullable URI server;

    @Override
    public void run() {
      if (server == null) {
        throw CommandFailed.usage("name the server: --server URL");
      }
      URI origin = ServerOptions.origin(server, KeyList.IN_THE_CLEAR);
      Bytes document = KeyList.document(origin);
      var _ = KeyList.require(origin, document);
      TrustWords.print(terminal, document);
    }
  }

  /** Says what a trusted root trusts, and until when. */
  @Command(
      name = "check",
      description = "Read a Sigstore trusted root: what it trusts, and when each part of it ends.",
      footer = {"", "Example:", "  stella trust check trusted_root.json"})
  static final class CheckRoot implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(paramLabel = "FILE", description = "the trusted root, JSON")
    private @Nullable Path file;

    @Override
    public Integer call() {
      Instant now = InstantSource.system().instant();
      return TrustedRootWords.check(Objects.requireNonNull(file), now, terminal).number();
    }
  }
}
