package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {

  private static final Map<String, Function<String, Object>> SLUGS =
      Map.of("Tenant", Tenant::new, "PlanName", PlanName::new, "KeyName", KeyName::new);

  private static final Map<String, Function<String, Object>> PRINTABLE =
      Map.of(
          "KeyUri", KeyUri::new,
          "ClientId", ClientId::new,
          "InstanceId", InstanceId::new,
          "IssuerName", IssuerName::new,
          "TraceId", TraceId::new,
          "IdempotencyKey", IdempotencyKey::new);

  private static final Map<String, Integer> LONGEST =
      Map.of(
          "KeyUri", 1024,
          "ClientId", 256,
          "InstanceId", 256,
          "IssuerName", 512,
          "TraceId", 64,
          "IdempotencyKey", 255);

  static Stream<Arguments> slugs() {
    return SLUGS.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  static Stream<Arguments> printable() {
    return PRINTABLE.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slugs")
  void slug_insideTheForm_isKept(String type, Function<String, Object> make) {
    for (String text : new String[] {"a", "0", "-", "acme-1", "a".repeat(63)}) {
      assertThat(make.apply(text)).hasToString(text);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slugs")
  void slug_outsideTheForm_isRefused(String type, Function<String, Object> make) {
    for (String text :
        new String[] {"", "A", "a b", "a_b", "a\n", "\u0430", "..", "a/b", "a".repeat(64)}) {
      assertThatThrownBy(() -> make.apply(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("printable")
  void printable_insideTheForm_isKept(String type, Function<String, Object> make) {
    for (String text : new String[] {" ", "~", "a B/c:d?e", "x".repeat(LONGEST.get(type))}) {
      assertThat(make.apply(text)).hasToString(text);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("printable")
  void printable_outsideTheForm_isRefused(String type, Function<String, Object> make) {
    for (String text :
        new String[] {
          "", "\n", "a\r\nb", "\u007f", "\u00e9", "\u0000", "x".repeat(LONGEST.get(type) + 1)
        }) {
      assertThatThrownBy(() -> make.apply(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
