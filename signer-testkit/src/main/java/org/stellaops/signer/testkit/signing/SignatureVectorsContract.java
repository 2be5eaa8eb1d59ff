package org.stellaops.signer.testkit.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Whoever checks signatures says of every Wycheproof vector what the vector says. */
public abstract class SignatureVectorsContract {

  /** The vectors are flat objects of strings, so their fields can be read one after the other. */
  private static final Pattern FIELD =
      Pattern.compile("\"(publicKeyDer|tcId|msg|ctx|sig|result)\"\\s*:\\s*(?:\"([^\"]*)\"|(\\d+))");

  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256_test.json, ECDSA_P256_SHA256, 484, 350 479",
    "ecdsa_secp256r1_sha256_p1363_test.json, ECDSA_P256_SHA256, 262, 115",
    "ecdsa_secp384r1_sha384_test.json, ECDSA_P384_SHA384, 504, 382 499",
    "rsa_signature_2048_sha256_test.json, RSA_PKCS1_SHA256, 256, ''",
    "rsa_pss_2048_sha256_mgf1_32_test.json, RSA_PSS_SHA256, 108, ''",
    "ed25519_test.json, ED25519, 151, ''",
    "mldsa_44_verify_test.json, ML_DSA_44, 176, ''",
    "mldsa_65_verify_test.json, ML_DSA_65, 206, ''",
    "mldsa_87_verify_test.json, ML_DSA_87, 237, ''"
  })
  void check_everyVector_saysWhatTheVectorSays(
      String file, SignatureAlgorithm algorithm, int count, String reduced) throws IOException {
    if (!KeyPairs.known().contains(algorithm)) {
      abort("not run: this platform has no " + algorithm);
    }
    Path vectors = sharedFolder().resolve(file);
    if (!Files.exists(vectors)) {
      abort("not run: shared/vectors/wycheproof/" + file + " is not beside the checkout");
    }
    Matcher field = FIELD.matcher(Files.readString(vectors));
    TreeSet<String> wrong = new TreeSet<>();
    Optional<PinnedKey> pin = Optional.empty();
    String id = "";
    Bytes message = Bytes.empty();
    Bytes signature = Bytes.empty();
    boolean inContext = false;
    int seen = 0;
    while (field.find()) {
      String text = field.group(2);
      switch (field.group(1)) {
        case "publicKeyDer" -> pin = pinned(hex(text), algorithm);
        case "tcId" -> {
          id = field.group(3);
          inContext = false;
        }
        case "ctx" -> inContext = !text.isEmpty();
        case "msg" -> message = hex(text);
        case "sig" -> signature = hex(text);
        default -> {
          // Nothing is pinned to an RSA exponent of 3, and "acceptable" binds nobody.
          if (pin.isEmpty() || "acceptable".equals(text)) {
            continue;
          }
          seen++;
          Optional<Bytes> ours =
              file.contains("p1363") ? algorithm.derOfRaw(signature) : Optional.of(signature);
          boolean good =
              ours.isPresent() && !ours.get().isEmpty() && isGood(pin.get(), message, ours.get());
          // What was signed in a context is none of ours, however good it is there.
          if (good != (text.equals("valid") && !inContext)) {
            wrong.add(id + " is " + text);
          }
        }
      }
    }
    // Where the x of kG is n or more, one signature in 2^127, SunEC of old says no to a good one.
    if (Runtime.version().feature() < 25) {
      Pattern.compile(" ").splitAsStream(reduced).forEach(safe -> wrong.remove(safe + " is valid"));
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isEqualTo(count);
  }

  /** Whether {@code signature}, which is not empty, is {@code pin}'s over {@code message}. */
  protected abstract boolean isGood(PinnedKey pin, Bytes message, Bytes signature);

  private static Optional<PinnedKey> pinned(Bytes spki, SignatureAlgorithm algorithm) {
    try {
      return Optional.of(PinnedKey.parseSpki(spki).under(algorithm));
    } catch (IllegalArgumentException unsupported) {
      return Optional.empty();
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
