package org.stellaops.signer.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Outcome;

class RecordFormTest {

  private static final AuditId ID = new AuditId("01936f2e-1b5a-7c3d-8e4f-0123456789ab");
  private static final Instant AT = Instant.parse("2026-11-05T12:00:00.123456789Z");
  private static final Tenant ACME = new Tenant("acme");

  private static Bytes record(RecordForm form) {
    return form.record(Kind.INTENT, ID, AT, ACME);
  }

  @Test
  void record_sameFactsInAnotherOrder_areTheSameBytes() {
    Bytes one = record(new RecordForm().text("b", "2").number("a", 1L));
    Bytes other = record(new RecordForm().number("a", 1L).text("b", "2"));
    assertThat(one).isEqualTo(other);
    assertThat(one.utf8())
        .isEqualTo(
            "{\"a\":1,\"at\":\"2026-11-05T12:00:00.123Z\",\"b\":\"2\",\"id\":\""
                + ID
                + "\",\"kind\":\"intent\",\"schema\":1,\"tenant\":\"acme\"}");
  }

  @Test
  void record_anyText_isCanonicalJson() throws Exception {
    Bytes record =
        record(
            new RecordForm()
                .text("text", "a\"b\\c\b\f\n\r\t\u0001\u007f=cmd()é😀")
                .text("absent", null)
                .texts("list", List.of("x\n", "y")));
    assertThat(new JsonCanonicalizer(record.toByteArray()).getEncodedString())
        .isEqualTo(record.utf8());
    assertThat(record.utf8()).doesNotContain("absent").contains("\"list\":[");
  }

  @Test
  void record_numberOverWhatJsonHolds_isTheLargestThatItHolds() {
    assertThat(record(new RecordForm().number("n", Long.MAX_VALUE)).utf8())
        .contains("\"n\":9007199254740992,");
  }

  @Test
  void record_locale_hasNoPartInIt() {
    Locale before = Locale.getDefault();
    Bytes expected = record(new RecordForm().number("n", 7L));
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(record(new RecordForm().number("n", 7L))).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void record_factsCannotReplaceWhatTheFormSays() {
    assertThatThrownBy(() -> record(new RecordForm().text("kind", "decision")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Subject subject(String name, int number) {
    return new Subject(name, Map.of("sha256", "%064x".formatted(number)));
  }

  private static StatementFacts statement(List<Subject> subjects) {
    Bytes payload = Bytes.utf8("{}");
    return StatementFacts.of(
        subjects, "https://example.com/t", payload, payload.sha256(), null, null);
  }

  @Test
  void statement_fewSubjects_areAllNamed() {
    StatementFacts facts = statement(List.of(subject("a", 1), subject("b", 2)));

    assertThat(facts.names()).containsExactly("a", "b");
    assertThat(facts.namesSha256()).isNull();
    assertThat(facts.cut()).isFalse();
  }

  /** Every text of a statement as long as it may be, of characters that take six bytes in JSON. */
  @Test
  void g03_statementWithTheLongestTexts_staysUnder64KiB() {
    String control = "\u0001";
    List<Subject> subjects =
        IntStream.range(0, 1024)
            .mapToObj(number -> new Subject(control.repeat(128), sha512(number)))
            .toList();
    RequestFacts facts = new RequestFacts();
    facts.received(
        StatementFacts.of(
            subjects,
            control.repeat(1024),
            Bytes.utf8("{}"),
            Bytes.utf8("{}").sha256(),
            "sha256:" + "0".repeat(64),
            control.repeat(256)));
    facts.ended(null, Reason.PROCESS_ENDED, null);

    Bytes record = new DecisionRecord(ID, AT, ACME, Outcome.UNKNOWN, facts).toJson();

    assertThat(record.size()).isBetween(32 << 10, 64 << 10);
  }

  private static Map<String, String> sha512(int number) {
    return Map.of("sha512", "%0128x".formatted(number));
  }

  /** G03: the largest statement makes a small record, which says that it was cut. */
  @Test
  void g03_statementOfManySubjectsWithLongNames_isCutWithDigestAndFlag() {
    String name = "\u0001".repeat(1000);
    List<Subject> subjects =
        IntStream.range(0, 1024).mapToObj(number -> subject(name + number, number)).toList();
    RequestFacts facts = new RequestFacts();
    facts.received(statement(subjects));
    facts.ended(null, Reason.PROCESS_ENDED, null);

    Bytes record = new DecisionRecord(ID, AT, ACME, Outcome.UNKNOWN, facts).toJson();

    assertThat(record.size()).isLessThan(64 << 10);
    assertThat(record.utf8())
        .contains(
            "\"subjectsCut\":true", "\"subjectNamesSha256\":\"sha256:", "\"subjectCount\":1024");
    assertThat(statement(subjects).namesSha256())
        .isNotEqualTo(statement(subjects.subList(0, 1023)).namesSha256());
  }
}
