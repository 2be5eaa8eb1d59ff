package org.stellaops.signer.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.core.decision.ServiceFailure;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.PinnedKey;
import org.stellaops.signer.words.SignatureValue;

class WycheproofTest {

  /** The vectors are flat objects of strings, so their fields can be read one after the other. */
  private static final Pattern FIELD =
      Pattern.compile(
          "\"(publicKeyDer|tcId|msg|sig|result)\"\\s*:\\s*(?:\"([^\"]*)\"|(\\d+))");

  private final SignatureCheck check = SignatureCheck.byThePlatform();

  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256_test.json, 484",
    "ecdsa_secp384r1_sha384_test.json, 0",
    "rsa_signature_2048_sha256_test.json, 0",
    "ed25519_test.json, 0"
  })
  void check_everyVector_saysWhatTheVectorSays(String file, int count) throws IOException {
    Path vectors = sharedFolder().resolve(file);
    if (!Files.exists(vectors)) {
      abort("not run: shared/vectors/wycheproof/" + file + " is not beside the checkout");
    }
    Matcher field = FIELD.matcher(Files.readString(vectors));
    TreeSet<String> wrong = new TreeSet<>();
    PinnedKey pin = null;
    String id = "";
    Bytes message = Bytes.empty();
    Bytes signature = Bytes.empty();
    int seen = 0;
    while (field.find()) {
      String text = field.group(2);
      switch (field.group(1)) {
        case "publicKeyDer" -> pin = PinnedKey.parseSpki(hex(text));
        case "tcId" -> id = field.group(3);
        case "msg" -> message = hex(text);
        case "sig" -> signature = hex(text);
        default -> {
          seen++;
          String said = isGood(pin, message, signature) ? "valid" : "invalid";
          if (!said.equals(text)) {
            wrong.add(id + " is " + text);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isEqualTo(count);
  }

  private boolean isGood(PinnedKey pin, Bytes message, Bytes signature) {
    if (signature.isEmpty()) {
      return false;
    }
    try {
      check.check(pin, message::update, new SignatureValue(pin.algorithm(), signature, "vector"));
      return true;
    } catch (ServiceFailure refused) {
      return false;
    }
  }

  private static Bytes hex(String text) {
    return Bytes.adopt(HexFormat.of().parseHex(text));
  }

  private static Path sharedFolder() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("signer-ports"))) {
      root = root.getParent();
    }
    return root.resolveSibling("shared").resolve("vectors/wycheproof");
  }
}
