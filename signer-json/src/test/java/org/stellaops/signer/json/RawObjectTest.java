package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

class RawObjectTest {

  private static RawObject raw(String text) throws InvalidJson {
    return StrictJson.raw(Bytes.utf8(text), JsonLimits.REQUEST);
  }

  private static InvalidJson refused(String text) {
    return catchThrowableOfType(InvalidJson.class, () -> raw(text));
  }

  @Test
  void raw_anyObject_leavesEachValueAsWritten() throws Exception {
    RawObject object = raw(" { \"b\" : [ 1 , {\"z\":0, \"a\":1.50} ] , \"\\u0061\": \"x\\/y\" } ");

    assertThat(object.members()).extracting(RawObject.Member::name).containsExactly("b", "a");
    assertThat(object.required("b").text().utf8()).isEqualTo("[ 1 , {\"z\":0, \"a\":1.50} ]");
    assertThat(object.required("b").tree(100, 100).canonical().utf8())
        .isEqualTo("[1,{\"a\":1.5,\"z\":0}]");
    assertThat(object.required("a").text().utf8()).isEqualTo("\"x\\/y\"");
    assertThat(object.required("a").string(100)).isEqualTo("x/y");
    assertThat(object.member("c")).isEmpty();
    assertThat(raw("{}").members()).isEmpty();
  }

  @Test
  void raw_slice_isReadFromItsOwnStart() throws Exception {
    RawObject inner = raw("{\"a\":{\"b\":{\"c\":\"d\"}}}").required("a").object();

    assertThat(inner.required("b").object().required("c").string(9)).isEqualTo("d");
    assertThat(inner.required("b").path()).isEqualTo("$.a.b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|NOT_AN_OBJECT",
        "''|EMPTY",
        "{\"a\":1}x|TRAILING_DATA",
        "{\"a\":1,\"a\":2}|DUPLICATE_NAME",
        "{\"b\":1,\"a\":2,\"b\":3}|DUPLICATE_NAME",
        "{\"x\":[{\"b\":[1,2],\"a\":{\"c\":0},\"\\u0062\":\"\"}]}|DUPLICATE_NAME",
        "{\"a\":\"\\ud800\"}|LONE_SURROGATE",
        "{\"a\":01}|INVALID_NUMBER",
        "{\"a\":nul}|UNEXPECTED_CHARACTER",
        "{\"a\":[1,]}|UNEXPECTED_CHARACTER",
        "{\"a\":\"x|UNEXPECTED_END"
      })
  void raw_textThatIsNoStrictObject_isRefused(String text, JsonFault fault) {
    assertThat(refused(text).fault()).isEqualTo(fault);
  }

  @Test
  void raw_sameNameInNeighboursAndAround_isNoDuplicate() throws Exception {
    String text = "{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]},\"b\":{\"a\":3,\"b\":4}}";

    assertThat(raw(text).members()).hasSize(2);
  }

  @Test
  void raw_fault_isNamedWithItsPath() {
    assertThat(refused("{\"p\":1,\"q\":{\"m\":[\"x\",[{}, {\"n\": tru}]]}}").path())
        .isEqualTo("$.q.m[1][1].n");
  }

  @Test
  void raw_numberWithoutACanonicalForm_isLeftAlone() throws Exception {
    RawObject object = raw("{\"a\":12345678901234567890,\"b\":1e999}");

    assertThat(object.required("a").kind()).isEqualTo(JsonKind.NUMBER);
    assertThat(refusedTree(object.required("a")).fault()).isEqualTo(JsonFault.NUMBER_TOO_PRECISE);
  }

  private static InvalidJson refusedTree(RawObject.Member member) {
    return catchThrowableOfType(InvalidJson.class, () -> member.tree(100, 100));
  }

  @Test
  void tree_overABound_isRefused() throws Exception {
    RawObject.Member list = raw("{\"a\":[1,2,3]}").required("a");

    assertThat(catchThrowableOfType(InvalidJson.class, () -> list.tree(6, 9)).fault())
        .isEqualTo(JsonFault.TOO_LARGE);
    assertThat(catchThrowableOfType(InvalidJson.class, () -> list.tree(9, 3)).fault())
        .isEqualTo(JsonFault.TOO_MANY_VALUES);
    assertThat(list.tree(7, 4).canonical().utf8()).isEqualTo("[1,2,3]");
  }

