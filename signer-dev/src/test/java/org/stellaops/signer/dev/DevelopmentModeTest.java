package org.stellaops.signer.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.ReadinessProbe;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.verify.JsonSignatureReader;

/** The whole service in one process, as development mode puts it together. */
class DevelopmentModeTest {

  /** Kept for all tests: the iterations that protect a new keystore take their time. */
  @TempDir static Path scratch;

  private Development development;
  private SignerRuntime runtime;

  @BeforeEach
  void start() throws Exception {
    development = DevelopmentKit.find().orElseThrow().start(scratch.resolve("state"), Ports.free());
    runtime = SignerRuntime.start(development.config(), trace -> {}, failure -> {});
  }

  @AfterEach
  void stop() {
    runtime.close();
    development.close();
  }

  private IncomingRequest request(Caller caller, String plan) {
    return Requests.request(
        new Operation.SignStatement(),
        caller,
        development.config().server().publicOrigin(),
        Requests.SIGN,
        runtime.signer().nonce(),
        Requests.signBody(caller, plan));
  }

  private static JsonNode json(Response outcome) throws IOException {
    assertThat(outcome).isInstanceOf(Response.Answered.class);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((Response.Answered) outcome).answer().writeTo(out);
    return new JsonMapper().readTree(out.toByteArray());
  }

  @Test
  void sign_releasedScanner_givesEnvelopeAndBundleThatVerify() throws IOException {
    JsonNode answer =
        json(runtime.signer().handle(request(development.caller(Scanner.RELEASED), "dev")));

    PinnedKey pin = PinnedKey.parsePem(answer.at("/bundle/signers/0/publicKey").asText());
    for (JsonNode document : List.of(answer.at("/bundle/dsse"), answer.at("/bundle/sigstore/0"))) {
      Reading reading =
          new JsonSignatureReader().read(Bytes.utf8(document.toString()), List.of(pin));
      assertThat(reading).isInstanceOf(Reading.Read.class);
      assertThat(((Reading.Read) reading).signatures())
          .extracting(Finding::by)
          .containsExactly(Optional.of(new KeyIdentity(pin)));
    }
    assertThat(answer.at("/release/verdict").asText()).isEqualTo("attested");
    assertThat(answer.at("/policy/plan").asText()).isEqualTo("dev");
  }

  @ParameterizedTest
  @CsvSource({
    "UNSIGNED, dev, RELEASE_UNTRUSTED",
    "IMPOSTOR, dev, RELEASE_UNTRUSTED",
    "UNKNOWN, dev, RELEASE_UNBOUND",
    "RELEASED, golden, NOT_ENTITLED"
  })
  void sign_callerWithoutTheRight_isRefused(Scanner scanner, String plan, ErrorCode code) {
    Response outcome = runtime.signer().handle(request(development.caller(scanner), plan));

    assertThat(outcome).isInstanceOf(Response.Refused.class);
    assertThat(((Response.Refused) outcome).why().code()).isEqualTo(code);
  }

  @Test
  void sign_sameProofAgain_isRefused() {
    Caller caller = development.caller(Scanner.RELEASED);
    IncomingRequest first = request(caller, "dev");
    IncomingRequest again =
        new IncomingRequest(
            first.operation(),
            first.credential(),
            first.traceId(),
            first.sourcePrefix(),
            List.of(),
            request(caller, "dev").body());

    assertThat(runtime.signer().handle(first)).isInstanceOf(Response.Answered.class);
    Response outcome = runtime.signer().handle(again);

    assertThat(((Response.Refused) outcome).why().code()).isEqualTo(ErrorCode.INVALID_DPOP_PROOF);
  }

  @Test
  void audit_ofASignedRequest_isReadByItsTenant() throws IOException {
    Caller caller = development.caller(Scanner.RELEASED);
    String id = json(runtime.signer().handle(request(caller, "dev"))).at("/auditId").asText();
    String target = "/api/v1/signer/audit/" + id;

    JsonNode records =
        json(runtime
                .signer()
                .handle(
                    Requests.request(
                        new Operation.ReadAudit(id),
                        caller,
                        development.config().server().publicOrigin(),
                        target,
                        runtime.signer().nonce(),
                        "")))
            .at("/records");

    assertThat(records)
        .extracting(entry -> entry.get("kind").asText())
        .containsExactly("opened", "intent", "decision");
    assertThat(records.toString()).doesNotContain("eyJ");
  }

  @Test
  void readiness_everythingRuns_saysSo() {
    Deadline patience = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    Map<String, ReadinessProbe.State> states = runtime.readiness().check();
    while (!states.values().stream().allMatch(ReadinessProbe.State::ok) && !patience.hasPassed()) {
      states = runtime.readiness().check();
    }

    assertThat(states)
        .containsOnlyKeys(
            "journal",
            "signing-keys:dev",
            "signing-keys:second",
            "signing-keys:export",
            "registry:sample",
            "authority:main",
            "licensing")
        .allSatisfy((name, state) -> assertThat(state.ok() + state.why()).isEqualTo("trueok"));
  }

  @Test
  void start_whileTheStoreIsOpen_isRefused() {
    assertThatThrownBy(() -> SignerRuntime.start(development.config(), trace -> {}, failure -> {}))
        .isInstanceOf(StartFailed.class)
        .extracting(failure -> ((StartFailed) failure).reason())
        .isEqualTo(StartFailed.Reason.STORE_IN_USE);
  }

  @Test
  void start_inTheSameState_keepsTheKey() throws Exception {
    Bytes before = runtime.signer().trust();
    runtime.close();
    development.close();

    start();

    assertThat(before.utf8()).contains("BEGIN PUBLIC KEY");
    assertThat(runtime.signer().trust()).isEqualTo(before);
    assertThat(runtime.recovered().aborted()).isZero();
  }

  @Test
  void state_secretsAndKeys_areTheOwnersAlone() throws IOException {
    for (String name :
        List.of("keystore.p12", "keystore.password", "authority.key", "licensing.key")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(scratch.resolve("state").resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(development.configFile()))
        .doesNotContain(Files.readString(scratch.resolve("state/keystore.password")).strip());
  }

  @Test
  void configFile_readAgain_isTheSameConfiguration() throws Exception {
    assertThat(ConfigReader.read(development.configFile(), Map.of()))
        .isEqualTo(development.config());
  }

  /** What somebody wrote there must not go without a word. */
  @Test
  void start_configurationThatWasEdited_staysAsItIs(@TempDir Path kept) throws Exception {
    Ports ports;
    Path file;
    try (Development first = DevelopmentKit.find().orElseThrow().start(kept, Ports.free())) {
      file = first.configFile();
      Config config = first.config();
      ports =
          new Ports(
              config.server().listen().port(),
              config.server().management().port(),
              URI.create(config.authorities().get(0).issuer().value()).getPort());
    }
    String written = Files.readString(file);
    DevelopmentKit.find().orElseThrow().start(kept, ports).close();
    assertThat(file).hasContent(written);

    Files.writeString(file, written.replace("burst: 2000", "burst: 2001"));
    try (Development again = DevelopmentKit.find().orElseThrow().start(kept, ports)) {
      assertThat(Files.readString(again.configFile())).contains("burst: 2001");
    }
    assertThatThrownBy(() -> DevelopmentKit.find().orElseThrow().start(kept, Ports.free()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.yaml was edited, and was written for other ports");
    assertThat(Files.readString(file)).contains("burst: 2001");
  }
}
