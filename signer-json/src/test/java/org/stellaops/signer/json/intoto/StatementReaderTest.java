package org.stellaops.signer.json.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

class StatementReaderTest {

  private static final String TYPE = "\"_type\":\"https://in-toto.io/Statement/v1\"";
  private static final String SUBJECT = "\"subject\":[{\"digest\":{\"sha256\":\"ab\"}}]";
  private static final String PREDICATE = "\"predicateType\":\"t\",\"predicate\":{}";

  private static InvalidField refused(String text) {
    return catchThrowableOfType(InvalidField.class, () -> StatementReader.read(Bytes.utf8(text)));
  }

  private static String about(String subjects) {
    return "{" + TYPE + ",\"subject\":" + subjects + "," + PREDICATE + "}";
  }

  @Test
  void read_statement_keepsTypeAndSubjects() throws Exception {
    Digest digest = Bytes.utf8("a").sha256();
    String subject =
        "[{\"name\":\"a\",\"digest\":{\"gitCommit\":\"h1:x\",\"sha256\":\""
            + digest.hex()
            + "\"},\"uri\":\"u\",\"annotations\":{\"k\":[1]}},{\"digest\":{\"sha1\":\"00\"}}]";

    Statement statement = StatementReader.read(Bytes.utf8(about(subject)));

    assertThat(statement.predicateType()).isEqualTo("t");
    assertThat(statement.subjects())
        .containsExactly(
            new Subject("a", Map.of("gitCommit", "h1:x", "sha256", digest.hex())),
            new Subject("", Map.of("sha1", "00")));
    assertThat(statement.isAbout(digest)).isTrue();
    assertThat(statement.isAbout(Bytes.utf8("b").sha256())).isFalse();
    assertThat(statement.subjects().get(0).labels()).containsExactly(digest.toString());
  }

