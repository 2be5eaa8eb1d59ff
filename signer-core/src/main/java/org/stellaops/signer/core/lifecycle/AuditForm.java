package org.stellaops.signer.core.lifecycle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Observations.TracedSigner;

/** Writes audit records as RFC 8785 JSON. */
final class AuditForm {

  private AuditForm() {}

  static Bytes write(Kind kind, AuditId id, Instant at, Map<String, Object> facts) {
    Map<String, Object> all = new TreeMap<>(facts);
    all.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
    all.put("id", id.value());
    all.put("kind", Labels.of(kind));
    all.put("schema", (long) AuditRecords.SCHEMA);
    CanonicalWriter record = CanonicalWriter.object();
    all.forEach((name, value) -> add(record, name, value));
    return record.bytes();
  }

  private static void add(CanonicalWriter record, String name, Object value) {
    if (value instanceof List<?> list && list.stream().allMatch(TracedSigner.class::isInstance)) {
      record.objects(
          name, list.stream().map(TracedSigner.class::cast).map(AuditForm::form).toList());
    } else if (value instanceof List<?> list) {
      record.strings(name, list.stream().map(Object::toString).toList());
    } else if (value instanceof Long number) {
      record.number(name, number);
    } else {
      record.string(name, value.toString());
    }
  }

  private static CanonicalWriter form(TracedSigner signer) {
    return CanonicalWriter.object()
        .string("algorithm", signer.algorithm())
        .string("fingerprint", signer.fingerprint())
        .string("keyClass", signer.keyClass())
        .string("name", signer.name());
  }
}
