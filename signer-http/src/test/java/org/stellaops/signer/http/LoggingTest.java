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
import org.stellaops.signer.http.observe.LogObservations;
import org.stellaops.signer.http.observe.ServerLogging;
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
                    "code", "policy_denied")));

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
                Map.of("cause", "a\n\"b\"\u0000,{")));

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
