package org.stellaops.signer.json;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;
import org.stellaops.signer.model.Bytes;

/** Short words for the tests of this package. */
final class JsonTexts {
  private JsonTexts() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String canonical(String text) throws InvalidJson {
    return StrictJson.canonical(Bytes.utf8(text), JsonLimits.REQUEST).utf8();
  }

  static InvalidJson refused(String text) {
    return refused(utf8(text), JsonLimits.REQUEST);
  }

  static InvalidJson refused(byte[] text, JsonLimits limits) {
    return catchThrowableOfType(
        InvalidJson.class, () -> StrictJson.canonical(text, 0, text.length, limits));
  }

  /** The other implementation, which is lenient where ours refuses and must agree elsewhere. */
  static String oracle(byte[] text) throws IOException {
    return new JsonCanonicalizer(text).getEncodedString();
  }
}
