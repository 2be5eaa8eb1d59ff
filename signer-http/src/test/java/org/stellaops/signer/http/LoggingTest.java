package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.ServerSettings.LogLevel;
import org.stellaops.signer.http.observe.LogObservations;
import org.stellaops.signer.http.observe.ServerLogging;
import org.stellaops.signer.ports.Observations.KeyTest;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.Outcome;

class LoggingTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void quiet() {
    ServerLogging.silent();
  }

  @Test
  void observe_oneTrace_isOneLineOfJson() {
    ServerLogging.json(out);

    new LogObservations()
        .observe(
            new RequestTrace(
                "sign-dsse",
                Outcome.REFUSED,
                "policy_denied",
                Duration.ofMillis(8),
                Map.of("identify", Duration.ofMillis(3)),
                List.of(),
                Map.of(
                    "traceId", "abc",
                    "auditId", "an-id",
                    "tenant", "acme",
                    "code", "policy_denied"),
                Map.of()));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1);
    JsonNode line = RunningShell.json(lines.get(0));
    assertThat(line.get("route").asText()).isEqualTo("sign-dsse");
    assertThat(line.get("decision").asText()).isEqualTo("refused");
    assertThat(line.get("code").asText()).isEqualTo("policy_denied");
    assertThat(line.get("traceId").asText()).isEqualTo("abc");
    assertThat(line.get("identifyMicros").asLong()).isEqualTo(3000);
    assertThat(line.get("totalMicros").asLong()).isEqualTo(8000);
    assertThat(line.get("auditId").asText()).isEqualTo("an-id");
    assertThat(lines.get(0).split("\"code\"", -1)).hasSize(2);
  }

  private static KeyTest test(KeyTest.Ending ending, boolean changed) {
    return test(ending, changed, true);
  }

  private static KeyTest test(KeyTest.Ending ending, boolean changed, boolean news) {
    boolean passed = ending == KeyTest.Ending.PASSED;
    return new KeyTest(
        "acme/sbom",
        "pkcs11",
        ending,
        passed ? "" : "signing-keys",
        passed ? "" : "the token is gone",
        "an-id",
        changed,
        news);
  }

  @Test
  void tested_keyThatFails_isAnErrorWithWhatAnOperatorNeeds() {
    ServerLogging.json(out);

    new LogObservations().tested(test(KeyTest.Ending.FAILED, false));

    JsonNode line = RunningShell.json(out.toString(StandardCharsets.UTF_8).strip());
    assertThat(line.get("level").asText()).isEqualTo("ERROR");
    assertThat(line.get("key").asText()).isEqualTo("acme/sbom");
    assertThat(line.get("keyClass").asText()).isEqualTo("pkcs11");
    assertThat(line.get("reason").asText()).isEqualTo("signing-keys");
    assertThat(line.get("cause").asText()).isEqualTo("the token is gone");
    assertThat(line.get("auditId").asText()).isEqualTo("an-id");
  }

  @Test
  void tested_keyThatFailsStill_isNotSaidAgainAndAgain() {
    ServerLogging.json(out);

    new LogObservations().tested(test(KeyTest.Ending.FAILED, false, false));
    new LogObservations().tested(test(KeyTest.Ending.NOT_RUN, false, false));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void readiness_dependencyGoesOutAndComesBack_isSaidOnceEach() {
    ServerLogging.json(out);
    ReadinessLog log = new ReadinessLog();

    for (boolean ok : new boolean[] {true, false, false, true, true}) {
      log.seen(
          Map.of("signing-keys:hsm", new State(ok, ok ? "ok" : "does not answer: gone", false)));
    }

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("a dependency is out", "signing-keys:hsm", "does not answer: gone");
    assertThat(lines.get(1)).contains("a dependency is back");
  }

  @Test
  void tested_keyThatPasses_isSaidOnlyWhenItComesBack() {
    ServerLogging.json(out);

    new LogObservations().tested(test(KeyTest.Ending.PASSED, false));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    new LogObservations().tested(test(KeyTest.Ending.PASSED, true));

    JsonNode line = RunningShell.json(out.toString(StandardCharsets.UTF_8).strip());
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.has("reason")).isFalse();
  }

  @Test
  void observe_answeredRead_hasTimeAndNumbersAndNothingEmpty() {
    ServerLogging.json(out);

    new LogObservations()
        .observe(
            new RequestTrace(
                "sign-dsse",
                Outcome.SIGNED,
                "",
                Duration.ofMillis(8),
                Map.of(),
                List.of(),
                Map.of("cause", ""),
                Map.of("payloadBytes", 1234L)));

    JsonNode line = RunningShell.json(out.toString(StandardCharsets.UTF_8));
    assertThat(line.get("time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line.get("level").asText()).isEqualTo("INFO");
    assertThat(line.get("logger").asText()).isEqualTo("org.stellaops.signer.requests");
    assertThat(line.get("message").asText()).isEqualTo("request");
    assertThat(line.get("payloadBytes").isIntegralNumber()).isTrue();
    assertThat(line.get("totalMicros").isIntegralNumber()).isTrue();
    assertThat(line.has("code")).isFalse();
    line.forEach(value -> assertThat(value.asText()).isNotEmpty());
  }

  @Test
  void log_valuesOfEveryKind_keepTheirJsonType() {
    ServerLogging.json(out);

    LoggerFactory.getLogger("org.stellaops.signer.x")
        .atError()
        .setCause(new IllegalStateException("a\nb"))
        .addKeyValue("int", 1)
        .addKeyValue("double", 0.5)
        .addKeyValue("flag", true)
        .addKeyValue("none", (Object) null)
        .log("m \u001b[31m");

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).doesNotContain("\u001b");
    JsonNode line = RunningShell.json(lines.get(0));
    assertThat(line.get("int").isInt()).isTrue();
    assertThat(line.get("double").isDouble()).isTrue();
    assertThat(line.get("flag").isBoolean()).isTrue();
    assertThat(line.has("none")).isFalse();
    assertThat(line.get("exception").asText()).contains("IllegalStateException: a\nb");
  }

  @Test
  void level_warn_leavesOutRequestsAndDebugShowsMore() {
    ServerLogging.json(out);
    var log = LoggerFactory.getLogger("org.stellaops.signer.x");
    var library = LoggerFactory.getLogger("org.eclipse.jetty");

    ServerLogging.level(LogLevel.WARN);
    log.info("left out");
    log.warn("shown 1");
    ServerLogging.level(LogLevel.DEBUG);
    log.debug("shown 2");
    library.info("left out");
    library.warn("shown 3");
    ServerLogging.level(LogLevel.ERROR);
    log.warn("left out");
    library.warn("left out");

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .extracting(line -> RunningShell.json(line).get("message").asText())
        .containsExactly("shown 1", "shown 2", "shown 3");
  }

  @Test
  void level_silentProcess_staysSilent() {
    ServerLogging.json(out);
    ServerLogging.silent();

    ServerLogging.level(LogLevel.DEBUG);
    LoggerFactory.getLogger("org.stellaops.signer.x").error("boom");

    assertThat(out.size()).isZero();
  }

  @Test
  void observe_factWithLineBreakAndQuote_staysOneLine() {
    ServerLogging.json(out);

    new LogObservations()
        .observe(
            new RequestTrace(
                "r",
                Outcome.UNCONFIRMED,
                "c",
                Duration.ZERO,
                Map.of(),
                List.of(),
                Map.of("cause", "a\n\"b\"\u0000,{"),
                Map.of()));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1);
    assertThat(RunningShell.json(lines.get(0)).get("cause").asText()).isEqualTo("a\n\"b\"\u0000,{");
    assertThat(RunningShell.json(lines.get(0)).get("level").asText()).isEqualTo("WARN");
    assertThat(RunningShell.json(lines.get(0)).get("decision").asText()).isEqualTo("unconfirmed");
  }

  @Test
  void silent_warning_isNotWritten() {
    ServerLogging.json(out);
    ServerLogging.silent();

    LoggerFactory.getLogger("x").error("boom");

    assertThat(out.size()).isZero();
  }
}
