package org.stellaops.signer.cli.terminal;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;

/**
 * What a program is told of a failure beside its sentence. What is null is not known.
 *
 * @param code of docs/errors.md if a signer gave it, else of {@link FailureCode}
 * @param reason of docs/errors.md
 * @param advice what to do
 * @param path JSONPath of the fault in the request
 * @param status of the HTTP answer
 * @param retryAfter seconds
 * @param answer the signer's, in canonical form, if it signed and its answer could not be kept
 */
public record FailureFacts(
    String code,
    @Nullable String reason,
    @Nullable String advice,
    @Nullable String path,
    @Nullable String auditId,
    @Nullable Integer status,
    @Nullable Long retryAfter,
    @Nullable Bytes answer) {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/error/v1";

  /** Of what is known by its code alone. */
  public static FailureFacts of(FailureCode code) {
    return new FailureFacts(code.word(), null, null, null, null, null, null, null);
  }

  /** The same, told apart from other refusals of its code. */
  public FailureFacts withReason(String word) {
    return new FailureFacts(code, word, advice, path, auditId, status, retryAfter, answer);
  }

  public FailureFacts withAdvice(String what) {
    return new FailureFacts(code, reason, what, path, auditId, status, retryAfter, answer);
  }

  /** Something was signed all the same. */
  public FailureFacts withSigned(String id, @Nullable Bytes signed) {
    return new FailureFacts(code, reason, advice, path, id, status, retryAfter, signed);
  }

  /** The document that {@code --output json} prints for a failure. */
  Bytes document(ExitCode exitCode, String sentence) {
    CanonicalWriter document =
        CanonicalWriter.object()
            .string("code", VisibleText.line(code))
            .string("detail", VisibleText.of(sentence))
            .number("exitCode", exitCode.number())
            .string("schema", SCHEMA);
    text(document, "advice", advice);
    text(document, "auditId", auditId);
    text(document, "path", path);
    text(document, "reason", reason);
    if (status != null) {
      document.number("status", status);
    }
    if (retryAfter != null) {
      document.number("retryAfter", retryAfter);
    }
    if (answer != null) {
      document.canonical("answer", answer);
    }
    return document.bytes();
  }

  private static void text(CanonicalWriter document, String name, @Nullable String value) {
    if (value != null) {
      document.string(name, VisibleText.line(value));
    }
  }
}
