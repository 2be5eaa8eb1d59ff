package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.service.DevelopmentService;

/** Keys of every algorithm, from {@code stella keys create} to a signature that verifies. */
class CreatedKeysTest {

  private static final List<String> ALGORITHMS =
      List.of(
          "ecdsa-p256-sha256",
          "ecdsa-p384-sha384",
          "ecdsa-p521-sha512",
          "ed25519",
          "rsa-pkcs1-sha256",
          "rsa-pss-sha256",
          "ml-dsa-44",
          "ml-dsa-65",
          "ml-dsa-87");

  @TempDir static Path state;

  private static Development development;
  private static Path config = Path.of("");
  private static Path list = Path.of("");

  @BeforeAll
  static void create() throws Exception {
    development = DevelopmentService.install(state.resolve("dev"), Ports.free(), false);
    Path password = Samples.file(state, "keys.pw", "correct horse\n");
    StringBuilder keys = new StringBuilder("\n    keys:\n");
    StringBuilder backends = new StringBuilder("\n  backends:\n");
    for (int i = 0; i < ALGORITHMS.size(); i++) {
      String algorithm = ALGORITHMS.get(i);
      // A few keys in each file: all of it is opened for each one that is added.
      String backend = "made" + i / 3;
      Ran ran =
          stella(
              List.of("keys", "create", algorithm, "--algorithm", algorithm),
              "--keystore",
              state.resolve(backend),
              "--password",
              "file:" + password);
      assertThat(ran.exit()).as(ran.err()).isZero();
      List<String> lines =
          ran.out()
              .replace("main:", backend + ":")
              .lines()
              .filter(line -> line.startsWith("    "))
              .toList();
      keys.append(lines.get(1)).append('\n');
      backends.append(i % 3 == 0 ? lines.getLast() + "\n" : "");
    }
    config = state.resolve("dev/created.yaml");
    Files.writeString(
        config,
        Files.readString(development.configFile())
            .replace("bom\": {release: required}", "bom\": {release: not-required}")
            .replace("\n    keys:\n", keys)
            .replace("\n  backends:\n", backends));
    Ran listed = stella("keys", "list", "--config", config, "--output", "json");
    assertThat(listed.exit()).as(listed.err()).isZero();
    assertThat(SchemaCheck.faults(Samples.json(listed.out()))).isEmpty();
    list = Samples.file(state, "keys.json", listed.out());
    sign("first", ALGORITHMS.subList(0, 5));
    sign("second", ALGORITHMS.subList(5, 9));
  }

  @AfterAll
  static void stop() {
    development.close();
  }

  private static void sign(String name, List<String> keys) {
    URI authority = URI.create(development.config().authorities().get(0).issuer().value());
    Path poe =
        Samples.file(state, "poe", new DevelopmentClient(authority).proofOfEntitlement(Map.of()));
    List<Object> words =
        new ArrayList<>(
            List.of("sign", "sbom", Samples.sbom(state), "--config", config, "--tenant", "demo"));
    words.addAll(List.of("--instance", "dev", "--poe", "file:" + poe));
    words.addAll(List.of("--envelope", state.resolve(name + ".dsse.json")));
    words.addAll(List.of("--bundle", state.resolve("app.sigstore.json")));
    words.addAll(List.of("--public-key", state.resolve("app.pub")));
    for (String key : keys) {
      words.addAll(List.of("--key", key));
    }
    Ran ran = stella(words);
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  private static Path bundle(String key) {
    return state.resolve("app." + key + ".sigstore.json");
  }

  private static Path publicKey(String key) {
    return state.resolve("app." + key + ".pub");
  }

  @Test
  void keysOfEveryAlgorithm_sign_andTheListVerifiesThemTogether() {
    for (List<String> each : List.of(List.of("first", "5"), List.of("second", "4"))) {
      Path envelope = state.resolve(each.getFirst() + ".dsse.json");

      Ran ran = stella("verify", envelope, "--key", list, "--threshold", each.getLast());

      assertThat(ran.exit()).as(ran.out()).isZero();
    }
  }

  @Test
  void pssSignature_verifies_onlyWhereItIsSaid() {
    Path bundle = bundle("rsa-pss-sha256");
    Path key = publicKey("rsa-pss-sha256");

    Ran unsaid = stella("verify", bundle, "--key", key);
    Ran said = stella("verify", bundle, "--key", key, "--algorithm", "rsa-pss-sha256");
    Ran wrong = stella("verify", bundle, "--key", key, "--algorithm", "rsa-pkcs1-sha256");

    assertThat(unsaid.exit()).isEqualTo(1);
    assertThat(unsaid.out()).contains("rsa-pss-sha256: that has to be said");
    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(wrong.exit()).isEqualTo(1);
  }

  @Test
  void algorithm_thatDoesNotFit_isRefusedWithAHint() {
    Path bundle = bundle("ecdsa-p256-sha256");
    Path key = publicKey("ecdsa-p256-sha256");
    Path rsa = publicKey("rsa-pkcs1-sha256");
    List<Object> verify = List.of("verify", bundle, "--key");

    Ran other = stella(verify, key, "--algorithm", "rsa-pss-sha256");
    Ran edwards = stella(verify, rsa, "--algorithm", "ed25519");
    Ran unknown = stella(verify, key, "--algorithm", "rsa");
    Ran listed = stella(verify, list, "--algorithm", "rsa-pss-sha256");

    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("ecdsa-p256-sha256 alone, and needs no --algorithm");
    assertThat(edwards.exit()).isEqualTo(2);
    assertThat(edwards.err()).contains("rsa-pkcs1-sha256 or rsa-pss-sha256");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(listed.exit()).isEqualTo(2);
    assertThat(listed.err()).contains("names the algorithm of each of its keys");
    assertThat(stella(verify, key, "--algorithm", "ecdsa-p256-sha256").exit()).isZero();
  }

  @Test
  void listedKey_thatIsRevoked_doesNotCount() {
    Path bundle = bundle("ed25519");
    ObjectNode document = (ObjectNode) Samples.json(list);
    for (var key : document.withArray("keys")) {
      ObjectNode members = (ObjectNode) key;
      if (key.get("name").asText().equals("ed25519")) {
        members.put("state", "revoked");
      }
      members.remove(List.of("name", "published", "tenant"));
    }
    document.put("schema", "https://stella-ops.org/schemas/signer/trust/v1");
    document.putArray("revocations");
    Path revoked = Samples.file(state, "revoked.json", document.toString());

    assertThat(stella("verify", bundle, "--key", list).exit()).isZero();
    Ran ran = stella("verify", bundle, "--key", revoked);

    assertThat(ran.exit()).as(ran.out()).isEqualTo(1);
    assertThat(ran.err()).contains("is revoked: nothing that it signed counts here");
  }

  @Test
  void listedKey_ofAnotherKindThanItIs_makesTheListNone() {
    Path bundle = bundle("ed25519");
    Path untrue =
        Samples.file(
            state,
            "untrue.json",
            Samples.json(list).toString().replace("PKIX_ED25519", "PKIX_RSA_PSS_3072_SHA256"));

    assertThat(stella("verify", bundle, "--key", untrue).exit()).isEqualTo(2);
  }
}
