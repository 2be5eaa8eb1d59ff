package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.http.observe.ServerLogging;

/** What nobody expected is told to operators by its trace, and to callers without its cause. */
class UnexpectedTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private RunningShell running;

  @BeforeEach
  void start() {
    ServerLogging.json(log);
    running = new RunningShell();
  }

  @AfterEach
  void stop() {
    running.close();
    ServerLogging.silent();
  }

  private JsonNode onlyLine() {
    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1);
    return RunningShell.json(lines.get(0));
  }

  @Test
  void exception_ofARoute_isLoggedWithTheTraceOfItsRequest() throws Exception {
    running.signer.behaviour =
        request -> {
          throw new IllegalStateException("a bug");
        };

    HttpResponse<String> response = running.send(running.post("{}"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).doesNotContain("bug");
    assertThat(onlyLine().get("traceId").asText())
        .isEqualTo(running.signer.only().request().traceId().value());
  }

  @Test
  void error_ofARoute_isLoggedWithItsTraceToo() throws Exception {
    running.signer.behaviour =
        request -> {
          throw new AssertionError("a worse bug");
        };

    HttpResponse<String> response = running.send(running.post("{}").header("traceparent", PARENT));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(onlyLine().get("traceId").asText()).isEqualTo(TRACE);
  }

  @Test
  void exception_whileAnAnswerIsWritten_isLoggedAndTheAnswerCutOff() {
    running.signer.behaviour =
        request ->
            written(out -> {
              out.write('{');
              throw new IllegalStateException("a bug");
            });

    assertThatThrownBy(() -> running.send(running.post("{}").header("traceparent", PARENT)))
        .isInstanceOf(IOException.class);
    assertThat(onlyLine().get("traceId").asText()).isEqualTo(TRACE);
  }

  @Test
  void callerThatLeaves_whileAnAnswerIsWritten_isCountedNotLogged() {
    running.signer.behaviour =
        request ->
            written(out -> {
              throw new IOException("gone");
            });

    assertThatThrownBy(() -> running.send(running.post("{}"))).isInstanceOf(IOException.class);
    assertThat(running.metrics.scrape())
        .contains("signer_http_connection_errors_total{reason=\"answer-not-taken\"} 1");
    assertThat(log.size()).isZero();
  }

  private static Response written(RecordingSigner.Body body) {
    return new Response.Answered(RecordingSigner.OWN, RecordingSigner.answer(body), null);
  }
}
