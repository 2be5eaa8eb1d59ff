package org.stellaops.signer.core.audit;

import java.time.Instant;
import java.util.List;
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

/** The one writer of audit records: RFC 8785 JSON, so that the same facts are the same bytes. */
final class RecordForm implements FactForm {

  /** The largest number that JSON holds exactly; it stands for any above it too. */
  private static final long MOST = 1L << 53;

  private final CanonicalWriter record = CanonicalWriter.object();

  /** The record's bytes; {@code at} is wall time, truncated to milliseconds. */
  Bytes record(Kind kind, AuditId id, Instant at, Tenant tenant) {
    return record
        .time("at", at)
        .string("id", id.value())
        .string("kind", Labels.of(kind))
        .number("schema", AuditRecords.SCHEMA)
        .string("tenant", tenant.value())
        .bytes();
  }

  @Override
  public RecordForm text(String name, @Nullable String text) {
    if (text != null) {
      record.string(name, text);
    }
    return this;
  }

  @Override
  public RecordForm digest(String name, @Nullable Digest digest) {
    return text(name, digest == null ? null : digest.toString());
  }

  @Override
  public RecordForm number(String name, @Nullable Long number) {
    if (number != null) {
      record.number(name, Math.min(number, MOST));
    }
    return this;
  }

  @Override
  public RecordForm texts(String name, List<String> texts) {
    record.strings(name, texts);
    return this;
  }

  @Override
  public RecordForm canonical(String name, @Nullable Bytes object) {
    if (object != null) {
      record.canonical(name, object);
    }
    return this;
  }

  @Override
  public RecordForm firstText(String name, String text) {
    return this;
  }

  @Override
  public RecordForm flag(String name, boolean set) {
    if (set) {
      record.bool(name, true);
    }
    return this;
  }

  @Override
  public RecordForm signers(List<TracedSigner> signers) {
    record.objects("signers", signers.stream().map(RecordForm::form).toList());
    return this;
  }

  private static CanonicalWriter form(TracedSigner signer) {
    CanonicalWriter form = CanonicalWriter.object();
    // The key of a certificate is not made yet when the intent is written.
    if (!signer.fingerprint().isEmpty()) {
      form.string("algorithm", signer.algorithm()).string("fingerprint", signer.fingerprint());
    }
    return form.string("keyClass", signer.keyClass()).string("name", signer.name());
  }
}
