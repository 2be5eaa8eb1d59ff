package org.stellaops.signer.core.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.words.AuditId;
import org.stellaops.signer.words.Bytes;

/** Writes audit records as RFC 8785 JSON. */
final class AuditForm {

  private AuditForm() {}

  static Bytes write(Kind kind, AuditId id, Instant at, Map<String, Object> facts) {
    Map<String, Object> all = new TreeMap<>(facts);
    all.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
    all.put("id", id.value());
    all.put("kind", kind.name().toLowerCase(Locale.ROOT));
    all.put("schema", (long) AuditFacts.SCHEMA);
    StringBuilder out = new StringBuilder(256);
    char separator = '{';
    for (Map.Entry<String, Object> fact : all.entrySet()) {
      out.append(separator);
      quote(out, fact.getKey());
      out.append(':');
      value(out, fact.getValue());
      separator = ',';
    }
    return Bytes.utf8(out.append('}').toString());
  }

  private static void value(StringBuilder out, Object value) {
    if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        quote(out, list.get(i).toString());
      }
      out.append(']');
    } else if (value instanceof Long number) {
      out.append(number.longValue());
    } else {
      quote(out, value.toString());
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
