package org.stellaops.signer.core.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignOptions.Mode;
import org.stellaops.signer.core.statement.SignOptions.ReturnBundle;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;

class SignRequestReaderTest {

  private static final String HEX = "ab".repeat(32);
  private static final String SUBJECT = subject("\"sha256\":\"" + HEX + "\"");

  private static String subject(String digests) {
    return "[{\"name\":\"a\",\"digest\":{" + digests + "}}]";
  }

  private static String body(String subject, String type, String predicate, String further) {
    return "{\"subject\":"
        + subject
        + ",\"predicateType\":"
        + type
        + ",\"predicate\":"
        + predicate
        + ",\"poe\":{\"format\":\"jwt\",\"value\":\"x.y.z\"}"
        + further
        + "}";
  }

  private static String predicate(String predicate) {
    return body(SUBJECT, "\"t\"", predicate, "");
  }

  private static SignRequest read(String body) {
    Decision<SignRequest> decision = SignRequestReader.read(Bytes.utf8(body));
    assertThat(decision).isInstanceOf(Decision.Cleared.class);
    return ((Decision.Cleared<SignRequest>) decision).value();
  }

  private static Refusal refused(String body) {
    return refused(Bytes.utf8(body));
  }

  private static Refusal refused(Bytes body) {
    Decision<SignRequest> decision = SignRequestReader.read(body);
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused<SignRequest>) decision).why();
  }

  private static void assertStatement(Refusal why, String reason, String path) {
    assertThat(why).isInstanceOf(Refusal.InvalidStatement.class);
    assertThat(why.reason().word()).isEqualTo(reason);
    assertThat(((Refusal.InvalidStatement) why).path()).isEqualTo(path);
  }

  private static String payload(String predicate) {
    return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":"
        + predicate
        + ",\"predicateType\":\"t\",\"subject\":[{\"digest\":{\"sha256\":\""
        + HEX
        + "\"},\"name\":\"a\"}]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"n\":9.8}|{\"n\":9.8}",
        "{\"n\":-0}|{\"n\":0}",
        "{\"n\":-0.0e9}|{\"n\":0}",
        "{\"n\":1E3}|{\"n\":1000}",
        "{\"n\":1e21}|{\"n\":1e+21}",
        "{\"n\":0.000001}|{\"n\":0.000001}",
        "{\"n\":1e-7}|{\"n\":1e-7}",
        "{\"n\":9007199254740992}|{\"n\":9007199254740992}",
        "{\"n\":4.50}|{\"n\":4.5}",
        "{ \"b\" : 1, \"a\" : [ ] }|{\"a\":[],\"b\":1}",
        "{\"a\":\"\\u00e9\\ud83d\\ude00\"}|{\"a\":\"é😀\"}",
        "{\"\\ufb33\":1,\"\\ud83d\\ude00\":2}|{\"😀\":2,\"\ufb33\":1}",
        "{\"a\":\"\\/\\u000a\\u000f\"}|{\"a\":\"/\\n\\u000f\"}"
      })
  void read_validPredicate_givesTheBytesOfTheStandard(String predicate, String canonical) {
    SignRequest request = read(predicate(predicate));
    assertThat(request.payload().utf8()).isEqualTo(payload(canonical));
    assertThat(request.predicate().utf8()).isEqualTo(canonical);
    assertThat(request.payloadSha256()).isEqualTo(request.payload().sha256());
    assertThat(request.message().payloadType()).isEqualTo("application/vnd.in-toto+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":[0,9007199254740993]}|json-number-inexact|$.predicate.a[1]",
        "{\"a\":1e400}|json-number-overflow|$.predicate.a",
        "{\"a\":-1e400}|json-number-overflow|$.predicate.a",
        "{\"a\":1e-400}|json-number-underflow|$.predicate.a",
        "{\"a\":0.123456789012345678}|json-number-too-precise|$.predicate.a",
        "{\"a\":01}|json-invalid-number|$.predicate.a",
        "{\"a\":\"\\ud800\"}|json-lone-surrogate|$.predicate.a",
        "{\"a\":\"\\udc00\\ud800\"}|json-lone-surrogate|$.predicate.a",
        "{\"a\":\"\\ufffe\"}|json-noncharacter|$.predicate.a",
        "{\"a\":{\"b\":1,\"b\":1}}|json-duplicate-name|$.predicate.a.b",
        "{\"a\":{\"b\":1,\"\\u0062\":2}}|json-duplicate-name|$.predicate.a.b"
      })
  void read_predicateThatCannotBeCarriedOver_isRefusedWithItsPath(
      String predicate, String reason, String path) {
    assertStatement(refused(predicate(predicate)), reason, path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":1/**/}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":\"\n\"}"
      })
  void read_notStrictJson_isRefused(String predicate) {
    assertThat(refused(predicate(predicate)).reason().word()).startsWith("json-");
  }

  @Test
  void read_invalidUtf8_isRefused() {
    byte[] overlong = predicate("{\"a\":\"@@\"}").getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < overlong.length; i++) {
      if (overlong[i] == '@') {
        overlong[i] = (byte) (overlong[i - 1] == '"' ? 0xc0 : 0x80);
      }
    }
    assertStatement(refused(Bytes.adopt(overlong)), "json-invalid-utf8", "$.predicate.a");
  }

  @Test
  void read_depthTenThousand_isRefused() {
    String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    Refusal why = refused(predicate(deep));
    assertThat(why).isInstanceOf(Refusal.InvalidStatement.class);
    assertThat(why.reason().word()).isEqualTo("json-too-deep");
    // The request's own object is one level, the predicate another.
    String allowed = "{\"a\":" + "[".repeat(126) + "]".repeat(126) + "}";
    assertThat(read(predicate(allowed)).payload().utf8()).isEqualTo(payload(allowed));
    String over = "{\"a\":" + "[".repeat(127) + "]".repeat(127) + "}";
    assertThat(refused(predicate(over)).reason().word()).isEqualTo("json-too-deep");
  }

  @Test
  void read_missingMembers_areRefusedByName() {
    String poe = "\"poe\":{\"format\":\"jwt\",\"value\":\"x\"}";
    assertStatement(refused("{" + poe + "}"), "json-missing-member", "$.subject");
    assertStatement(
        refused("{\"subject\":[]," + poe + "}"), "json-missing-member", "$.predicateType");
    assertThat(refused("{}").reason().word()).isEqualTo("json-missing-member");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "digest", "_type", "payload", "payloadType", "Subject", ""})
  void read_unknownMember_isRefused(String name) {
    Refusal why = refused(body(SUBJECT, "\"t\"", "{}", ",\"" + name + "\":\"sha256:00\""));
    assertThat(why).isInstanceOf(Refusal.InvalidRequest.class);
    assertThat(why.reason().word()).isEqualTo("json-unknown-member");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"\"|predicate-type",
        "1|json-wrong-type",
        "null|json-wrong-type",
        "[\"t\"]|json-wrong-type"
      })
  void read_predicateTypeThatIsNone_isRefused(String type, String reason) {
    assertStatement(refused(body(SUBJECT, type, "{}", "")), reason, "$.predicateType");
  }

  @Test
  void read_predicateTypeTooLong_isRefused() {
    String longest = "\"" + "t".repeat(1024) + "\"";
    assertThat(read(body(SUBJECT, longest, "{}", "")).predicateType()).hasSize(1024);
    String over = "\"" + "t".repeat(1025) + "\"";
    assertStatement(refused(body(SUBJECT, over, "{}", "")), "predicate-type", "$.predicateType");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"x\"", "null", "1"})
  void read_predicateNotAnObject_isRefused(String predicate) {
    assertStatement(refused(predicate(predicate)), "predicate-not-an-object", "$.predicate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|subject-not-an-array|$.subject",
        "[]|subject-count|$.subject",
        "[1]|json-wrong-type|$.subject[0]",
        "[{\"name\":\"a\"}]|json-missing-member|$.subject[0].digest",
        "[{\"name\":1,\"digest\":{\"sha256\":\"%H\"}}]|json-wrong-type|$.subject[0].name",
        "[{\"name\":\"%L\",\"digest\":{\"sha256\":\"%H\"}}]|subject-name|$.subject[0].name",
        "[{\"name\":\"a\",\"digest\":{}}]|digest-count|$.subject[0].digest",
        "[{\"name\":\"a\",\"digest\":{\"sha1\":\"abcd\"}}]|digest-weak|$.subject[0].digest",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"ab\"}}]|digest-malformed|$.subject[0].digest.sha256",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"%U\"}}]|digest-malformed|$.subject[0].digest.sha256",
        "[{\"name\":\"a\",\"digest\":{\"sha512\":\"%H\"}}]|digest-malformed|$.subject[0].digest.sha512",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":1}}]|json-wrong-type|$.subject[0].digest.sha256",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"%H\",\"x\":\"zz\"}}]|digest-malformed|$.subject[0].digest.x",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"%H\"},\"role\":1}]|json-unknown-member|$.subject[0].role",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"%H\"},\"uri\":1}]|json-wrong-type|$.subject[0].uri",
        "[{\"name\":\"a\",\"digest\":{\"sha256\":\"%H\"},\"annotations\":[]}]|json-wrong-type|$.subject[0].annotations"
      })
  void read_subjectThatIsNone_isRefusedWithItsPath(String subject, String reason, String path) {
    String written =
        subject.replace("%H", HEX).replace("%U", "AB".repeat(32)).replace("%L", "l".repeat(1025));
    assertStatement(refused(body(written, "\"t\"", "{}", "")), reason, path);
  }

  @Test
  void read_withoutPredicate_givesAStatementWithoutOne() {
    SignRequest request = read(predicate("{}").replace(",\"predicate\":{}", ""));

    assertThat(request.payload().utf8()).isEqualTo(payload("{}").replace(",\"predicate\":{}", ""));
    assertThat(request.predicate()).isNull();
  }

  @Test
  void read_subjectWithoutAName_isCarriedOverAsItIs() {
    String digest = "\"digest\":{\"sha256\":\"" + HEX + "\"}";

    SignRequest request =
        read(body("[{" + digest + "},{" + digest + ",\"name\":\"\"}]", "\"t\"", "{}", ""));

    assertThat(request.payload().utf8())
        .endsWith(",\"subject\":[{" + digest + "},{" + digest + ",\"name\":\"\"}]}");
    assertThat(request.subjects()).extracting(Subject::name).containsExactly("", "");
  }

  @Test
  void read_wellFormedJsonThatIsNoRequest_isNotBlamedOnJson() {
    Refusal missing = refused(body("[{\"name\":\"a\"}]", "\"t\"", "{}", ""));
    Refusal malformed = refused(predicate("{\"a\":01}"));

    assertThat(missing.advice()).isEqualTo("A required member is missing, at $.subject[0].digest.");
    assertThat(malformed.advice()).startsWith("Send strict JSON (RFC 8259, RFC 7493): ");
  }

  @Test
  void read_numberOfEighteenDigits_isToldWhatToDo() {
    assertThat(refused(predicate("{\"a\":0.123456789012345678}")).advice())
        .contains("write it with at most 17, or as a string.", "$.predicate.a");
    assertThat(refused(predicate("{\"a\":123456789012345678}")).advice())
        .contains("write it with at most 17, or as a string.", "$.predicate.a");
  }

  @Test
  void read_subjectWithEveryKnownMember_isCarriedOverWhole() {
    String subject =
        "[{\"name\":\"a\",\"uri\":\"u\",\"mediaType\":\"m\",\"downloadLocation\":\"d\",\"content\":"
            + "\"Yg==\",\"annotations\":{\"k\":1},\"digest\":{\"gitCommit\":\"abcd\",\"sha384\":\""
            + "cd".repeat(48)
            + "\"}}]";
    SignRequest request = read(body(subject, "\"t\"", "{}", ""));
    assertThat(request.payload().utf8())
        .endsWith(
            "\"subject\":[{\"annotations\":{\"k\":1},\"content\":\"Yg==\",\"digest\":{"
                + "\"gitCommit\":\"abcd\",\"sha384\":\""
                + "cd".repeat(48)
                + "\"},\"downloadLocation\":\"d\",\"mediaType\":\"m\",\"name\":\"a\",\"uri\":"
                + "\"u\"}]}");
    assertThat(request.subjects().get(0).labels()).containsExactly("sha384:" + "cd".repeat(48));
  }

  @Test
  void read_subjectsAndDigestsAtTheBounds_areReadAndOneMoreIsNot() {
    assertThat(read(body(subjects(1024), "\"t\"", "{}", "")).subjects()).hasSize(1024);
    assertStatement(refused(body(subjects(1025), "\"t\"", "{}", "")), "subject-count", "$.subject");
    assertThat(read(body(subject(digests(32)), "\"t\"", "{}", "")).subjects().get(0).digests())
        .hasSize(32);
    assertStatement(
        refused(body(subject(digests(33)), "\"t\"", "{}", "")),
        "digest-count",
        "$.subject[0].digest");
  }

  private static String subjects(int count) {
    String one = SUBJECT.substring(1, SUBJECT.length() - 1);
    return IntStream.range(0, count).mapToObj(i -> one).collect(Collectors.joining(",", "[", "]"));
  }

  private static String digests(int count) {
    return IntStream.range(1, count)
        .mapToObj(i -> "\"x" + i + "\":\"ab\"")
        .collect(Collectors.joining(",", "\"sha256\":\"" + HEX + "\",", ""));
  }

  @Test
  void read_options_givesWhatWasAskedFor() {
    SignOptions options =
        read(body(
                SUBJECT,
                "\"t\"",
                "{}",
                ",\"options\":{\"signingMode\":\"keyful\",\"keys\":[\"sbom\"],\"returnBundle\":"
                    + "\"dsse\",\"timestamp\":false,\"log\":\"none\",\"policy\":{\"digest\":"
                    + "\"sha256:"
                    + HEX
                    + "\",\"viewSet\":\"v\"}}"))
            .options();
    assertThat(options.keys()).containsExactly(new KeyName("sbom"));
    assertThat(options.returnBundle()).isEqualTo(ReturnBundle.DSSE);
    assertThat(options.reportPolicy())
        .isEqualTo(new SignOptions.ReportPolicy("sha256:" + HEX, "v"));
    SignOptions none = read(predicate("{}")).options();
    assertThat(none)
        .isEqualTo(new SignOptions(Mode.KEYFUL, List.of(), ReturnBundle.BOTH, false, false, null));
  }

  @Test
  void read_scannerDigest_isOptionalButNeverLoose() {
    assertThat(read(predicate("{}")).scannerDigest()).isNull();
    assertThat(read(predicate("{}")).scannerIndex()).isNull();
    for (String wrong : List.of("\"" + HEX + "\"", "\"sha512:" + HEX + "\"", "null", "\"\"")) {
      for (String member : List.of("scannerImageDigest", "scannerIndexDigest")) {
        Refusal why = refused(body(SUBJECT, "\"t\"", "{}", ",\"" + member + "\":" + wrong));
        assertThat(why).isInstanceOf(Refusal.InvalidRequest.class);
      }
    }
    String index = "sha256:" + HEX;
    SignRequest named =
        read(body(SUBJECT, "\"t\"", "{}", ",\"scannerIndexDigest\":\"" + index + "\""));
    assertThat(String.valueOf(named.scannerIndex())).isEqualTo(index);
  }
}
