package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PreAuthEncodingPropertiesTest {

  @Property
  void encoding_read_givesTypeAndPayloadBack(
      @ForAll("types") String type, @ForAll("payloads") byte[] payload) throws IOException {
    Bytes encoded = encode(type, payload);
    String[] found = new String[1];
    Bytes rest = encoded.slice(7, encoded.size());
    rest = readField(rest, found);
    assertThat(found[0]).isEqualTo(type);
    int space = indexOfSpace(rest);
    assertThat(rest.slice(0, space).utf8()).isEqualTo(Integer.toString(payload.length));
    assertThat(rest.slice(space + 1, rest.size())).isEqualTo(Bytes.copyOf(payload));
  }

  @Property
  void encoding_ofTwoMessages_differs(
      @ForAll("types") String type,
      @ForAll("payloads") byte[] payload,
      @ForAll("types") String otherType,
      @ForAll("payloads") byte[] otherPayload)
      throws IOException {
    Assume.that(
        !type.equals(otherType) || !Bytes.copyOf(payload).equals(Bytes.copyOf(otherPayload)));
    assertThat(encode(type, payload)).isNotEqualTo(encode(otherType, otherPayload));
  }

  @Property
  void encoding_boundaryBetweenTypeAndPayloadMoved_differs(
      @ForAll("types") String text,
      @ForAll @IntRange(max = 6) int cut,
      @ForAll @IntRange(max = 6) int other)
      throws IOException {
    int first = Math.min(cut, text.length());
    int second = Math.min(other, text.length());
    Assume.that(first != second);
    assertThat(encodeCut(text, first)).isNotEqualTo(encodeCut(text, second));
  }

  @Property
  void encoding_ofOneMessage_isOne(@ForAll("types") String type, @ForAll("payloads") byte[] payload)
      throws IOException {
    assertThat(encode(type, payload)).isEqualTo(encode(type, payload.clone()));
  }

  /** Few symbols, those of the encoding itself among them, so that near collisions are common. */
  @Provide
  Arbitrary<String> types() {
    return Arbitraries.strings().withChars(" 0123Dv\u00e9").ofMaxLength(8);
  }

  @Provide
  Arbitrary<byte[]> payloads() {
    return Arbitraries.bytes()
        .filter(b -> b == ' ' || (b >= '0' && b <= '3') || b < 0)
        .array(byte[].class)
        .ofMaxSize(8);
  }

  private static Bytes encodeCut(String text, int at) throws IOException {
    return encode(text.substring(0, at), Bytes.utf8(text.substring(at)).toByteArray());
  }

  private static Bytes encode(String type, byte[] payload) throws IOException {
    return Bytes.adopt(
        PreAuthEncodingTest.encoded(PreAuthEncoding.of(type, Bytes.copyOf(payload))));
  }

  private static Bytes readField(Bytes rest, String[] found) {
    int space = indexOfSpace(rest);
    int length = Integer.parseInt(rest.slice(0, space).utf8());
    int end = space + 1 + length;
    found[0] = rest.slice(space + 1, end).utf8();
    assertThat(rest.at(end)).isEqualTo((byte) ' ');
    return rest.slice(end + 1, rest.size());
  }

  private static int indexOfSpace(Bytes bytes) {
    int at = 0;
    while (bytes.at(at) != ' ') {
      at++;
    }
    return at;
  }
}