  @Test
  void members_ofAnotherTypeOrName_areRefused() throws Exception {
    RawObject object = raw("{\"a\":1,\"b\":\"\"}");

    assertThat(catchThrowableOfType(InvalidJson.class, () -> object.required("a").object()).fault())
        .isEqualTo(JsonFault.WRONG_TYPE);
    assertThat(catchThrowableOfType(InvalidJson.class, () -> object.required("a").base64()).fault())
        .isEqualTo(JsonFault.WRONG_TYPE);
    assertThat(catchThrowableOfType(InvalidJson.class, () -> object.required("c")).fault())
        .isEqualTo(JsonFault.MISSING_MEMBER);
    assertThat(catchThrowableOfType(InvalidJson.class, () -> object.allowOnly("a")).path())
        .isEqualTo("$.b");
    assertThat(object.allowOnly("a", "b", "c")).isSameAs(object);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"a\":[]}',true",
    "'{\"a\":[ \n\t]}',true",
    "'{\"a\":[0]}',false",
    "'{\"a\":{}}',false"
  })
  void isEmptyArray_anyValue_saysSo(String text, boolean empty) throws Exception {
    assertThat(raw(text).required("a").isEmptyArray()).isEqualTo(empty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"YQ=", "YR==", "Y Q=", "Y", "YQ==\\n", "-/8=", "===="})
  void base64_inNoForm_isRefused(String text) throws Exception {
    RawObject.Member member = raw("{\"a\":\"" + text + "\"}").required("a");

    assertThat(catchThrowableOfType(InvalidJson.class, member::base64).fault())
        .isEqualTo(JsonFault.WRONG_TYPE);
  }

  @Test
  void base64_largeString_isDecodedWithoutACopyOfTheText() throws Exception {
    byte[] large = new byte[24 << 20];
    new Random(1).nextBytes(large);
    Bytes content = Bytes.adopt(large);
    Bytes text = Bytes.utf8("{\"o\":{\"payload\":\"" + content.base64() + "\"}}");
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    StrictJson.raw(text, JsonLimits.REQUEST);

    long before = thread.getCurrentThreadAllocatedBytes();
    Bytes decoded =
        StrictJson.raw(text, JsonLimits.REQUEST)
            .required("o")
            .object()
            .required("payload")
            .base64();
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;

    assertThat(decoded).isEqualTo(content);
    assertThat(allocated).isLessThan(large.length + (1 << 20));
  }

  @Test
  void raw_manyValuesAndEscapes_takeNoMemoryOfTheirSize() throws Exception {
    String values = "[\"" + "\\u0001".repeat(1_000_000) + "\"" + ",{\"a\":0}".repeat(1_000_000);
    Bytes text = Bytes.utf8("{\"a\":" + values + "]}");
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    StrictJson.raw(Bytes.utf8("{}"), JsonLimits.REQUEST);

    long before = thread.getCurrentThreadAllocatedBytes();
    StrictJson.raw(text, JsonLimits.REQUEST);

    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  @Property(tries = 1000)
  void raw_anyObject_hasTheMembersThatTheCanonicalReaderHas(@ForAll long seed) throws Exception {
    RandomJson random = new RandomJson(seed);
    Bytes text = Bytes.utf8("{\"x\":" + random.write(random.document()) + ",\"a\":0}");

    RawObject raw = StrictJson.raw(text, JsonLimits.REQUEST);

    for (CanonicalObject.Member member : StrictJson.object(text, JsonLimits.REQUEST).members()) {
      RawObject.Member found = raw.required(member.name());
      assertThat(StrictJson.canonical(found.text(), JsonLimits.REQUEST)).isEqualTo(member.value());
    }
  }

  @Property(tries = 2000)
  void raw_changedObject_isRefusedWhenTheCanonicalReaderRefuses(@ForAll long seed)
      throws Exception {
    RandomJson random = new RandomJson(seed);
    byte[] text = Bytes.utf8("{\"x\":" + random.write(random.document()) + "}").toByteArray();
    Random change = new Random(seed);
    text[change.nextInt(text.length)] = (byte) "{}[]\",:0a\\ \u00ff".charAt(change.nextInt(12));
    Bytes changed = Bytes.adopt(Arrays.copyOf(text, text.length - change.nextInt(2)));

    InvalidJson canonical =
        catchThrowableOfType(
            InvalidJson.class, () -> StrictJson.object(changed, JsonLimits.REQUEST));
    InvalidJson raw =
        catchThrowableOfType(InvalidJson.class, () -> StrictJson.raw(changed, JsonLimits.REQUEST));

    if (canonical == null) {
      assertThat(raw).isNull();
    } else if (!canonical.fault().name().startsWith("NUMBER_")) {
      assertThat(raw).isNotNull();
      assertThat(raw.getMessage()).isEqualTo(canonical.getMessage());
    }
  }

  @Test
  void elements_ofAnyKind_areAsWritten() throws Exception {
    RawObject object =
        raw(
            "{\"a\": [ \"],\\\"[\" , {\"b\":[1,2]} ,[[]], 1.50 ,null\n"
                + "] ,\"e\":[ ],\"o\":[{\"c\":1}]}");

    assertThat(object.required("a").elements(5))
        .extracting(each -> each.text().utf8())
        .containsExactly("\"],\\\"[\"", "{\"b\":[1,2]}", "[[]]", "1.50", "null");
    assertThat(object.required("e").elements(0)).isEmpty();
    assertThat(object.required("o").elements(1).get(0).object().required("c").path())
        .isEqualTo("$.o[0].c");
    assertThat(
            catchThrowableOfType(InvalidJson.class, () -> object.required("a").elements(4)).fault())
        .isEqualTo(JsonFault.TOO_MANY_VALUES);
    assertThat(
            catchThrowableOfType(
                    InvalidJson.class, () -> object.required("o").elements(1).get(0).elements(1))
                .fault())
        .isEqualTo(JsonFault.WRONG_TYPE);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "'\"0\"',0",
    "-1,-1",
    "'\"9223372036854775807\"',9223372036854775807",
    "9223372036854775807,9223372036854775807",
    "'\"-9223372036854775808\"',-9223372036854775808"
  })
  void int64_numberOrText_isRead(String text, long value) throws Exception {
    assertThat(raw("{\"a\":" + text + "}").required("a").int64()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"9223372036854775808\"",
        "1.0",
        "1e3",
        "-0",
        "\"01\"",
        "\"\"",
        "\" 1\"",
        "\"+1\"",
        "true",
        "\"0x1\"",
        "\"١\"",
        "\"11111111111111111111111111111111111111111111111111111111111111111111\""
      })
  void int64_anythingElse_isRefused(String text) throws Exception {
    RawObject object = raw("{\"a\":" + text + "}");
    assertThat(catchThrowableOfType(InvalidJson.class, () -> object.required("a").int64()))
        .isNotNull();
  }
}
