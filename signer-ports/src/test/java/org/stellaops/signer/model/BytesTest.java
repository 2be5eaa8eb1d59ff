package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {

  @Test
  void copyOf_sourceChangedLater_isNotSeen() {
    byte[] source = {1, 2};
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    assertThat(bytes.hex()).isEqualTo("0102");
  }

  @Test
  void toByteArray_resultChanged_isNotSeen() {
    Bytes bytes = Bytes.copyOf(new byte[] {1, 2});
    bytes.toByteArray()[0] = 9;
    assertThat(bytes.hex()).isEqualTo("0102");
  }

  @Test
  void slice_insideASlice_hasItsOwnBounds() throws Exception {
    Bytes inner = Bytes.utf8("0123456789").slice(2, 8).slice(1, 4);
    assertThat(inner.utf8()).isEqualTo("345");
    assertThat(inner.size()).isEqualTo(3);
    assertThat(inner.at(0)).isEqualTo((byte) '3');
    assertThat(inner).isEqualTo(Bytes.utf8("345")).hasSameHashCodeAs(Bytes.utf8("345"));
    assertThat(inner.sha256()).isEqualTo(Bytes.utf8("345").sha256());
    assertThat(inner.openStream().readAllBytes()).asHexString().isEqualTo("333435");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    inner.writeTo(out);
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("345");
    byte[] target = new byte[5];
    inner.copyInto(target, 1);
    assertThat(target).containsExactly(0, '3', '4', '5', 0);
    assertThatThrownBy(() -> inner.at(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> inner.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> inner.slice(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void equals_oneByteOrTheLengthDiffers_isFalse() {
    assertThat(Bytes.utf8("abc"))
        .isNotEqualTo(Bytes.utf8("abd"))
        .isNotEqualTo(Bytes.utf8("ab"))
        .isNotEqualTo(Bytes.utf8("abcd"))
        .isNotEqualTo(Bytes.empty());
  }

  @Test
  void base64_canonicalText_roundTrips() {
    assertThat(Bytes.base64("aGVsbG8=").utf8()).isEqualTo("hello");
    assertThat(Bytes.base64("").isEmpty()).isTrue();
    assertThat(Bytes.copyOf(new byte[] {-5, -1}).base64()).isEqualTo("+/8=");
    assertThat(Bytes.copyOf(new byte[] {-5, -1}).base64Url()).isEqualTo("-_8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aGVsbG8", "aGVs\nbG8=", "aGVsbG9=", "-_8=", "aGVsbG8==", " aGVsbG8="})
  void base64_anyOtherText_isRefused(String text) {
    assertThatThrownBy(() -> Bytes.base64(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void decodedBase64_anyTextOfFourCharacters_isWhatEncodingGivesOrRefused() {
    String alphabet = "AQgwYZ/+=-_ 9\n";
    for (int n = 0; n < 14 * 14 * 14 * 14; n++) {
      StringBuilder four = new StringBuilder();
      for (int rest = n; four.length() < 4; rest /= 14) {
        four.append(alphabet.charAt(rest % 14));
      }
      for (String text : List.of("AAAA" + four, four.substring(1), four + "AAAA")) {
        try {
          Bytes within = Bytes.utf8("x" + text + "x");
          Bytes decoded = within.slice(1, 1 + text.length()).decodedBase64();
          assertThat(decoded.base64()).isEqualTo(text);
        } catch (IllegalArgumentException e) {
          assertThat(isCanonical(text)).as(text).isFalse();
        }
      }
    }
  }

  @Test
  void anyBase64_anyTextOfFourCharacters_isReadInFourFormsAndRefusedInAnyOther() {
    String alphabet = "AQg+/=-_\n";
    List<String> wrong = new ArrayList<>();
    for (int n = 0; n < 9 * 9 * 9 * 9; n++) {
      StringBuilder four = new StringBuilder();
      for (int rest = n; four.length() < 4; rest /= 9) {
        four.append(alphabet.charAt(rest % 9));
      }
      for (String text : List.of("AAAA" + four, four.substring(1), four + "AAAA")) {
        if (isRead(text) != isOneOfFourForms(text)) {
          wrong.add(text);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isRead(String text) {
    try {
      return Bytes.anyBase64(text).size() == text.replace("=", "").length() * 3 / 4;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Either alphabet but not both, padded or not. */
  private static boolean isOneOfFourForms(String text) {
    String standard = text.replace('-', '+').replace('_', '/');
    String url = text.replace('+', '-').replace('/', '_');
    String plain = standard.replace("=", "");
    String padded = plain + "=".repeat((4 - plain.length() % 4) % 4);
    return (text.equals(standard) || text.equals(url))
        && (standard.equals(plain) || standard.equals(padded))
        && isCanonical(padded);
  }

  private static boolean isCanonical(String text) {
    try {
      byte[] decoded = java.util.Base64.getDecoder().decode(text);
      return java.util.Base64.getEncoder().encodeToString(decoded).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void base64Url_canonicalText_roundTrips() {
    assertThat(Bytes.base64Url("-_8")).isEqualTo(Bytes.copyOf(new byte[] {-5, -1}));
    assertThat(Bytes.base64Url("").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-_8=", "+/8", "-_9", "-_8\n", " -_8", "-"})
  void base64Url_anyOtherText_isRefused(String text) {
    assertThatThrownBy(() -> Bytes.base64Url(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_neverShowsContent() {
    assertThat(Bytes.utf8("secret")).hasToString("Bytes[6]");
  }
}
