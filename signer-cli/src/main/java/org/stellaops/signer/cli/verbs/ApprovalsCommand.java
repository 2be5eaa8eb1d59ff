package org.stellaops.signer.cli.verbs;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.ApprovalWords;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Digest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scanner images that people let pass. */
@Command(
    name = "approvals",
    description = "Let a scanner's image pass for a time without a release signature.",
    subcommands = {
      ApprovalsCommand.ListApprovals.class,
      ApprovalsCommand.Ask.class,
      ApprovalsCommand.Approve.class,
      ApprovalsCommand.Deny.class,
      ApprovalsCommand.Revoke.class
    })
public final class ApprovalsCommand extends Group {

  private static final String PATH = "/api/v1/signer/approvals";
  private static final String SCOPE = "signer.approve";

  /** Tells what waits and what holds. */
  @Command(
      name = "list",
      description = "Tell which images people let pass, and which wait for a decision.",
      footer = {"", "Example:", "  stella approvals list --server http://127.0.0.1:8440 --dev"})
  static final class ListApprovals implements Runnable {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public void run() {
      ApprovalWords.print(terminal, server.client(SCOPE).get(PATH).orFail());
    }
  }

  /** Asks for an image. */
  @Command(
      name = "request",
      description = "Ask that an image may pass; somebody of another client decides.",
      footer = {
        "",
        "Example:",
        "  stella approvals request registry.example/scanner@sha256:HEX \\",
        "      --reason nightly-build --server http://127.0.0.1:8440 --dev"
      })
  static final class Ask implements Runnable {

    @Mixin private ActOptions act = new ActOptions();

    @Parameters(
        paramLabel = "IMAGE",
        description = "NAME@sha256:HEX or sha256:HEX, the digest of the image's manifest")
    private String image = "";

    @Override
    public void run() {
      CanonicalWriter body = act.why().string("imageDigest", digest(image).toString());
      ApprovalWords.print(act.terminal(), act.post("signer.sign", PATH + "/request", body));
    }

    private static Digest digest(String image) {
      try {
        return Digest.parse(image.substring(image.lastIndexOf('@') + 1));
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage("IMAGE is NAME@sha256:HEX or sha256:HEX, not a tag", e);
      }
    }
  }

  /** What decides on a request. */
  abstract static class Decision {

    @Mixin ActOptions act = new ActOptions();

    @Parameters(paramLabel = "ID", description = "the approval's id: stella approvals list")
    private String id = "";

    void decide(String verb, CanonicalWriter body) {
      try {
        String path = PATH + "/" + new AuditId(id) + "/" + verb;
        ApprovalWords.print(act.terminal(), act.post(SCOPE, path, body));
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage("ID is the approval's id, as stella approvals list tells it", e);
      }
    }
  }

  /** Lets an image pass. */
  @Command(
      name = "approve",
      description = "Let an image pass for a time; not for the client that asked.",
      footer = {
        "",
        "Example:",
        "  stella approvals approve ID --reason seen-the-build \\",
        "      --until 2026-11-28T20:00:00Z --server http://127.0.0.1:8440 --dev"
      })
  static final class Approve extends Decision implements Runnable {

    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "as 2026-11-01T00:00:00Z (default: as long as the service allows)")
    private @Nullable String until;

    @Override
    public void run() {
      CanonicalWriter body = act.why();
      if (until != null) {
        try {
          body.string("until", Instant.parse(until).toString());
        } catch (DateTimeParseException e) {
          throw CommandFailed.usage(
              "--until: " + until + " is no moment; write it as 2026-11-01T00:00:00Z", e);
        }
      }
      decide("approve", body);
    }
  }

  /** Does not let an image pass. */
  @Command(
      name = "deny",
      description = "Do not let an image pass; not for the client that asked.",
      footer = {
        "",
        "Example:",
        "  stella approvals deny ID --reason unknown-build \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class Deny extends Decision implements Runnable {
    @Override
    public void run() {
      decide("deny", act.why());
    }
  }

  /** Lets an image pass no longer. */
  @Command(
      name = "revoke",
      description = "Let an approved image pass no longer, at once.",
      footer = {
        "",
        "Example:",
        "  stella approvals revoke ID --reason released-meanwhile \\",
        "      --server http://127.0.0.1:8440 --dev"
      })
  static final class Revoke extends Decision implements Runnable {
    @Override
    public void run() {
      decide("revoke", act.why());
    }
  }
}
