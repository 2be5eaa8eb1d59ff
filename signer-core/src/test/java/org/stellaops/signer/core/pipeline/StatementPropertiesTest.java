package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RateLimit;

/** Whatever valid statement is sent, the payload is what another implementation makes of it. */
class StatementPropertiesTest {

  private static final SignerFixture HARNESS =
      new SignerFixture(house -> {
        house.limits = new Limits(1 << 20, new RateLimit(100_000, 100_000), 16, 1 << 30, 100_000);
        house.subjects = "*"; // no other pattern takes a name with characters that do not show
      });

  private static final String[] PIECES = {
    "a", "B", "0", "\"", "\\", "/", "\n", "\u0001", "\u0000", "\u007f", "é", "€", "\ufb33", "日本",
    "😀", "𝄞"
  };

  /** Escaped or not: no subject's name may have one. */
  private static final String CONTROL =
      "\\\\u00(0[0-9a-f]|1[0-9a-f]|7f|[89][0-9a-f])|[\\x7f-\\x9f]";

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void sign_anyValidStatement_payloadIsTheCanonicalStatement(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    String subject =
        "[{\"name\":"
            + text(random, "registry.example/").replaceAll(CONTROL, "")
            + ",\"digest\":{\"sha256\":\""
            + SignBody.HEX
            + "\"}}]";
    String predicate = object(random, 4);
    SignBody body = HARNESS.body().with("subject", subject).with("predicate", predicate);
    JsonObject answer = SignerFixture.json(HARNESS.sign(body));
    String statement =
        "{\"subject\":"
            + subject
            + ",\"predicateType\":\""
            + SignBody.SBOM
            + "\",\"predicate\":"
            + predicate
            + ",\"_type\":\"https://in-toto.io/Statement/v1\"}";
    assertThat(Bytes.base64(answer.object("bundle").object("dsse").string("payload")).utf8())
        .isEqualTo(new JsonCanonicalizer(statement).getEncodedString());
  }

  private static String value(Random random, int depth) throws IOException {
    return switch (random.nextInt(depth > 0 ? 7 : 4)) {
      case 0 -> random.nextBoolean() ? "true" : "null";
      case 1 -> text(random, "");
      case 2 -> Integer.toString(random.nextInt());
      case 3 -> NumberToJSON.serializeNumber(random.nextGaussian() * Math.pow(10, digits(random)));
      case 4 -> "[" + value(random, depth - 1) + " , " + value(random, depth - 1) + "]";
      default -> object(random, depth - 1);
    };
  }

  /** Small enough that no whole number beyond 2^53 comes out. */
  private static int digits(Random random) {
    return random.nextInt(24) - 20;
  }

  private static String object(Random random, int depth) throws IOException {
    StringBuilder out = new StringBuilder("{");
    for (int i = random.nextInt(5); i > 0; i--) {
      // The number keeps the names apart.
      out.append(text(random, i + "-")).append(": ").append(value(random, depth)).append(',');
    }
    return out.append("\"last\":0 }").toString();
  }

  /** Some characters as escapes, which must make no difference. */
  private static String text(Random random, String prefix) {
    StringBuilder text = new StringBuilder(prefix);
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    StringBuilder out = new StringBuilder("\"");
    for (int c : text.toString().codePoints().toArray()) {
      if (c < ' ' || c == '"' || c == '\\' || random.nextInt(4) == 0) {
        for (char unit : Character.toChars(c)) {
          out.append("\\u%04x".formatted((int) unit));
        }
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.append('"').toString();
  }
}