  @Test
  void read_withoutPredicateOrWithNumbersOutOfReach_isAccepted() throws Exception {
    StatementReader.read(Bytes.utf8("{" + TYPE + "," + SUBJECT + ",\"predicateType\":\"t\"}"));
    String predicate = PREDICATE.replace("{}", "{\"n\":12345678901234567890}");
    assertThat(
            StatementReader.read(Bytes.utf8("{" + TYPE + "," + SUBJECT + "," + predicate + "}"))
                .subjects())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "uri", "content", "downloadLocation", "mediaType", "annotations"})
  void read_optionalMembersThatAreNull_areAbsent(String member) throws Exception {
    String subjects = "[{\"" + member + "\":null,\"digest\":{\"sha256\":\"ab\"}}]";
    String text = about(subjects).replace("\"predicate\":{}", "\"predicate\":null");

    assertThat(StatementReader.read(Bytes.utf8(text)).subjects())
        .containsExactly(new Subject("", Map.of("sha256", "ab")));
  }

  @Test
  void read_typeOf1024EscapedCharacters_isAccepted() throws Exception {
    String type = "\\u0001".repeat(1024);
    String text = "{" + TYPE + "," + SUBJECT + ",\"predicateType\":\"" + type + "\"}";

    assertThat(StatementReader.read(Bytes.utf8(text)).predicateType()).hasSize(1024);
  }

  @Test
  void read_statementOfTheVersionBefore_saysItsVersion() throws InvalidField {
    String text = "{\"_type\":\"https://in-toto.io/Statement/v0.1\",%S,%P}";
    Statement statement =
        StatementReader.read(Bytes.utf8(text.replace("%S", SUBJECT).replace("%P", PREDICATE)));

    assertThat(statement.version()).isEqualTo("v0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|json-not-an-object|$",
        "{%S,%P}|json-missing-member|$._type",
        "{\"_type\":\"https://in-toto.io/Statement/v0.2\",%S,%P}|statement-type|$._type",
        "{%T,%P}|json-missing-member|$.subject",
        "{%T,%S,\"predicateType\":\"\"}|predicate-type|$.predicateType",
        "{%T,%S,\"predicateType\":1}|json-wrong-type|$.predicateType",
        "{%T,%S,\"predicateType\":\"t\",\"predicate\":[]}|predicate-not-an-object|$.predicate",
        "{%T,%S,\"predicateType\":null}|json-wrong-type|$.predicateType",
        "{%T,%S,\"predicate_type\":\"t\"}|json-unknown-member|$.predicate_type",
        "{%T,%P,\"subject\":null}|subject-not-an-array|$.subject",
        "{%T,%P,\"subject\":[null]}|json-wrong-type|$.subject[0]",
        "{%T,%P,\"subject\":[{\"digest\":null}]}|json-missing-member|$.subject[0].digest",
        "{%T,%P,\"subject\":[{\"digest\":{\"a\":null}}]}|json-wrong-type|$.subject[0].digest.a",
        "{%T,%P,\"subject\":[{\"digest\":{\"a\":\"b\"},\"x\":null}]}|json-unknown-member|$.subject[0].x",
        "{%T,%S,%P,\"extra\":null}|json-unknown-member|$.extra",
        "{%T,%S,%P,\"extra\":1}|json-unknown-member|$.extra",
        "{%T,%S,%P,\"predicateType\":\"u\"}|json-duplicate-name|$.predicateType",
        "{%T,\"subject\":{},%P}|subject-not-an-array|$.subject",
        "{%T,\"subject\":[],%P}|subject-count|$.subject",
        "{%T,\"subject\":[1],%P}|json-wrong-type|$.subject[0]",
        "{%T,\"subject\":[{\"name\":\"a\"}],%P}|json-missing-member|$.subject[0].digest",
        "{%T,\"subject\":[{\"digest\":{}}],%P}|digest-count|$.subject[0].digest",
        "{%T,\"subject\":[{\"digest\":{\"a\":1}}],%P}|json-wrong-type|$.subject[0].digest.a",
        "{%T,\"subject\":[{\"digest\":{\"a\":\"b\"},\"x\":1}],%P}|json-unknown-member|$.subject[0].x"
      })
  void read_payloadThatIsNoStatement_isRefusedWithItsPath(String text, String reason, String path) {
    InvalidField why =
        refused(text.replace("%T", TYPE).replace("%S", SUBJECT).replace("%P", PREDICATE));

    assertThat(why.reason().word()).isEqualTo(reason);
    assertThat(why.path()).isEqualTo(path);
    assertThat(why.advice()).isNotEmpty();
  }

  @Test
  void read_subjectsAndDigestsAtTheBound_areAcceptedAndOneOverIsNot() throws Exception {
    StatementReader.read(Bytes.utf8(about(subjects(1024, 1))));
    StatementReader.read(Bytes.utf8(about(subjects(1, 32))));
    assertThat(refused(about(subjects(1025, 1))).reason().word()).isEqualTo("subject-count");
    assertThat(refused(about(subjects(1, 33))).reason().word()).isEqualTo("digest-count");
  }

  private static String subjects(int count, int digests) {
    String set =
        IntStream.range(0, digests)
            .mapToObj(i -> "\"alg" + i + "\":\"00\"")
            .collect(Collectors.joining(","));
    return "[" + String.join(",", Collections.nCopies(count, "{\"digest\":{" + set + "}}")) + "]";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"digest\":{\"sha1\":\"00\"}}]|digest-weak",
        "[{\"name\":1,\"digest\":{\"sha1\":\"00\"}}]|json-wrong-type",
        "[{\"name\":null,\"digest\":{\"sha1\":\"00\"}}]|json-wrong-type",
        "[{\"uri\":null,\"digest\":{\"sha1\":\"00\"}}]|json-wrong-type",
        "[{\"name\":\"a\",\"digest\":{\"sha1\":\"00\"}}]|digest-weak",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"00\"}}]|digest-malformed",
        "[{\"name\":\" \",\"digest\":{\"sha256\":\"00\"}}]|subject-name",
        "[{\"name\":\"a\\nb\",\"digest\":{\"sha256\":\"00\"}}]|subject-name",
        "[{\"name\":\"a\\u001b[2J\",\"digest\":{\"sha256\":\"00\"}}]|subject-name",
        "[{\"name\":\"a\\u009b\",\"digest\":{\"sha256\":\"00\"}}]|subject-name",
        "[{\"name\":\"a\",\"digest\":{\"x\":\"h1:x\"}}]|digest-malformed"
      })
  void subjectsToSign_subjectThatIsOnlyRead_isRefused(String subjects, String reason)
      throws Exception {
    CanonicalObject body =
        StrictJson.object(Bytes.utf8("{\"subject\":" + subjects + "}"), JsonLimits.REQUEST);
    if (!reason.startsWith("json-")) {
      StatementReader.read(Bytes.utf8(about(subjects)));
    }

    assertThatSigningRefuses(body.member("subject").orElseThrow(), reason);
  }

  @Test
  void subjectsToSign_withoutANameOrWithAnEmptyOne_haveNone() throws Exception {
    String digest = "\"digest\":{\"sha256\":\"" + "ab".repeat(32) + "\"}";
    CanonicalObject body =
        StrictJson.object(
            Bytes.utf8("{\"subject\":[{" + digest + "},{" + digest + ",\"name\":\"\"}]}"),
            JsonLimits.REQUEST);

    assertThat(StatementReader.subjectsToSign(body.member("subject").orElseThrow()))
        .extracting(Subject::name)
        .containsExactly("", "");
  }

  private static void assertThatSigningRefuses(CanonicalObject.Member member, String reason) {
    try {
      StatementReader.subjectsToSign(member);
      throw new AssertionError("not refused");
    } catch (InvalidField e) {
      assertThat(e.reason().word()).isEqualTo(reason);
    } catch (org.stellaops.signer.json.InvalidJson e) {
      assertThat(e.fault().reason().word()).isEqualTo(reason);
    }
  }
}
