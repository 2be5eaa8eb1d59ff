package org.stellaops.signer.cli.batch;

import java.util.Set;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;

/** What would befall every other file as well, so that none is asked for any more. */
final class BatchStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with one document is nothing to the next. */
  private static final Set<String> CODES =
      Set.of("invalid_statement", "artifact_too_large", "request_in_progress");

  /** Refusals by policy that look at the document. */
  private static final Set<String> REASONS =
      Set.of("subject-name", "predicate-type", "key-purpose");

  private static final int CONTENT_TOO_LARGE = 413;

  private final CommandFailed why;

  BatchStopped(CommandFailed why) {
    super(why);
    this.why = why;
  }

  CommandFailed why() {
    return why;
  }

  /** Whether a signer refused this one document, and may well sign the next. */
  static boolean concernsOneFile(CommandFailed failed) {
    FailureFacts facts = failed.facts();
    boolean refused = failed.exitCode() == ExitCode.REFUSED || failed.exitCode() == ExitCode.NO;
    String reason = facts.reason() == null ? "" : facts.reason();
    boolean tooLarge = facts.status() != null && facts.status() == CONTENT_TOO_LARGE;
    return refused
        && !facts.code().equals(FailureCode.NOT_VERIFIED.word())
        && (tooLarge
            || CODES.contains(facts.code())
            || REASONS.contains(reason)
            || reason.startsWith("json-"));
  }
}
