package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;

class JsonObjectTest {
  private final JsonObject claims =
      parse(
          """
          {"iss":"https://as","exp":1.7e9,"ratio":0.5,"big":1e300,"live":true,"none":null,
           "aud":["signer","other"],"cnf":{"jkt":"abc","deep":[{"n":"x"},1]},"one":"signer"}\
          """);

  @Test
  void readers_presentMember_giveItsValue() throws Exception {
    assertThat(claims.string("iss")).isEqualTo("https://as");
    assertThat(claims.integer("exp")).isEqualTo(1_700_000_000L);
    assertThat(claims.bool("live")).isTrue();
    assertThat(claims.array("aud").strings()).containsExactly("signer", "other");
    assertThat(claims.stringOrStrings("aud")).containsExactly("signer", "other");
    assertThat(claims.stringOrStrings("one")).containsExactly("signer");
    assertThat(claims.object("cnf").string("jkt")).isEqualTo("abc");
    assertThat(claims.optionalString("iss")).hasValue("https://as");
    assertThat(claims.optionalInteger("exp")).hasValue(1_700_000_000L);
    assertThat(claims.optionalBool("live")).hasValue(true);
    assertThat(claims.member("none")).hasValue(JsonNull.NULL);
  }

  @Test
  void base64Url_inItsOneForm_isRead_andNothingElse() throws Exception {
    JsonObject bytes =
        parse(
            "{\"good\":\"-_8\",\"padded\":\"-_8=\",\"plain\":\"+/8\",\"empty\":\"\",\"bits\":\"-_9\"}");
    assertThat(bytes.base64Url("good").hex()).isEqualTo("fbff");
    for (String name : List.of("padded", "plain", "empty", "bits")) {
      assertThatThrownBy(() -> bytes.base64Url(name)).isInstanceOf(InvalidJson.class);
    }
  }

  @Test
  void requireText_anotherText_isRefused() throws Exception {
    assertThat(claims.requireText("one", "signer")).isSameAs(claims);
    assertThatThrownBy(() -> claims.requireText("one", "other")).isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> claims.requireText("none", "other")).isInstanceOf(InvalidJson.class);
  }

  @Test
  void parse_whatIsNoObject_isRefused() {
    for (String text : List.of("[]", "1", "null", "", "{} {}")) {
      assertThatThrownBy(() -> JsonObject.parse(Bytes.utf8(text), JsonLimits.TOKEN))
          .isInstanceOf(InvalidJson.class);
    }
  }

  @Test
  void readers_absentMember_isEmptyOrRefusedAsMissing() throws Exception {
    assertThat(claims.optionalString("sub")).isEmpty();
    assertThat(claims.optionalInteger("sub")).isEmpty();
    assertThat(claims.optionalBool("sub")).isEmpty();
    assertThat(claims.optionalObject("sub")).isEmpty();
    assertThat(claims.optionalArray("sub")).isEmpty();
    assertRefused(() -> claims.string("sub"), JsonFault.MISSING_MEMBER, "$.sub");
    assertRefused(() -> claims.object("cnf").integer("x"), JsonFault.MISSING_MEMBER, "$.cnf.x");
    assertRefused(() -> claims.stringOrStrings("x"), JsonFault.MISSING_MEMBER, "$.x");
  }

  @Test
  void readers_otherType_isRefused_evenWhenOptional() {
    assertRefused(() -> claims.string("exp"), JsonFault.WRONG_TYPE, "$.exp");
    assertRefused(() -> claims.optionalString("none"), JsonFault.WRONG_TYPE, "$.none");
    assertRefused(() -> claims.optionalObject("none"), JsonFault.WRONG_TYPE, "$.none");
    assertRefused(() -> claims.integer("ratio"), JsonFault.WRONG_TYPE, "$.ratio");
    assertRefused(() -> claims.optionalInteger("big"), JsonFault.WRONG_TYPE, "$.big");
    assertRefused(() -> claims.stringOrStrings("cnf"), JsonFault.WRONG_TYPE, "$.cnf");
    assertRefused(
        () -> claims.object("cnf").array("deep").strings(), JsonFault.WRONG_TYPE, "$.cnf.deep[0]");
    assertRefused(
        () -> claims.object("cnf").array("deep").objects(), JsonFault.WRONG_TYPE, "$.cnf.deep[1]");
  }

  @Test
  void allowOnly_anotherMember_isRefusedByName() throws Exception {
    JsonObject cnf = claims.object("cnf");

    assertThat(cnf.allowOnly("jkt", "deep", "x5t#S256")).isSameAs(cnf);
    assertRefused(() -> cnf.allowOnly("jkt"), JsonFault.UNKNOWN_MEMBER, "$.cnf.deep");
  }

  @Test
  void parse_token_overItsLimits_isRefused() {
    assertThat(fault("[".repeat(17) + "]".repeat(17))).isEqualTo(JsonFault.TOO_DEEP);
    assertThat(fault("\"" + "x".repeat(8191) + "\"")).isEqualTo(JsonFault.TOO_LARGE);
    assertThat(fault("{\"a\":1,\"\\u0061\":2}")).isEqualTo(JsonFault.DUPLICATE_NAME);
  }

  @Test
  void trees_ofTheSameMembers_areEqualWhereverTheyWereFound() throws Exception {
    JsonObject built =
        JsonObject.of(
            Map.of(
                "jkt",
                new JsonString("abc"),
                "deep",
                JsonArray.of(
                    List.of(JsonObject.of(Map.of("n", new JsonString("x"))), JsonNumber.of(1)))));

    assertThat(claims.object("cnf")).isEqualTo(built).hasSameHashCodeAs(built);
    assertThat(built.canonical().utf8()).isEqualTo("{\"deep\":[{\"n\":\"x\"},1],\"jkt\":\"abc\"}");
    assertThat(claims.toString()).doesNotContain("https://as");
  }

  @Test
  void values_thatJsonCannotCarry_cannotBeMade() {
    assertThatThrownBy(() -> new JsonString("\ud800x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new JsonString("\ufffe")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonObject.of(Map.of("\udc00", JsonNull.NULL)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonNumber.of((1L << 53) + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(JsonNumber.of(-(1L << 53)).text()).isEqualTo("-9007199254740992");
  }

  private static JsonFault fault(String text) {
    return catchThrowableOfType(
            InvalidJson.class, () -> JsonValue.parse(Bytes.utf8(text), JsonLimits.TOKEN))
        .fault();
  }

  private static void assertRefused(ThrowingCallable reader, JsonFault fault, String path) {
    InvalidJson refused = catchThrowableOfType(InvalidJson.class, reader);
    assertThat(refused.fault()).isEqualTo(fault);
    assertThat(refused.path()).isEqualTo(path);
    assertThat(refused.offset()).isEmpty();
    assertThat(refused.getMessage()).endsWith(path);
  }

  private static JsonObject parse(String text) {
    try {
      return (JsonObject) JsonValue.parse(Bytes.utf8(text), JsonLimits.TOKEN);
    } catch (InvalidJson refused) {
      throw new AssertionError(refused);
    }
  }
}
