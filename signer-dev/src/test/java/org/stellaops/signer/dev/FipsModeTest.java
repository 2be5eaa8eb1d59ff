package org.stellaops.signer.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.Examination;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.SignatureAlgorithm;

/** The whole service with BC-FIPS alone. */
class FipsModeTest {

  /** Made by openssl 3.0 genpkey for this test; signs nothing else. */
  private static final String EC =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkpVaKyWPmHeoJdhf
      mbuNVMwGs9+ssMNSzRQkhsRl7fmhRANCAAT8+00zN1vgsXoa1CmuCtYQrar764wr
      xm/zLawiqpzOuUUVKbVg75rXfO6ys9lTKe6y+6aA/WzyBXlxu94c8KLo
      -----END PRIVATE KEY-----
      """;

  @TempDir static Path scratch;

  private static Development development;

  @BeforeAll
  static void start() throws Exception {
    development = DevelopmentKit.find().orElseThrow().start(scratch.resolve("state"), Ports.free());
    key("ec.pem", EC);
    key("rsa.pem", pem("RSA"));
    key("ed25519.pem", pem("Ed25519"));
  }

  @AfterAll
  static void stop() {
    development.close();
  }

  private static Path folder() {
    return Objects.requireNonNull(development.configFile().getParent());
  }

  private static void key(String name, String text) throws IOException {
    Path file = Files.writeString(folder().resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String pem(String kind) throws Exception {
    byte[] pkcs8 = KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8)
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** The development configuration with FIPS, and its two backends replaced. */
  private static Config config(String first, String second, String library) throws Exception {
    String text = Files.readString(development.configFile());
    int backends = text.indexOf("  backends:");
    String changed =
        text.substring(0, backends)
            + "  backends:\n    dev: {"
            + first
            + "}\n    second: {"
            + second
            + "}\n\ncrypto: {fips: true, fipsLibrary: '"
            + library
            + "'}\n\n"
            + text.substring(text.indexOf("seal:", backends));
    Path file = Files.createTempFile(folder(), "fips", ".yaml");
    Files.writeString(
        file,
        changed
            .replaceFirst("\n      export: \\{uri: [^\n]*", "")
            .replace("dev:demo-sbom", "dev:key")
            .replace("\"second:demo-second\"", "\"second:key\", algorithm: rsa-pss-sha256"));
    return ConfigReader.read(file, Map.of());
  }

  private static String library() {
    return Objects.requireNonNull(
        System.getProperty("stella.fips.library"), "stella.fips.library, which Maven sets");
  }

  private static Config working() throws Exception {
    return config("type: pem, file: ec.pem", "type: pem, file: rsa.pem", library());
  }

  private static SignerRuntime started(Config config) throws StartFailed {
    return SignerRuntime.start(config, trace -> {}, failure -> {});
  }

  private static JsonNode json(Response outcome) throws IOException {
    assertThat(outcome).isInstanceOf(Response.Answered.class);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((Response.Answered) outcome).answer().writeTo(out);
    return new JsonMapper().readTree(out.toByteArray());
  }

  private static Response sign(SignerRuntime runtime, String keys) {
    Caller caller = development.caller(Scanner.RELEASED);
    return runtime
        .signer()
        .handle(
            Requests.request(
                new Operation.SignStatement(),
                caller,
                runtime.config().server().publicOrigin(),
                Requests.SIGN,
                runtime.signer().nonce(),
                Requests.signBody(caller, "dev").replace("[\"sbom\"]", keys)));
  }

  @Test
  void sign_throughEveryGate_isTheModules_andThePlatformChecksIt() throws Exception {
    try (SignerRuntime runtime = started(working())) {
      assertThat(runtime.unavailableKeys()).isEmpty();
      assertThat(runtime.crypto().ok()).isTrue();
      assertThat(runtime.crypto().why()).startsWith("fips: approved-only, ").contains("BCFIPS 2.");
      assertThat(Primitives.source()).isEqualTo("BCFIPS");

      for (int i = 0; i < 3; i++) {
        JsonNode envelope = json(sign(runtime, "[\"sbom\",\"second\"]")).get("bundle").get("dsse");
        assertThat(envelope.get("signatures")).hasSize(2);
        for (JsonNode signature : envelope.get("signatures")) {
          assertThat(isGood(runtime, envelope, signature)).isTrue();
        }
      }
    }
    assertThat(Primitives.source()).isEqualTo("platform");
  }

  /** Under one of the published keys, by the platform. */
  private static boolean isGood(SignerRuntime runtime, JsonNode envelope, JsonNode signature)
      throws Exception {
    PreAuthEncoding signed =
        PreAuthEncoding.of(
            envelope.get("payloadType").asText(),
            Bytes.adopt(Base64.getDecoder().decode(envelope.get("payload").asText())));
    byte[] sig = Base64.getDecoder().decode(signature.get("sig").asText());
    for (JsonNode published :
        new JsonMapper().readTree(runtime.signer().trust().utf8()).get("keys")) {
      PinnedKey key = PinnedKey.parsePem(published.get("publicKey").asText());
      PinnedKey each =
          key.algorithm() == SignatureAlgorithm.RSA_PKCS1_SHA256
              ? key.under(SignatureAlgorithm.RSA_PSS_SHA256)
              : key;
      Signature check = each.algorithm().newSignature();
      check.initVerify(each.key());
      signed.update(check);
      try {
        if (check.verify(sig)) {
          return true;
        }
      } catch (SignatureException e) {
        // Not the form of this key's signatures.
      }
    }
    return false;
  }

  @Test
  void start_pkcs12Keystore_isRefusedWithWhatConvertsIt() throws Exception {
    Config config =
        config(
            "type: keystore, file: keystore.p12, password: 'file:keystore.password'",
            "type: pem, file: rsa.pem",
            library());

    StartFailed failed = catchThrowableOfType(StartFailed.class, () -> started(config).close());

    assertThat(failed).hasMessageContaining("key backend dev").hasMessageContaining("BCFKS");
    assertThat(Primitives.source()).isEqualTo("platform");
  }

  @Test
  void start_keyOfEd25519_isRefusedWithWhatIsUsed() throws Exception {
    Config config = config("type: pem, file: ed25519.pem", "type: pem, file: rsa.pem", library());

    StartFailed failed = catchThrowableOfType(StartFailed.class, () -> started(config).close());

    assertThat(failed).hasMessageContaining("it signs with EC and RSA keys");
  }

  @Test
  void start_anotherJar_isRefusedAndNothingElseIsUsedInItsPlace() throws Exception {
    Path directory = Files.createDirectories(scratch.resolve("wrong"));
    Files.writeString(directory.resolve("bc-fips-2.1.3.jar"), "no module");
    Config config =
        config("type: pem, file: ec.pem", "type: pem, file: rsa.pem", directory.toString());

    StartFailed failed = catchThrowableOfType(StartFailed.class, () -> started(config).close());
    Map<String, State> examined = Examination.of(config);

    assertThat(failed.reason()).isEqualTo(StartFailed.Reason.SETTINGS);
    assertThat(failed).hasMessageStartingWith("crypto.fips: ");
    assertThat(examined.get(Examination.CRYPTO).ok()).isFalse();
    assertThat(examined).doesNotContainKey("signing-keys:dev");
  }

  @Test
  void examination_soundConfiguration_saysModeAndModule() throws Exception {
    Map<String, State> examined = Examination.of(working());

    assertThat(examined.get(Examination.CRYPTO).ok()).isTrue();
    assertThat(examined.get(Examination.CRYPTO).why()).contains("fips: approved-only", "v2.1");
    assertThat(examined.get("signing-keys:dev").ok()).isTrue();
  }
}
