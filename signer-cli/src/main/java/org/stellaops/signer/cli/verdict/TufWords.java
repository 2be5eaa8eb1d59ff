package org.stellaops.signer.cli.verdict;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufOutcome.Role;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** How an update from a TUF repository ended, in words and as JSON. */
public final class TufWords {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/trust-update/v1";

  private TufWords() {}

  /**
   * What was found.
   *
   * @throws CommandFailed the update was refused; nothing is to be written
   */
  public static UpToDate require(TufOutcome outcome, URI repository, Path cache) {
    return switch (outcome) {
      case UpToDate found -> found;
      case Refused refused -> throw failed(refused, repository, cache);
    };
  }

  private static CommandFailed failed(Refused refused, URI repository, Path cache) {
    FailureCode code =
        switch (refused.problem()) {
          case UNREACHABLE -> FailureCode.SERVER_UNREACHABLE;
          case STATE -> FailureCode.FILE_UNUSABLE;
          case MISSING, NO_TARGET, UNSUPPORTED -> FailureCode.ANSWER_UNUSABLE;
          case TOO_LARGE,
              MALFORMED,
              SIGNATURES,
              ROLLBACK,
              EXPIRED,
              MISMATCH,
              TOO_MANY_ROOTS,
              TOO_MANY_ROLES ->
              FailureCode.NOT_VERIFIED;
        };
    return failed(
        code,
        refused.problem(),
        "nothing was taken from " + repository + ": " + refused.what(),
        advice(refused.problem(), cache),
        null);
  }

  private static CommandFailed failed(
      FailureCode code,
      Problem problem,
      String sentence,
      String advice,
      @Nullable Throwable cause) {
    FailureFacts facts = FailureFacts.of(code).withReason(problem.word()).withAdvice(advice);
    return new CommandFailed(code.exitCode(), facts, sentence + ". " + advice, cause);
  }

  private static String advice(Problem problem, Path cache) {
    return switch (problem) {
      case UNREACHABLE -> "What was fetched before is as it was; try again";
      case STATE ->
          "Without the cache an older state of the repository would not be known for one: if you"
              + " accept that, remove "
              + cache
              + " and name the root again with --root";
      case MISSING ->
          "Look whether the URL is that of a TUF repository; if it was one before, try again, since"
              + " it may be being published, or somebody withholds the file";
      case NO_TARGET -> "Ask those who keep the repository where the file is";
      case UNSUPPORTED -> "Fetch the file with a client that reads it, as cosign initialize";
      case SIGNATURES ->
          "Either somebody has changed it, or --root is not the root of this repository";
      case EXPIRED ->
          "Those who keep the repository have to sign it anew, or somebody withholds newer files;"
              + " look at this machine's clock too";
      case ROLLBACK -> "Somebody shows you an older repository; ask those who keep it";
      case TOO_MANY_ROLES -> "Ask those who keep the repository which role has the file";
      case TOO_MANY_ROOTS -> "If that is meant, run the command again: it goes on from there";
      case TOO_LARGE, MALFORMED, MISMATCH ->
          "Somebody has changed it, or it is being published now: try again, and ask those who"
              + " keep it";
    };
  }

  /**
   * Refuses what no verifier could read.
   *
   * @throws CommandFailed the target is no trusted root
   */
  public static TrustedRoot requireTrustedRoot(Bytes target) {
    try {
      return TrustedRoot.parse(target);
    } catch (InvalidTrust e) {
      throw failed(
          FailureCode.NOT_VERIFIED,
          Problem.MALFORMED,
          "the repository's trusted root is none that can be read: " + e.getMessage(),
          "It is what those who keep the repository signed: ask them",
          e);
    }
  }

  /**
   * Says what is trusted now and until when.
   *
   * @param out null where the trusted root itself is the result
   */
  public static void print(
      Terminal terminal, UpToDate found, @Nullable Path out, Bytes trustedRoot, Instant now) {
    if (out == null) {
      terminal.result(trustedRoot);
    } else if (terminal.json()) {
      terminal.result(json(found, out));
      return;
    } else {
      terminal.say("wrote " + out);
    }
    for (Role role : found.roles()) {
      terminal.say(role.name() + " version " + role.version() + ", until " + role.expires());
    }
    TrustedRootWords.notes(requireTrustedRoot(trustedRoot), now, terminal);
  }

  private static Bytes json(UpToDate found, Path out) {
    List<CanonicalWriter> roles =
        found.roles().stream()
            .map(role ->
                CanonicalWriter.object()
                    .time("expires", role.expires())
                    .string("name", role.name())
                    .number("version", role.version()))
            .toList();
    Map<String, Bytes> targets = new TreeMap<>(found.targets());
    return CanonicalWriter.object()
        .string("file", Objects.requireNonNull(out).toString())
        .objects("roles", roles)
        .string("schema", SCHEMA)
        .objects(
            "targets",
            targets.entrySet().stream()
                .map(target ->
                    CanonicalWriter.object()
                        .string("name", target.getKey())
                        .string("sha256", target.getValue().sha256().hex()))
                .toList())
        .bytes();
  }
}
