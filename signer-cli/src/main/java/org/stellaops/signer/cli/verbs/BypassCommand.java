package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.BypassDocument;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.BypassWords;
import org.stellaops.signer.ports.PortException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The emergency bypass of the Proof of Entitlement. */
@Command(
    name = "bypass",
    description = "Let a tenant sign for hours without a Proof of Entitlement: two persons sign.",
    subcommands = {
      BypassCommand.Create.class,
      BypassCommand.SignRecord.class,
      BypassCommand.Open.class,
      BypassCommand.Status.class,
      BypassCommand.End.class
    })
public final class BypassCommand extends Group {

  private static final String PATH = "/api/v1/signer/bypass";
  private static final String SCOPE = "signer.approve";

  private static BypassDocument read(Path file) {
    return BypassDocument.read(LocalFile.read(file))
        .orElseThrow(() -> CommandFailed.usage(file + " is no record of stella bypass create"));
  }

  /** Writes an unsigned record. */
  @Command(
      name = "create",
      description = "Write the record that two approvers then sign; it holds from now on.",
      footer = {
        "",
        "Example:",
        "  stella bypass create --tenant acme --plan pro --hours 2 \\",
        "      --service https://signer.example --reason licensing-is-down \\",
        "      --out bypass.json"
      })
  static final class Create implements Runnable {

    @Mixin private Terminal terminal = new Terminal();

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "for whom")
    private String tenant = "";

    @Option(
        names = "--plan",
        paramLabel = "NAME",
        required = true,
        description = "the tenant's plan whose limits hold")
    private String plan = "";

    @Option(
        names = "--service",
        paramLabel = "URL",
        required = true,
        description = "the service's server.publicOrigin, https://signer.example")
    private URI service = URI.create("");

    @Option(
        names = "--hours",
        paramLabel = "N",
        description = "for how long: 1 to 4 (default: 1)",
        defaultValue = "1")
    private int hours;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "why; it is signed and stays on record")
    private String reason = "";

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "where the record goes; nothing is overwritten")
    private Path out = Path.of("");

    @Override
    public void run() {
      if (hours < 1 || hours > 4) {
        throw CommandFailed.usage("--hours is 1 to 4");
      }
      try (PendingFile file = PendingFile.open(out)) {
        BypassDocument document =
            BypassDocument.of(
                tenant,
                plan,
                service.toString(),
                InstantSource.system().instant(),
                Duration.ofHours(hours),
                reason);
        if (!file.writeNew(document.bytes())) {
          throw CommandFailed.usage(out + " exists; nothing is overwritten");
        }
        terminal.line(document.inWords());
        terminal.line("unsigned: two approvers sign it with stella bypass sign " + out);
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Adds a person's signature. */
  @Command(
      name = "sign",
      description = "Say what a record lets happen, and sign it with your own key.",
      footer = {
        "",
        "The key is a PEM file that only you can read; its public key is one of",
        "bypass.approvers. stella keys create --pem makes one.",
        "",
        "Example:",
        "  stella bypass sign bypass.json --key anna.pem --password file:anna.pw"
      })
  static final class SignRecord implements Runnable {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(paramLabel = "FILE", description = "the record; the signature is added to it")
    private Path file = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "FILE",
        required = true,
        description = "your private key, PEM")
    private Path key = Path.of("");

    @Option(
        names = "--password",
        paramLabel = "env:NAME|file:PATH",
        description = "where the password of an encrypted key is")
    private @Nullable String password;

    @Override
    public void run() {
      BypassDocument document = read(file);
      terminal.line(document.inWords());
      String reference = password;
      Optional<Supplier<char[]>> secret =
          reference == null
              ? Optional.empty()
              : Optional.of(() -> OptionValue.password("--password", reference));
      try (PendingFile out = PendingFile.open(file)) {
        BypassDocument signed = document.signed(key, secret);
        out.write(signed.bytes());
        terminal.line("signed: " + signed.signatures() + " signature(s)");
      } catch (PortException e) {
        throw CommandFailed.usage("--key: " + e.getMessage(), e);
      }
    }
  }

  /** Opens a bypass. */
  @Command(
      name = "open",
      description = "Open the bypass that two approvers have signed.",
      footer = {
        "",
        "Example:",
        "  stella bypass open bypass.json --server http://127.0.0.1:8440 --dev"
      })
  static final class Open implements Runnable {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "FILE", description = "the signed record")
    private Path file = Path.of("");

    @Override
    public void run() {
      BypassDocument document = read(file);
      BypassWords.print(
          terminal, server.client(SCOPE).post(PATH + "/open", document.bytes()).orFail());
    }
  }

  /** Tells what is open and what was. */
  @Command(
      name = "status",
      description = "Tell which bypasses are open, and which were.",
      footer = {"", "Example:", "  stella bypass status --server http://127.0.0.1:8440 --dev"})
  static final class Status implements Runnable {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public void run() {
      BypassWords.print(terminal, server.client(SCOPE).get(PATH).orFail());
    }
  }

  /** Ends a bypass. */
  @Command(
      name = "end",
      description = "End a bypass at once, for good; one person is enough.",
      footer = {
        "",
        "Example:",
        "  stella bypass end ID --reason licensing-is-back \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class End implements Runnable {

    @Mixin private ActOptions act = new ActOptions();

    @Parameters(
        paramLabel = "ID",
        description = "its id, 64 hexadecimal digits: stella bypass status")
    private String id = "";

    @Override
    public void run() {
      if (!id.matches("[0-9a-f]{64}")) {
        throw CommandFailed.usage("ID is the id of a bypass, as stella bypass status tells it");
      }
      String path = PATH + "/" + id + "/end";
      BypassWords.print(act.terminal(), act.post(SCOPE, path, act.why()));
    }
  }
}
