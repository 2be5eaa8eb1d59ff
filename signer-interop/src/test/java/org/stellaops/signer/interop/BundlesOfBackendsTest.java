package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.Caller.Reply;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * One service with keys in files, a token and AWS KMS: what each of them signs holds for programs
 * that know nothing of it. cosign hashes with SHA-256 whatever the key, so it has no word on P-384,
 * P-521 and PSS; openssl has.
 */
class BundlesOfBackendsTest {

  private static final String IMAGE = "sha256:" + "0".repeat(64);
  private static final String TYPE = "https://cyclonedx.org/bom";

  /** What openssl makes a key of each kind from, and verifies with. */
  private enum Kind {
    P256(SignatureAlgorithm.ECDSA_P256_SHA256, "EC", "ec_paramgen_curve:P-256"),
    P384(SignatureAlgorithm.ECDSA_P384_SHA384, "EC", "ec_paramgen_curve:P-384"),
    P521(SignatureAlgorithm.ECDSA_P521_SHA512, "EC", "ec_paramgen_curve:P-521"),
    RSA2048(SignatureAlgorithm.RSA_PKCS1_SHA256, "RSA", "rsa_keygen_bits:2048"),
    RSA3072(SignatureAlgorithm.RSA_PKCS1_SHA256, "RSA", "rsa_keygen_bits:3072"),
    RSA4096(SignatureAlgorithm.RSA_PKCS1_SHA256, "RSA", "rsa_keygen_bits:4096"),
    PSS(SignatureAlgorithm.RSA_PSS_SHA256, "RSA", "rsa_keygen_bits:2048"),
    ED25519(SignatureAlgorithm.ED25519, "ED25519", "");

    private final SignatureAlgorithm algorithm;
    private final String family;
    private final String parameter;

    Kind(SignatureAlgorithm algorithm, String family, String parameter) {
      this.algorithm = algorithm;
      this.family = family;
      this.parameter = parameter;
    }

    String key() {
      return "file-" + name().toLowerCase(Locale.ROOT);
    }
  }

  @TempDir private static Path directory;

  /** The public key of each key of the configuration, and how it signs. */
  private static final Map<String, PinnedKey> KEYS = new LinkedHashMap<>();

  private static final List<AutoCloseable> OPENED = new ArrayList<>();

  private static Caller caller;
  private static Verifiers verifiers;

