package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.util.List;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.WrappedBundle;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.JsonSignatureReader;

/** Does what a {@link VerifyRequest} asks, and says what came of it. */
public final class VerifyRun {

  private static final int OUTCOME = 14;
  private static final int NAME = 18;

  private VerifyRun() {}

  public static ExitCode run(VerifyRequest request) {
    Terminal terminal = new Terminal(request.json());
    VerifyRequest.Wanted wanted = request.wanted();
    return request.each()
        ? new ManyDocuments(request, wanted, terminal).verify()
        : together(request, wanted, terminal);
  }

  private static ExitCode together(
      VerifyRequest request, VerifyRequest.Wanted wanted, Terminal terminal) {
    List<Path> documents = request.documents();
    List<Bytes> contents = documents.stream().map(LocalFile::read).toList();
    JsonSignatureReader reader = new JsonSignatureReader(new FirstVerification());
    BundleVerdict verdict =
        wanted
            .honouring(
                new BundleVerification(wanted.material().map(reader::trusting).orElse(reader)))
            .verify(contents, wanted.trusted(), wanted.expected());
    if (request.json()) {
      terminal.result(VerdictWords.document(verdict, wanted.trusted()));
    } else {
      print(terminal, verdict, request);
    }
    if (!verdict.verified()) {
      for (int i = 0; i < contents.size(); i++) {
        WrappedBundle.hint(documents.get(i), contents.get(i))
            .ifPresent(hint -> terminal.say("note: " + hint));
      }
    }
    return VerdictWords.exitCode(verdict);
  }

  private static void print(Terminal terminal, BundleVerdict verdict, VerifyRequest request) {
    for (Check check : verdict.checks()) {
      terminal.line(
          VerdictWords.column(check.outcome().label(), OUTCOME)
              + VerdictWords.column(check.name(), NAME)
              + VerdictWords.detail(check));
    }
    terminal.line(conclusion(verdict, request));
  }

  private static String conclusion(BundleVerdict verdict, VerifyRequest request) {
    if (!verdict.verified()) {
      return verdict.unsupported() ? "NOT VERIFIED: it cannot be checked here" : "NOT VERIFIED";
    }
    return request.comparesArtifact() ? "verified" : "signature verified; " + VerdictWords.NONE;
  }
}
