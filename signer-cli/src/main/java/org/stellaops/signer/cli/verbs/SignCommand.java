package org.stellaops.signer.cli.verbs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.BundleAttachment.Target;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.AttachedBundle;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.SignedFiles;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.PredicateTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has documents signed. */
@Command(
    name = "sign",
    description = "Have an SBOM, a report, a statement or an export signed.",
    subcommands = {
      SignCommand.Sbom.class,
      SignCommand.Report.class,
      SignCommand.Statement.class,
      SignExport.class
    })
public final class SignCommand extends Group {

  /** What all three have in common. */
  abstract static class Signing implements Callable<Integer> {

    @Mixin Terminal terminal = new Terminal();
    @Mixin ServerOptions server = new ServerOptions();
    @Mixin SigningOptions signing = new SigningOptions();

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description =
            "the document, JSON; - is standard input; with --batch any number, and directories")
    List<Path> files = new ArrayList<>();

    @Option(
        names = "--batch",
        description =
            "sign every FILE, each into FILE.sigstore.json; started again after an interruption it"
                + " signs the rest")
    boolean batch;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = "with --batch: where the bundles go (default: beside each file)")
    @Nullable Path out;

    @Option(
        names = "--attach",
        paramLabel = "IMAGE@DIGEST",
        description =
            "push each bundle to this image too, as cosign attest does; unless --subject says"
                + " otherwise, the image is the subject")
    @Nullable String attach;

    @Mixin AttachOptions registry = new AttachOptions();

    abstract Document document(Path source);

    /** What {@code --subject} says, else the image that the bundle is attached to. */
    @Nullable String subjectOr(@Nullable String said) {
      return said == null && attach != null ? AttachOptions.target(attach).toString() : said;
    }

    /** What one document is about. */
    @Nullable String subject() {
      return null;
    }

    @Override
    public final Integer call() {
      if (attach == null) {
        registry.requireNone();
      }
      if (batch) {
        if (attach != null) {
          throw CommandFailed.usage("--attach is for one document: stella attach pushes bundles");
        }
        if (subject() != null) {
          throw CommandFailed.usage(
              "--subject is for one document: with --batch the subject of each is its file");
        }
        return signing.signAll(files, out, this::document, server, terminal).number();
      }
      requireOne();
      Path source = files.getFirst();
      signing.requireDistinctFiles(source, server);
      Document document = document(source);
      if (attach == null) {
        signing.sign(document, server, terminal);
      } else {
        attach(document, AttachOptions.target(attach));
      }
      return ExitCode.GOOD.number();
    }

    private void attach(Document document, Target target) {
      boolean about = AttachedBundle.isAbout(document.payload(), target.digest());
      if (!about) {
        throw CommandFailed.usage(
            "--attach: no subject is "
                + target.digest()
                + ", and cosign would pass the bundle over");
      }
      SignedFiles signed = signing.sign(document, server, terminal);
      try {
        registry
            .attach(
                target,
                signed.signers().stream()
                    .map(each -> AttachedBundle.read("the bundle", each.bundle()))
                    .toList())
            .forEach(digest -> terminal.say("attached as " + target.name() + "@" + digest));
      } catch (CommandFailed e) {
        throw new CommandFailed(
            e.exitCode(),
            e.facts(),
            e.getMessage()
                + " (it is signed, audit id "
                + signed.auditId()
                + "; stella attach pushes its bundle)",
            e);
      }
    }

    private void requireOne() {
      if (files.size() > 1) {
        throw CommandFailed.usage(
            "one FILE at a time; "
                + files.size()
                + " are named: sign them in one run with --batch");
      }
      if (out != null) {
        throw CommandFailed.usage("--out is for --batch; name one document's file with --bundle");
      }
      LocalFile.requireNamed(files.getFirst());
      if (!LocalFile.isStandardInput(files.getFirst()) && Files.isDirectory(files.getFirst())) {
        throw CommandFailed.usage(
            files.getFirst() + " is a directory: sign the documents below it with --batch");
      }
    }
  }

  /** An SBOM. */
  @Command(
      name = "sbom",
      description = "Have a CycloneDX or SPDX SBOM signed; the subject is the file itself.",
      footer = {
        "",
        "Example:",
        "  stella sign sbom app.cdx.json --server http://127.0.0.1:8440 --dev",
        "  stella sign sbom sboms --batch --out bundles --public-key signer.pub \\",
        "    --server http://127.0.0.1:8440 --dev"
      })
  static final class Sbom extends Signing {

    @Option(
        names = "--subject",
        paramLabel = "NAME@sha256:HEX",
        description = "what the SBOM describes, instead of the file")
    private @Nullable String subject;

    @Override
    @Nullable String subject() {
      return subject;
    }

    @Override
    Document document(Path source) {
      return Document.sbom(source, subjectOr(subject));
    }
  }

  /** A report. */
  @Command(
      name = "report",
      description =
          "Have a report signed: OpenVEX, CSAF, SARIF, or any other in JSON under the type that you"
              + " say.",
      footer = {
        "",
        "Example:",
        "  stella sign report findings.sarif --subject registry.example/app@sha256:HEX \\",
        "    --server http://127.0.0.1:8440 --dev",
        "  stella sign report scan.json --type https://stella-ops.org/report/v1 \\",
        "    --policy-digest sha256:HEX --view-set default \\",
        "    --server http://127.0.0.1:8440 --dev"
      })
  static final class Report extends Signing {

    @Option(
        names = "--type",
        paramLabel = "URI",
        description =
            "the predicate type of the report, or cosign's word for it (default: that of what its"
                + " content says it is)")
    private @Nullable String type;

    @Option(
        names = "--policy-digest",
        paramLabel = "sha256:HEX",
        description = "must equal predicate.policy.digest (with --view-set)")
    private @Nullable String policyDigest;

    @Option(
        names = "--view-set",
        paramLabel = "NAME",
        description = "must equal predicate.policy.viewSet (with --policy-digest)")
    private @Nullable String viewSet;

    @Option(
        names = "--subject",
        paramLabel = "NAME@sha256:HEX",
        description = "what the report is about, instead of the file")
    private @Nullable String subject;

    @Override
    @Nullable String subject() {
      return subject;
    }

    @Override
    Document document(Path source) {
      if ((policyDigest == null) != (viewSet == null)) {
        throw CommandFailed.usage("--policy-digest and --view-set go together");
      }
      return Document.report(
          source,
          type == null ? null : PredicateTypes.of(type),
          subjectOr(subject),
          policyDigest,
          viewSet);
    }
  }

  /** A statement. */
  @Command(
      name = "statement",
      description = "Have an in-toto Statement v1 signed as it is.",
      footer = {
        "",
        "Example:",
        "  stella sign statement statement.json --server http://127.0.0.1:8440 --dev"
      })
  static final class Statement extends Signing {

    @Override
    Document document(Path source) {
      return Document.statement(source);
    }
  }
}