  @BeforeAll
  static void start() throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    Path libraries = Files.createDirectories(directory.resolve("libraries"));
    packed(libraries, "pkcs11");
    packed(libraries, "aws-kms");
    for (Kind kind : Kind.values()) {
      makeFile(state, kind);
    }
    SoftHsm token = opened(new SoftHsm(directory));
    Files.writeString(state.resolve("pin"), SoftHsm.PIN);
    Map<String, String> elsewhere = new LinkedHashMap<>();
    for (SignatureAlgorithm algorithm :
        List.of(SignatureAlgorithm.ECDSA_P256_SHA256, SignatureAlgorithm.RSA_PKCS1_SHA256)) {
      String label = token.newKey(algorithm);
      elsewhere.put("token-" + label, "hsm:pkcs11:object=" + label);
      KEYS.put("token-" + label, PinnedKey.of(token.publicKey(label)));
    }
    AwsPeer aws = opened(AwsPeer.localKms(directory));
    for (SignatureAlgorithm algorithm :
        List.of(SignatureAlgorithm.ECDSA_P256_SHA256, SignatureAlgorithm.ECDSA_P384_SHA384)) {
      String arn = aws.newKey(algorithm);
      String name = "aws-" + algorithm.label();
      elsewhere.put(name, "aws:" + arn);
      KEYS.put(name, PinnedKey.of(aws.publicKey(arn)));
    }
    Service service =
        opened(
            Service.configured(
                state,
                AwsPeer.CREDENTIALS,
                development ->
                    configuration(development, libraries, token, aws.endpoint(), elsewhere)));
    caller = opened(new Caller(service, Map.of("scanner_digest", IMAGE)));
    verifiers = new Verifiers(directory);
  }

  private static <T extends AutoCloseable> T opened(T resource) {
    OPENED.addFirst(resource);
    return resource;
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : OPENED) {
      each.close();
    }
  }

  private static void packed(Path libraries, String type) throws IOException {
    String module = type.equals("pkcs11") ? "pkcs11" : "aws";
    Path packed =
        Tools.repository()
            .resolve("signer-adapters-kms/signer-kms-" + module)
            .resolve("target/stella-backend-" + type)
            .resolve(type);
    assumeThat(packed).as("run mvn verify: it packs the backends").isDirectory();
    Files.createSymbolicLink(libraries.resolve(type), packed);
  }

  private static void makeFile(Path state, Kind kind) throws IOException {
    Path file = state.resolve(kind.key() + ".pem");
    Command make =
        Command.of(Tools.openssl(), "genpkey", "-out", file.toString(), "-algorithm", kind.family);
    if (!kind.parameter.isEmpty()) {
      make.with("-pkeyopt", kind.parameter);
    }
    make.succeed();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String pem =
        Command.of(Tools.openssl(), "pkey", "-in", file.toString(), "-pubout").succeed().out();
    KEYS.put(kind.key(), PinnedKey.parsePem(pem).under(kind.algorithm));
  }

  private static String configuration(
      String development, Path libraries, SoftHsm token, URI aws, Map<String, String> elsewhere) {
    Map<String, String> keys = new LinkedHashMap<>();
    StringBuilder files = new StringBuilder();
    for (Kind kind : Kind.values()) {
      String name = kind.key();
      files.append("    " + name + ": {type: pem, file: " + name + ".pem}\n");
      keys.put(name, "{uri: \"" + name + ":key\", algorithm: " + kind.algorithm.label() + "}");
    }
    elsewhere.forEach((name, uri) -> keys.put(name, "{uri: \"" + uri + "\"}"));
    String backends =
        """
        keys:
          libraries: "LIBRARIES"
          backends:
            hsm:
              type: pkcs11
              module: "MODULE"
              token: "TOKEN"
              pin: file:pin
              environment: ["SOFTHSM2_CONF=PLACE"]
            aws: {type: aws-kms, region: eu-west-2, endpoint: "ENDPOINT"}
        FILES
        """
            .replace("LIBRARIES", libraries.toString())
            .replace("MODULE", Tools.softHsmModule().toString())
            .replace("TOKEN", token.token())
            .replace("PLACE", token.conf())
            .replace("ENDPOINT", aws.toString())
            .replace("FILES", files);
    String ofTenant =
        keys.entrySet().stream()
            .map(each -> "      " + each.getKey() + ": " + each.getValue())
            .collect(Collectors.joining("\n", "    keys:\n", "\n\n"));
    int start = development.indexOf("    keys:\n");
    int end = development.indexOf("\nseal:\n") + 1;
    return development
            .substring(0, start)
            .replace("bom\": {release: required}", "bom\": {release: not-required}")
        + ofTenant
        + backends
        + development.substring(end);
  }

  /** The answer to a request that asks for signatures by {@code keys}. */
  private static JsonNode sign(String artifact, List<String> keys) {
    ObjectNode body = caller.sbom(artifact, IMAGE);
    ObjectNode options = (ObjectNode) body.get("options");
    options.put("returnBundle", "both");
    ArrayNode wanted = options.putArray("keys");
    keys.forEach(wanted::add);
    Reply reply = caller.sign(body);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.json().get("bundle");
  }

  private static Path publicKey(String key) throws IOException {
    return Files.writeString(directory.resolve(key + ".pub"), KEYS.get(key).pem());
  }

  /** That bundle whose hint names {@code key}. */
  private static Path bundle(JsonNode answer, String key) throws IOException {
    String hint =
        Base64.getEncoder().encodeToString(KEYS.get(key).fingerprint().bytes().toByteArray());
    for (JsonNode each : answer.get("sigstore")) {
      if (each.at("/verificationMaterial/publicKey/hint").asText().equals(hint)) {
        return Files.writeString(directory.resolve(key + ".sigstore.json"), each.toString());
      }
    }
    throw new AssertionError(KeyNames.keyId(KEYS.get(key)) + " has no bundle in " + answer);
  }

  @Test
  void bundle_ofEachKey_verifiesByCosign_orByOpensslWhereCosignHasNoWord() throws IOException {
    List<String> all = List.copyOf(KEYS.keySet());
    Path artifact = Files.writeString(directory.resolve("app"), "app", StandardCharsets.UTF_8);
    for (int from = 0; from < all.size(); from += 8) {
      List<String> keys = all.subList(from, Math.min(from + 8, all.size()));
      JsonNode answer = sign("app", keys);
      for (String key : keys) {
        Path bundle = bundle(answer, key);
        Command.Outcome outcome =
            switch (KEYS.get(key).algorithm()) {
              case ECDSA_P256_SHA256, RSA_PKCS1_SHA256, ED25519 ->
                  verifiers.cosign(bundle, publicKey(key), TYPE, artifact);
              default -> verifiers.openssl(bundle, publicKey(key), KEYS.get(key).algorithm());
            };
        assertThat(outcome.exit()).as(key + "\n" + outcome).isZero();
      }
    }
  }

  @Test
  void envelope_withThreeSignatures_holdsForWitness_andNotWithAnotherKey() throws IOException {
    List<String> keys =
        KEYS.keySet().stream()
            .filter(key ->
                key.startsWith("aws-ecdsa-p256")
                    || key.equals(Kind.ED25519.key())
                    || key.startsWith("token-")
                        && KEYS.get(key).algorithm() == SignatureAlgorithm.ECDSA_P256_SHA256)
            .toList();
    assertThat(keys).hasSize(3);
    Path envelope = directory.resolve("three.dsse.json");
    Files.writeString(envelope, sign("app", keys).get("dsse").toString());

    Command good = Command.of(Tools.witness(), envelope.toString());
    for (String key : keys) {
      good.with(publicKey(key).toString());
    }
    assertThat(good.succeed().out()).contains("verified by 3 keys");

    Command.Outcome fourth = good.with(publicKey(Kind.P256.key()).toString()).run();
    assertThat(fourth.exit()).as(fourth.toString()).isNotZero();
  }
}
