package org.stellaops.signer.core.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Observations.TracedSigner;

/**
 * The one writer of audit records: RFC 8785 JSON, so that the same facts are always the same bytes.
 * It keeps the short facts beside it, as traces tell them. What is null is left out.
 */
final class RecordForm {

  /** The largest number that JSON holds exactly; it stands for any above it too. */
  private static final long MOST = 1L << 53;

  private final CanonicalWriter record = CanonicalWriter.object();
  private final Map<String, String> shortFacts = new LinkedHashMap<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();

  /** The record's bytes; {@code at} is wall time, truncated to milliseconds. */
  Bytes record(Kind kind, AuditId id, Instant at, Tenant tenant) {
    return record
        .string("at", at.truncatedTo(ChronoUnit.MILLIS).toString())
        .string("id", id.value())
        .string("kind", Labels.of(kind))
        .number("schema", AuditRecords.SCHEMA)
        .string("tenant", tenant.value())
        .bytes();
  }

  Map<String, String> shortFacts() {
    return shortFacts;
  }

  Map<String, Long> numbers() {
    return numbers;
  }

  RecordForm text(String name, @Nullable String text) {
    if (text != null) {
      record.string(name, text);
      shortFacts.put(name, text);
    }
    return this;
  }

  RecordForm digest(String name, @Nullable Digest digest) {
    return text(name, digest == null ? null : digest.toString());
  }

  RecordForm number(String name, @Nullable Long number) {
    if (number != null) {
      record.number(name, Math.min(number, MOST));
      numbers.put(name, number);
    }
    return this;
  }

  RecordForm texts(String name, List<String> texts) {
    record.strings(name, texts);
    return this;
  }

  /** Adds the mark that something was left out. */
  RecordForm flag(String name, boolean set) {
    if (set) {
      record.bool(name, true);
    }
    return this;
  }

  RecordForm signers(List<TracedSigner> signers) {
    record.objects("signers", signers.stream().map(RecordForm::form).toList());
    return this;
  }

  private static CanonicalWriter form(TracedSigner signer) {
    return CanonicalWriter.object()
        .string("algorithm", signer.algorithm())
        .string("fingerprint", signer.fingerprint())
        .string("keyClass", signer.keyClass())
        .string("name", signer.name());
  }
}
