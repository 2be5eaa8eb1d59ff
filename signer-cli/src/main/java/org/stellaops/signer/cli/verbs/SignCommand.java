package org.stellaops.signer.cli.verbs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.LocalFile;
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

    abstract Document document(Path source);

    /** What one document is about. */
    @Nullable String subject() {
      return null;
    }

    @Override
    public final Integer call() {
      if (batch) {
        if (subject() != null) {
          throw CommandFailed.usage(
              "--subject is for one document: with --batch the subject of each is its file");
        }
        return signing.signAll(files, out, this::document, server, terminal).number();
      }
      requireOne();
      Path source = files.getFirst();
      signing.requireDistinctFiles(source, server);
      signing.sign(document(source), server, terminal);
      return ExitCode.GOOD.number();
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
      return Document.sbom(source, subject);
    }
  }

  /** A report. */
  @Command(
      name = "report",
      description = "Have a scan report signed, with the policy that it was made under.",
      footer = {
        "",
        "Example:",
        "  stella sign report scan.json --type https://stella-ops.org/report/v1 \\",
        "    --policy-digest sha256:HEX --view-set default \\",
        "    --server http://127.0.0.1:8440 --dev"
      })
  static final class Report extends Signing {

    @Option(
        names = "--type",
        required = true,
        paramLabel = "URI",
        description = "the predicate type of the report")
    private String type = "";

    @Option(
        names = "--policy-digest",
        required = true,
        paramLabel = "sha256:HEX",
        description = "must equal predicate.policy.digest")
    private String policyDigest = "";

    @Option(
        names = "--view-set",
        required = true,
        paramLabel = "NAME",
        description = "must equal predicate.policy.viewSet")
    private String viewSet = "";

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
      return Document.report(source, PredicateTypes.of(type), subject, policyDigest, viewSet);
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
