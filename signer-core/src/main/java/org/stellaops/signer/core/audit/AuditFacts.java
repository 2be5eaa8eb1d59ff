package org.stellaops.signer.core.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.words.AuditId;
import org.stellaops.signer.words.Bytes;

/**
 * The facts of one audit record on their way to its bytes: RFC 8785 JSON, so that the same facts
 * are always the same bytes. Facts are names, digests and stable words; never a token, a key or a
 * PIN.
 */
public final class AuditFacts {

  /** Version of the record's form, written into each record. */
  public static final int SCHEMA = 1;

  private final Map<String, Object> facts = new LinkedHashMap<>();

  /** Adds a text; null is left out. */
  public AuditFacts put(String name, @Nullable Object text) {
    if (text != null) {
      facts.put(name, text.toString());
    }
    return this;
  }

  public AuditFacts putNumber(String name, long number) {
    facts.put(name, number);
    return this;
  }

  public AuditFacts putAll(String name, List<String> texts) {
    facts.put(name, List.copyOf(texts));
    return this;
  }

  /** The record's bytes; {@code at} is wall time, truncated to milliseconds. */
  public Bytes record(Kind kind, AuditId id, Instant at) {
    return AuditForm.write(kind, id, at, facts);
  }
}
