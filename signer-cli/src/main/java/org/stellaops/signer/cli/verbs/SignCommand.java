package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.PredicateTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has documents signed. */
@Command(
    name = "sign",
    description = "Have an SBOM, a report or a statement signed.",
    subcommands = {SignCommand.Sbom.class, SignCommand.Report.class, SignCommand.Statement.class})
public final class SignCommand extends Group {

  /** What all three have in common. */
  abstract static class Signing implements Runnable {

    @Mixin Terminal terminal = new Terminal();
    @Mixin ServerOptions server = new ServerOptions();
    @Mixin SigningOptions signing = new SigningOptions();

    @Parameters(paramLabel = "FILE", description = "the document, JSON; - is standard input")
    @Nullable Path file;

    abstract Document document(Path source);

    @Override
    public final void run() {
      Path source = Objects.requireNonNull(file);
      signing.requireDistinctFiles(source, server);
      signing.sign(document(source), server, terminal);
    }
  }

  /** An SBOM. */
  @Command(
      name = "sbom",
      description = "Have a CycloneDX or SPDX SBOM signed; the subject is the file itself.",
      footer = {
        "",
        "Example:",
        "  stella sign sbom app.cdx.json --server http://127.0.0.1:8440 --dev"
      })
  static final class Sbom extends Signing {

    @Option(
        names = "--subject",
        paramLabel = "NAME@sha256:HEX",
        description = "what the SBOM describes, instead of the file")
    private @Nullable String subject;

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
