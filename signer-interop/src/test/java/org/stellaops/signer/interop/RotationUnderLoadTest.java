package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.SigningLoad.Answer;

/**
 * Keys of the real service change by {@code stella keys} while callers sign (KEY-01, KEY-02). One
 * node: SQLite refuses a second process, so that what holds between nodes is shown in the core's
 * tests alone.
 */
class RotationUnderLoadTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KEYS = List.of("sbom", "sbom-2", "sbom-3", "vex", "vex-2");
  private static final Duration NEW_KEY_WITHIN = Duration.ofSeconds(60);
  private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);
  private static final int ANSWERS = 60;

  @TempDir private Path directory;

  private final Map<String, PublicKey> publicKeys = new LinkedHashMap<>();
  private final Map<String, Path> files = new LinkedHashMap<>();

  /** A change by the command, and when it began and had ended. */
  private record Change(Instant began, Instant ended) {}

  @Test
  void k04_rotationAndRevocationUnderLoad_noFailedRequest_noLateSignature() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    try (Service service = Service.configured(state, text -> withKeys(state, text))) {
      learnKeys(service);
      List<Answer> rotated;
      List<Answer> revoked;
      Change second;
      Change third;
      Change revocation;
      Change replacement;
      try (SigningLoad line = new SigningLoad(service, 3, "");
          SigningLoad vex = new SigningLoad(service, 2, "vex")) {
        line.awaitMore(ANSWERS);
        vex.awaitMore(ANSWERS);
        // A key that was given up before it was ever active is taken up again.
        change(service, "retire", "sbom-2");
        change(service, "prepare", "sbom-2");
        second = change(service, "activate", "sbom-2");
        line.awaitMore(ANSWERS);
        change(service, "retire", "sbom");
        line.awaitMore(ANSWERS);
        third = change(service, "activate", "sbom-3");
        change(service, "retire", "sbom-2");
        line.awaitMore(ANSWERS);
        revocation = change(service, "revoke", "vex");
        vex.goOn(REVOKED_WITHIN.plusSeconds(3));
        replacement = change(service, "activate", "vex-2");
        vex.awaitMore(ANSWERS);
        rotated = line.stop();
        revoked = vex.stop();
      }
      Map<String, JsonNode> lives = status(service);
      assertThat(service.stop()).as("ends by itself").isTrue();

      assertThat(rotated).as("failed requests").allMatch(Answer::isSigned);
      Map<String, List<Answer>> byKey = byKey(rotated);
      assertThat(byKey.keySet()).containsExactlyInAnyOrder("sbom", "sbom-2", "sbom-3");
      Duration toSecond = untilFirst(byKey.get("sbom-2"), lives.get("sbom-2"));
      Duration toThird = untilFirst(byKey.get("sbom-3"), lives.get("sbom-3"));
      assertThat(toSecond).isLessThan(NEW_KEY_WITHIN);
      assertThat(toThird).isLessThan(NEW_KEY_WITHIN);
      assertThat(askedAfter(byKey.get("sbom"), second)).as("by the old key, afterwards").isZero();
      assertThat(askedAfter(byKey.get("sbom-2"), third)).as("by the old key, afterwards").isZero();
      assertBundlesVerify(byKey);

      Map<String, List<Answer>> byVex = byKey(revoked.stream().filter(Answer::isSigned).toList());
      assertThat(byVex.keySet()).containsExactlyInAnyOrder("vex", "vex-2");
      List<Answer> refused = revoked.stream().filter(each -> !each.isSigned()).toList();
      assertThat(refused).as("in the time of no key").isNotEmpty();
      for (Answer each : refused) {
        assertThat(each.told()).isAfter(revocation.began());
        assertThat(each.asked()).isBefore(replacement.ended());
        // The key that is to replace it has its word where there is one.
        assertThat(each.reply().text("reason")).isIn("key-revoked", "key-prepared");
      }
      assertThat(askedAfter(byVex.get("vex"), revocation)).as("by the revoked key").isZero();
      Instant from = Instant.parse(lives.get("vex").get("revokedFrom").textValue());
      List<Duration> late = late(state, from);
      assertThat(late)
          .as("signatures of the revoked key, by the time of their record")
          .allMatch(after -> after.compareTo(REVOKED_WITHIN) <= 0);
      System.out.println(
          "rotation: "
              + rotated.size()
              + " requests, 0 failed, "
              + counts(byKey)
              + "; new key's first signature after "
              + toSecond.toMillis()
              + " and "
              + toThird.toMillis()
              + " ms; revocation: "
              + counts(byVex)
              + ", "
              + refused.size()
              + " refused, "
              + late.size()
              + " recorded after its moment, the last by "
              + late.stream().mapToLong(Duration::toMillis).max().orElse(0)
              + " ms, later than 5 s: 0");
    }
  }

  /** Development mode's configuration with the keys of this test. */
  private static String withKeys(Path state, String development) {
    Path keystore = state.resolve("rotated.p12");
    for (String key : KEYS) {
      Command.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool"),
              "-genkeypair",
              "-alias",
              key,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=" + key,
              "-validity",
              "3650",
              "-storetype",
              "PKCS12",
              "-keystore",
              keystore.toString(),
              "-storepass:file",
              state.resolve("keystore.password").toString())
          .succeed();
    }
    try {
      Files.setPosixFilePermissions(keystore, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String keys =
        """
            keys:
              sbom: {uri: "main:sbom", published: true}
              sbom-2: {uri: "main:sbom-2", published: true, replaces: sbom, enrolAs: prepared}
              sbom-3: {uri: "main:sbom-3", published: true, replaces: sbom-2, enrolAs: prepared}
              vex: {uri: "main:vex", published: true}
              vex-2: {uri: "main:vex-2", published: true, replaces: vex, enrolAs: prepared}
            profiles:
              default: {keys: [sbom]}

        keys:
          backends:
            main: {type: keystore, file: rotated.p12, password: "file:keystore.password"}

        """;
    int start = development.indexOf("    keys:\n");
    int end = development.indexOf("seal:\n");
    return development.substring(0, start) + keys + development.substring(end);
  }

  private static Change change(Service service, String verb, String key) {
    Instant began = Instant.now();
    stella(service, verb, key, "--reason", "a drill").succeed();
    return new Change(began, Instant.now());
  }

  private static Command stella(Service service, String verb, String... words) {
    return Command.of(Tools.stella(), "keys", verb)
        .with(words)
        .with("--server", service.origin().toString(), "--dev");
  }

  /** The keys by name, as their tenant sees them. */
  private static Map<String, JsonNode> status(Service service) throws IOException {
    Map<String, JsonNode> keys = new TreeMap<>();
    String told = stella(service, "status", "--output", "json").succeed().out();
    for (JsonNode key : JSON.readTree(told).get("keys")) {
      keys.put(key.get("name").textValue(), key);
    }
    return keys;
  }

  /** The public keys as anybody reads them, with the names that their tenant has for them. */
  private void learnKeys(Service service) throws Exception {
    Map<String, String> pems = new TreeMap<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String trust =
          http.send(
                  HttpRequest.newBuilder(service.origin().resolve("/api/v1/signer/trust")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      for (JsonNode key : JSON.readTree(trust).get("keys")) {
        pems.put(key.get("id").textValue(), key.get("publicKey").textValue());
      }
    }
    Map<String, JsonNode> lives = status(service);
    for (String name : KEYS) {
      JsonNode key = lives.get(name);
      assertThat(key.get("state").textValue())
          .isEqualTo(name.contains("-") ? "prepared" : "active");
      String pem = pems.get(key.get("id").textValue());
      Path file = directory.resolve(name + ".pub");
      Files.writeString(file, pem);
      files.put(name, file);
      String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
      publicKeys.put(
          name,
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64))));
    }
  }

  /** By the key under which each signature verifies; each does under one, says the JDK. */
  private Map<String, List<Answer>> byKey(List<Answer> answers) throws Exception {
    Map<String, List<Answer>> byKey = new TreeMap<>();
    for (Answer answer : answers) {
      JsonNode envelope = answer.reply().json().get("bundle").get("dsse");
      List<String> verifying = new ArrayList<>();
      for (Map.Entry<String, PublicKey> key : publicKeys.entrySet()) {
        if (verifies(envelope, key.getValue())) {
          verifying.add(key.getKey());
        }
      }
      assertThat(verifying).as(answer.toString()).hasSize(1);
      byKey.computeIfAbsent(verifying.get(0), any -> new ArrayList<>()).add(answer);
    }
    return byKey;
  }

  private static boolean verifies(JsonNode envelope, PublicKey key)
      throws GeneralSecurityException {
    String type = envelope.get("payloadType").textValue();
    byte[] payload = Base64.getDecoder().decode(envelope.get("payload").textValue());
    String head = "DSSEv1 " + type.length() + " " + type + " " + payload.length + " ";
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(key);
    signature.update(head.getBytes(StandardCharsets.UTF_8));
    signature.update(payload);
    return signature.verify(
        Base64.getDecoder().decode(envelope.get("signatures").get(0).get("sig").textValue()));
  }

  /** What retired keys signed goes on to verify for whoever has their public keys. */
  private void assertBundlesVerify(Map<String, List<Answer>> byKey) throws IOException {
    for (Map.Entry<String, List<Answer>> each : byKey.entrySet()) {
      Path bundles = Files.createDirectories(directory.resolve("by-" + each.getKey()));
      for (int i = 0; i < each.getValue().size(); i += 10) {
        JsonNode bundle = each.getValue().get(i).reply().json().get("bundle");
        Files.writeString(bundles.resolve(i + ".dsse.json"), bundle.get("dsse").toString());
      }
      Path key = files.get(each.getKey());
      Command.of(Tools.stella(), "verify", bundles.toString(), "--key", key.toString()).succeed();
    }
  }

  private static Duration untilFirst(List<Answer> answers, JsonNode life) {
    Instant active = Instant.parse(life.get("activatedAt").textValue());
    return answers.stream()
        .map(each -> Duration.between(active, each.told()))
        .min(Duration::compareTo)
        .orElseThrow();
  }

  private static long askedAfter(List<Answer> answers, Change change) {
    return answers.stream().filter(each -> each.asked().isAfter(change.ended())).count();
  }

  private static Map<String, Integer> counts(Map<String, List<Answer>> byKey) {
    Map<String, Integer> counts = new TreeMap<>();
    byKey.forEach((name, answers) -> counts.put(name, answers.size()));
    return counts;
  }

  /** How long after {@code from} each signature of the revoked key was recorded, if it was. */
  private static List<Duration> late(Path state, Instant from) throws Exception {
    List<Duration> late = new ArrayList<>();
    int all = 0;
    for (JournalFile.Entry entry : JournalFile.read(JournalFile.under(state))) {
      boolean byRevoked =
          entry.text("decision").equals("signed")
              && entry.record().get("signers").get(0).get("name").textValue().equals("vex");
      if (byRevoked) {
        all++;
        Duration after = Duration.between(from, Instant.parse(entry.text("at")));
        if (after.isPositive()) {
          late.add(after);
        }
      }
    }
    assertThat(all).as("records of the revoked key").isPositive();
    return late;
  }
}
