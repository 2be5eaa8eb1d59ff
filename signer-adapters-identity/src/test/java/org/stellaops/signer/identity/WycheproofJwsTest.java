package org.stellaops.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;

/** Wycheproof's JSON Web Signatures, with the keys that this service would use at all. */
class WycheproofJwsTest {

  private static final Set<String> ALGORITHMS = Set.of("ES256", "ES384", "RS256", "PS256");

  @Test
  void j23_verify_everyVector_saysWhatTheVectorSays() throws IOException {
    Path vectors = shared().resolve("json_web_signature_test.json");
    if (!Files.exists(vectors)) {
      abort("not run: shared/vectors/wycheproof is not beside the checkout");
    }
    Set<String> wrong = new TreeSet<>();
    int valid = 0;
    int invalid = 0;
    for (JsonNode group : new ObjectMapper().readTree(vectors.toFile()).get("testGroups")) {
      JsonNode jwk = group.path("public");
      boolean declared = jwk.has("alg");
      if (jwk.isMissingNode() || (declared && !ALGORITHMS.contains(jwk.get("alg").asText()))) {
        continue;
      }
      for (JsonNode test : group.get("tests")) {
        boolean expected = test.get("result").asText().equals("valid");
        boolean found = verifies(jwk, test.get("jws").asText());
        valid += expected ? 1 : 0;
        invalid += expected ? 0 : 1;
        if (expected != found) {
          wrong.add(test.get("tcId") + " " + test.get("comment").asText() + ": " + found);
        }
      }
    }
    // Both are PS384 under a key that is meant for PS256, which J03 refuses.
    assertThat(wrong).containsExactly("346 Figure20: false", "350 Figure20: false");
    assertThat(valid).isPositive();
    assertThat(invalid).isGreaterThan(200);
  }

  private static boolean verifies(JsonNode jwk, String compact) {
    try {
      PublicJwk key =
          PublicJwk.read(JsonValue.parse(Bytes.utf8(jwk.toString()), JsonLimits.TOKEN), 4096);
      CompactJws jws = CompactJws.parse(compact);
      return key.algorithms().contains(jws.algorithm())
          && VerificationKey.of(jws.algorithm(), key.key(), JcaProviders.platform()).verifies(jws);
    } catch (PublicJwk.Refused | TokenFaulted | InvalidJson e) {
      return false;
    }
  }

  private static Path shared() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.isDirectory(folder.resolve("shared/vectors"))) {
      folder = folder.getParent();
    }
    return folder.resolve("shared/vectors/wycheproof");
  }
}
