package org.stellaops.signer.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.AuditRecords.Kind;

class AuditFactsTest {

  private static final AuditId ID = new AuditId("01936f2e-1b5a-7c3d-8e4f-0123456789ab");
  private static final Instant AT = Instant.parse("2026-11-05T12:00:00.123456789Z");

  @Test
  void record_sameFactsInAnotherOrder_areTheSameBytes() {
    Bytes one = new AuditFacts().put("b", "2").put("a", "1").record(Kind.INTENT, ID, AT);
    Bytes other = new AuditFacts().put("a", "1").put("b", "2").record(Kind.INTENT, ID, AT);
    assertThat(one).isEqualTo(other);
    assertThat(one.utf8())
        .isEqualTo(
            "{\"a\":\"1\",\"at\":\"2026-11-05T12:00:00.123Z\",\"b\":\"2\",\"id\":\""
                + ID
                + "\",\"kind\":\"intent\",\"schema\":1}");
  }

  @Test
  void record_anyText_isCanonicalJson() throws Exception {
    Bytes record =
        new AuditFacts()
            .put("text", "a\"b\\c\b\f\n\r\t\u0001\u007f=cmd()é😀")
            .put("absent", (String) null)
            .putAll("list", List.of("x\n", "y"))
            .record(Kind.DECISION, ID, AT);
    assertThat(new JsonCanonicalizer(record.toByteArray()).getEncodedString())
        .isEqualTo(record.utf8());
    assertThat(record.utf8()).doesNotContain("absent").contains("\"list\":[");
  }

  @Test
  void record_locale_hasNoPartInIt() {
    Locale before = Locale.getDefault();
    Bytes expected = new AuditFacts().put("n", "7").record(Kind.INTENT, ID, AT);
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(new AuditFacts().put("n", "7").record(Kind.INTENT, ID, AT)).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void record_factsCannotReplaceWhatTheFormSays() {
    Bytes record =
        new AuditFacts()
            .put("kind", "decision")
            .put("id", "other")
            .put("at", "never")
            .record(Kind.OPENED, ID, AT);
    assertThat(record.utf8()).contains("\"kind\":\"opened\"").contains(ID.value());
  }
}
