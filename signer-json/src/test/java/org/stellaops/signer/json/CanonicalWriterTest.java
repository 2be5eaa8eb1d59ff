package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

class CanonicalWriterTest {

  @Test
  void writeTo_membersInAnyOrder_writesTheCanonicalForm() throws Exception {
    CanonicalWriter writer =
        CanonicalWriter.object()
            .string("text", "a\"\\/\n\u0001é😀\u007f")
            .number("count", 42)
            .bool("flag", false)
            .value("nothing", JsonNull.NULL)
            .strings("list", List.of("b", "a"))
            .canonical("raw", Bytes.utf8("{\"a\":[1]}"))
            .base64("payload", Bytes.utf8("hello"))
            .object("inner", CanonicalWriter.object().number("z", 1).number("a", 2))
            .objects(
                "many", List.of(CanonicalWriter.object(), CanonicalWriter.object().bool("x", true)))
            .objects("none", List.of())
            .number("\ue000", 1)
            .number("😀", 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);

    String expected =
        "{\"count\":42,\"flag\":false,\"inner\":{\"a\":2,\"z\":1},\"list\":[\"b\",\"a\"],"
            + "\"many\":[{},{\"x\":true}],\"none\":[],\"nothing\":null,\"payload\":\"aGVsbG8=\","
            + "\"raw\":{\"a\":[1]},\"text\":\"a\\\"\\\\/\\n\\u0001é😀\u007f\",\"😀\":2,\"\ue000\":1}";
    assertThat(Bytes.adopt(out.toByteArray()).utf8()).isEqualTo(expected);
    assertThat(writer.bytes().utf8()).isEqualTo(expected);
    assertThat(writer.size()).isEqualTo(writer.bytes().size());
    assertThat(StrictJson.canonical(writer.bytes(), JsonLimits.REQUEST)).isEqualTo(writer.bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 8190, 8191, 8192, 100_001})
  void base64_payloadOfAnyLength_isWrittenAndCounted(int length) throws Exception {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 31);
    }
    Bytes content = Bytes.adopt(payload);
    CanonicalWriter writer = CanonicalWriter.object().base64("payload", content);

    assertThat(writer.bytes().utf8()).isEqualTo("{\"payload\":\"" + content.base64() + "\"}");
    assertThat(writer.size()).isEqualTo(writer.bytes().size());
  }

  @Test
  void writeTo_largePayload_comesInPiecesAndIsFlushedButNotClosed() throws Exception {
    List<Integer> pieces = new ArrayList<>();
    boolean[] ended = new boolean[2];
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            pieces.add(1);
          }

          @Override
          public void write(byte[] source, int offset, int length) {
            pieces.add(length);
          }

          @Override
          public void flush() {
            ended[0] = true;
          }

          @Override
          public void close() {
            ended[1] = true;
          }
        };

    CanonicalWriter.object().base64("payload", Bytes.adopt(new byte[10_000_000])).writeTo(out);

    assertThat(pieces).allMatch(length -> length <= 65_536);
    assertThat(pieces.stream().mapToLong(Integer::longValue).sum()).isEqualTo(13_333_336 + 14);
    assertThat(ended).containsExactly(true, false);
  }

  @Test
  void add_nameTwiceOrBadText_isABugOfTheCaller() {
    CanonicalWriter writer = CanonicalWriter.object().number("a", 1);

    assertThatThrownBy(() -> writer.bool("a", true)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.string("b", "\udc00"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.string("\ufdd0", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.number("c", Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.bytes().utf8()).isEqualTo("{\"a\":1}");
  }
}
