package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

class CanonicalObjectTest {
  private static final String REQUEST =
      " { \"subject\" : [ { \"name\":\"a\" } ] , \"predicate\" : { \"z\":1, \"a\":[ 1.0 ] },"
          + " \"predicateType\":\"https://x\\/y\", \"op\\u0074ions\": { \"b\":1,\"a\":{\"c\":\"x\"}"
          + " } } ";

  @Test
  void members_areInCanonicalOrder_eachCanonical_withTheirPlaceInTheInput() throws Exception {
    CanonicalObject object = read(REQUEST);

    assertThat(object.members())
        .extracting(CanonicalObject.Member::name)
        .containsExactly("options", "predicate", "predicateType", "subject");
    assertThat(object.members())
        .extracting(member -> member.value().utf8())
        .containsExactly(
            "{\"a\":{\"c\":\"x\"},\"b\":1}",
            "{\"a\":[1],\"z\":1}",
            "\"https://x/y\"",
            "[{\"name\":\"a\"}]");
    assertThat(object.members())
        .extracting(member -> REQUEST.substring(member.inputFrom(), member.inputTo()))
        .containsExactly(
            "{ \"b\":1,\"a\":{\"c\":\"x\"} }",
            "{ \"z\":1, \"a\":[ 1.0 ] }",
            "\"https://x\\/y\"",
            "[ { \"name\":\"a\" } ]");
    assertThat(object.member("predicate").orElseThrow().kind()).isEqualTo(JsonKind.OBJECT);
    assertThat(object.member("predicat")).isEmpty();
    assertThat(object.size()).isEqualTo(4);
  }

  @Test
  void canonical_ofMembersOutOfOrder_isTheWholeObject() throws Exception {
    assertThat(read(REQUEST).canonical())
        .isEqualTo(StrictJson.canonical(Bytes.utf8(REQUEST), JsonLimits.REQUEST));
    assertThat(read("{}").canonical().utf8()).isEqualTo("{}");
    assertThat(read("{}").members()).isEmpty();
  }

  @Test
  void tree_ofAMember_refusesWithThePathFromTheTop() throws Exception {
    CanonicalObject.Member options = read(REQUEST).member("options").orElseThrow();

    JsonObject tree = (JsonObject) options.tree(100);
    InvalidJson wrong =
        catchThrowableOfType(InvalidJson.class, () -> tree.object("a").integer("c"));
    InvalidJson large = catchThrowableOfType(InvalidJson.class, () -> options.tree(10));

    assertThat(wrong.path()).isEqualTo("$.options.a.c");
    assertThat(large.fault()).isEqualTo(JsonFault.TOO_LARGE);
    assertThat(large.path()).isEqualTo("$.options");
  }

  @Test
  void object_duplicateAtTheTop_isRefused() {
    InvalidJson refused =
        catchThrowableOfType(InvalidJson.class, () -> read("{\"b\":1,\"a\":{},\"b\":2}"));

    assertThat(refused.fault()).isEqualTo(JsonFault.DUPLICATE_NAME);
    assertThat(refused.path()).isEqualTo("$.b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\"", "null", "x"})
  void object_anotherValueAtTheTop_isRefused(String text) {
    assertThat(catchThrowableOfType(InvalidJson.class, () -> read(text)).fault())
        .isEqualTo(JsonFault.NOT_AN_OBJECT);
  }

  @Test
  void object_moreMembersThanTheFirstTables_keepsThemAll() throws Exception {
    StringBuilder text = new StringBuilder("{");
    for (int i = 199; i >= 0; i--) {
      text.append("\"m").append(1000 + i).append("\":").append(i).append(i == 0 ? "}" : ",");
    }
    CanonicalObject object = read(text.toString());

    assertThat(object.members()).hasSize(200);
    for (int i = 0; i < 200; i++) {
      CanonicalObject.Member member = object.members().get(i);
      assertThat(member.name()).isEqualTo("m" + (1000 + i));
      assertThat(member.value().utf8()).isEqualTo(Integer.toString(i));
      assertThat(text.substring(member.inputFrom(), member.inputTo()))
          .isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void rounded_numbersThatBecomeAnotherDecimal_areNamedWithTheirPaths() throws Exception {
    CanonicalObject object =
        read(
            "{\"a\":[0,{\"b\":1.0000000000000001}],\"exact\":[0.1,1e3,0.30000000000000004,5e-324,1.5],"
                + "\"z\":{\"c\":0.10000000000000001,\"d\":3e-324,\"e\":-1.0000000000000001e0}}");

    assertThat(object.rounded())
        .containsExactly(
            new RoundedNumber("$.a[1].b", "1.0000000000000001", "1"),
            new RoundedNumber("$.z.c", "0.10000000000000001", "0.1"),
            new RoundedNumber("$.z.d", "3e-324", "5e-324"));
    assertThat(object.roundedCount()).isEqualTo(4);
    assertThat(read(REQUEST).rounded()).isEmpty();
  }

  private static CanonicalObject read(String text) throws InvalidJson {
    return StrictJson.object(Bytes.utf8(text), JsonLimits.REQUEST);
  }
}
