package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * Why a signer says no or cannot. What is null is not known.
 *
 * @param status of the HTTP answer; null of a signer in this process
 * @param advice in the words of HTTP
 * @param path JSONPath in the request's body
 * @param retryAfter seconds
 */
public record SignerProblem(
    @Nullable Integer status,
    @Nullable String code,
    @Nullable String reason,
    @Nullable String advice,
    @Nullable String path,
    @Nullable String auditId,
    @Nullable Long retryAfter) {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(64 << 10);
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final Pattern PATH = Pattern.compile("\\$.*");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Reads an answer of any status, as problem details (RFC 9457) if it is such. */
  static SignerProblem of(int status, Bytes body, HttpHeaders headers) {
    Long wait = seconds(headers);
    try {
      if (JsonValue.parse(body, LIMITS) instanceof JsonObject problem) {
        return new SignerProblem(
            status,
            text(problem, "code"),
            text(problem, "reason"),
            text(problem, "detail"),
            text(problem, "path"),
            text(problem, "auditId"),
            wait);
      }
    } catch (InvalidJson notAProblem) {
      // A proxy before the signer answers as it likes.
    }
    return new SignerProblem(status, null, null, null, null, null, wait);
  }

  private static @Nullable String text(JsonObject problem, String name) throws InvalidJson {
    return problem.optionalString(name).orElse(null);
  }

  /**
   * Seconds, or a date as a proxy may give it (RFC 9110 §10.2.3), which counts from the answer's
   * own date.
   */
  private static @Nullable Long seconds(HttpHeaders headers) {
    String after = headers.firstValue("Retry-After").orElse("");
    if (after.matches("[0-9]{1,9}")) {
      return Long.valueOf(after);
    }
    try {
      Instant now = date(headers.firstValue("Date").orElse(""));
      return Math.max(0, Duration.between(now, date(after)).toSeconds());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Instant date(String text) {
    return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
  }

  /** What any other answer than 200 of a public route is: some may be asked for again. */
  public static CommandFailed unusable(URI asked, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    return switch (status) {
      case 429, 503 ->
          of(status, Bytes.adopt(response.body()), response.headers()).ofServer(status);
      default -> notASigners(status, FailureCode.ANSWER_UNUSABLE, asked + " answers " + status);
    };
  }

  /** As a server answered it. */
  CommandFailed ofServer(int answered) {
    FailureCode own =
        switch (answered) {
          case 429, 503 -> FailureCode.UNAVAILABLE;
          default ->
              answered >= 400 && answered < 500 ? FailureCode.REFUSED : FailureCode.ANSWER_UNUSABLE;
        };
    boolean problem = code != null || advice != null;
    if (!problem && own != FailureCode.UNAVAILABLE) {
      return notASigners(answered, own, "the server says " + answered);
    }
    String words =
        problem
            ? " " + (code == null ? "without a code" : code) + ": " + words(answered == 503)
            : said(retryAfter, "; repeat it after %s s");
    return new CommandFailed(
        own.exitCode(), facts(own), VisibleText.line("the server says " + answered + words), null);
  }

  /** An answer that says nothing itself: no signer gives such a one, but what may be before it. */
  private static CommandFailed notASigners(int status, FailureCode own, String words) {
    String advice =
        switch (status) {
          case 301, 302, 303, 307, 308 ->
              "it sends elsewhere, where a token is not sent along: give --server the address of"
                  + " the signer itself";
          case 401, 407 ->
              "it is no answer of a signer: something before it, as a proxy, wants credentials of"
                  + " its own";
          case 404, 405 -> "there is no signer there: look at --server";
          case 413 ->
              "it is no answer of a signer: something before it, as a proxy, takes no body of this"
                  + " size";
          default -> null;
        };
    FailureFacts known = new FailureFacts(own.word(), null, advice, null, null, status, null, null);
    return new CommandFailed(
        own.exitCode(), known, advice == null ? words : words + "; " + advice, null);
  }

  /** As a signer in this process said it. */
  public CommandFailed inProcess(ExitCode exitCode) {
    String words = code + ": " + words(exitCode == ExitCode.LATER);
    return new CommandFailed(exitCode, facts(FailureCode.REFUSED), words, null);
  }

  /** What programs compare has its form, or is none of this API and not known. */
  FailureFacts facts(FailureCode own) {
    return new FailureFacts(
        Objects.requireNonNullElse(of(WORD, code), own.word()),
        of(WORD, reason),
        advice == null ? null : CommandWords.of(advice),
        of(PATH, path),
        of(ID, auditId),
        status,
        retryAfter,
        null);
  }

  private static @Nullable String of(Pattern form, @Nullable String text) {
    return text != null && form.matcher(text).matches() ? text : null;
  }

  /**
   * One sentence of what is known.
   *
   * @param withReason where the advice does not say it
   */
  private String words(boolean withReason) {
    String said = CommandWords.of(Optional.ofNullable(advice).orElse("no detail"));
    return said.replaceFirst("\\.$", "")
        + said(path == null || said.contains(path) ? null : CommandWords.of(path), ", at %s")
        + said(withReason ? reason : null, "; reason: %s")
        + said(retryAfter, "; repeat it after %s s")
        + said(auditId, " (audit id %s)");
  }

  private static String said(@Nullable Object value, String words) {
    return value == null ? "" : words.replace("%s", value.toString());
  }
}
