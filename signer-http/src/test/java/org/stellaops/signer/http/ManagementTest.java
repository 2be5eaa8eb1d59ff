package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.routes.Endpoint;
import org.stellaops.signer.ports.Observations.KeyTest;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.Observations.TracedSigner;
import org.stellaops.signer.ports.Outcome;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementTest {

  private RunningShell running;

  @BeforeAll
  void start() {
    running = new RunningShell();
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @Test
  void readyz_allUp_is200() throws Exception {
    running.readiness.clear();
    running.readiness.put("journal", new State(true, "ok"));

    HttpResponse<String> response = running.get(running.management("/readyz"));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = RunningShell.json(response);
    assertThat(json.get("status").asText()).isEqualTo("ready");
    assertThat(json.at("/dependencies/journal/ok").asBoolean()).isTrue();
  }

  @Test
  void readyz_oneDown_is503AndSaysWhich() throws Exception {
    running.readiness.clear();
    running.readiness.put("journal", new State(true, "ok"));
    running.readiness.put("authority", new State(false, "no keys yet"));

    HttpResponse<String> response = running.get(running.management("/readyz"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(RunningShell.json(response).at("/dependencies/authority/why").asText())
        .isEqualTo("no keys yet");
  }

  @Test
  void readyz_whatIsNotNeededIsDown_is200AndSaysSo() throws Exception {
    running.readiness.clear();
    running.readiness.put("journal", new State(true, "ok"));
    running.readiness.put("signing-keys:hsm", new State(false, "does not answer: gone", false));

    HttpResponse<String> response = running.get(running.management("/readyz"));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = RunningShell.json(response);
    assertThat(json.get("status").asText()).isEqualTo("ready");
    assertThat(json.at("/dependencies/signing-keys:hsm").toString())
        .isEqualTo("{\"ok\":false,\"why\":\"does not answer: gone\",\"needed\":false}");
    running.readiness.clear();
  }

  @Test
  void readyz_callersNotListenedToYet_is503() throws Exception {
    AtomicBoolean listening = new AtomicBoolean();
    Management early =
        new Management(running.settings, TreeMap::new, new Metrics(), listening::get, () -> false);
    early.start();
    try {
      URI readyz = URI.create("http://127.0.0.1:" + early.port() + "/readyz");
      HttpResponse<String> before = running.get(readyz);
      listening.set(true);

      assertThat(before.statusCode()).isEqualTo(503);
      assertThat(RunningShell.json(before).get("status").asText()).isEqualTo("not-ready");
      assertThat(running.get(readyz).statusCode()).isEqualTo(200);
    } finally {
      early.stop();
    }
  }

  @Test
  void management_anythingElse_isNotServed() throws Exception {
    assertThat(running.get(running.management("/")).statusCode()).isEqualTo(404);
    assertThat(running.get(running.management(RunningShell.AUDIT)).statusCode()).isEqualTo(404);
    HttpRequest.Builder post =
        HttpRequest.newBuilder(running.management("/metrics"))
            .POST(HttpRequest.BodyPublishers.noBody());
    assertThat(running.send(post).statusCode()).isEqualTo(405);
  }

  @Test
  void metrics_afterATrace_showIt() throws Exception {
    running
        .metrics
        .observations()
        .observe(
            new RequestTrace(
                "sign-dsse",
                Outcome.SIGNED,
                "",
                Duration.ofMillis(700),
                Map.of("identify", Duration.ofMillis(3), "seal", Duration.ofMillis(4)),
                List.of(
                    new TracedSigner("sbom", "keystore", "sha256:00", "ecdsa-p256-sha256"),
                    new TracedSigner("second", "keystore", "sha256:01", "ecdsa-p256-sha256")),
                Map.of(
                    "signingMode", "keyful",
                    "entitlement", "live",
                    "release", "attested"),
                Map.of()));
    refusal("not_entitled", Map.of("reason", "revoked"));
    refusal("invalid_dpop_proof", Map.of("reason", "proof-replayed"));
    running
        .metrics
        .observations()
        .observe(
            new RequestTrace(
                "sign-dsse",
                Outcome.UNKNOWN,
                "signing_unavailable",
                Duration.ofSeconds(7),
                Map.of(),
                List.of(),
                Map.of("reason", "self-verify-failed"),
                Map.of()));
    refusal("quota_exceeded", Map.of("client", "ci", "quota", "rate", "reason", "rate"));
    refusal("quota_exceeded", Map.of("quota", "request-rate", "reason", "request-rate"));
    refusal("invalid_statement", Map.of("client", "ci", "reason", "json-empty"));

    String text = running.get(running.management("/metrics")).body();

    assertThat(text)
        .contains(
            "signer_requests_total{outcome=\"signed\",reason=\"none\",route=\"sign-dsse\"} 1.0",
            "signer_request_duration_seconds_count{route=\"sign-dsse\"}",
            "signer_requests_total{outcome=\"unknown\",reason=\"signing_unavailable\","
                + "route=\"sign-dsse\"} 1.0",
            "signer_selfverify_failures_total 1.0",
            "signer_stage_duration_seconds_bucket{stage=\"seal\",le=\"0.005\"} 1",
            "signer_signatures_total{algorithm=\"ecdsa-p256-sha256\",key_class=\"keystore\","
                + "mode=\"keyful\"} 2.0",
            "signer_entitlement_source_total{source=\"live\"} 1.0",
            "signer_release_verdicts_total{verdict=\"attested\"} 1.0",
            "signer_poe_failures_total{reason=\"revoked\"} 1.0",
            "signer_replay_rejected_total 1.0",
            "signer_quota_decisions_total{decision=\"refused\",quota=\"rate\"} 1.0",
            "signer_quota_decisions_total{decision=\"held\",quota=\"bytes-per-day\"} 1.0",
            "signer_quota_decisions_total{decision=\"refused\",quota=\"request-rate\"} 1.0",
            "signer_quota_decisions_total{decision=\"held\",quota=\"request-rate\"} 2.0",
            "signer_requests_in_flight 0.0");
  }

  @Test
  void metrics_testsOfKeys_areCounted_andAWrongSignaturePages() {
    Metrics metrics = new Metrics();
    metrics
        .observations()
        .tested(new KeyTest("acme/a", "pkcs11", KeyTest.Ending.PASSED, "", "", "id", false, false));
    for (String reason : List.of("signing-keys", "self-verify-failed")) {
      metrics
          .observations()
          .tested(
              new KeyTest(
                  "acme/a", "pkcs11", KeyTest.Ending.FAILED, reason, "gone", "id", true, true));
    }

    assertThat(metrics.scrape())
        .contains(
            "signer_key_tests_total{key_class=\"pkcs11\",outcome=\"passed\"} 1.0",
            "signer_key_tests_total{key_class=\"pkcs11\",outcome=\"failed\"} 2.0",
            "signer_selfverify_failures_total 1.0")
        .doesNotContain("acme/a", "signer_signatures_total{");
  }

  @Test
  void metrics_requestDuration_hasWhatTheStagesLeaveOut() {
    Metrics metrics = new Metrics();
    metrics
        .observations()
        .observe(
            new RequestTrace(
                "audit",
                Outcome.ANSWERED,
                "",
                Duration.ofMillis(700),
                Map.of("identify", Duration.ofMillis(3)),
                List.of(),
                Map.of(),
                Map.of()));
    assertThat(metrics.scrape())
        .contains(
            "signer_request_duration_seconds_bucket{route=\"audit\",le=\"0.5\"} 0",
            "signer_request_duration_seconds_bucket{route=\"audit\",le=\"0.75\"} 1");
  }

  /** An alert on a counter that appears with its first failure would miss that one. */
  @Test
  void metrics_nothingHappenedYet_showTheirCountersAsZero() {
    assertThat(new Metrics().scrape())
        .contains(
            "signer_selfverify_failures_total 0.0",
            "signer_replay_rejected_total 0.0",
            "signer_requests_total{outcome=\"signed\",reason=\"none\",route=\"sign-dsse\"} 0.0",
            "signer_requests_total{outcome=\"refused\",reason=\"policy_denied\",route=\"audit\"}"
                + " 0.0",
            "signer_requests_total{outcome=\"failed\",reason=\"dependency_unavailable\","
                + "route=\"verify-referrers\"} 0.0",
            "signer_requests_total{outcome=\"challenged\",reason=\"use_dpop_nonce\","
                + "route=\"sign-dsse\"} 0.0",
            "signer_poe_failures_total{reason=\"licence-revoked\"} 0.0",
            "signer_quota_decisions_total{decision=\"refused\",quota=\"signatures-per-day\"} 0.0",
            "signer_entitlement_source_total{source=\"last-known\"} 0.0",
            "signer_release_verdicts_total{verdict=\"asserted\"} 0.0",
            "signer_http_connection_errors_total{reason=\"slow-reader\"} 0.0");
  }

  /** A route whose operation {@code SeriesAtZero} does not list. */
  @Test
  void metrics_everyRouteOfAnOperation_countsFromZero() {
    String scrape = new Metrics().scrape();
    Stream.of(Endpoint.values())
        .flatMap(endpoint -> endpoint.operation().stream())
        .forEach(operation ->
            assertThat(scrape)
                .contains(
                    "signer_requests_total{outcome=\"refused\",reason=\"not_entitled\",route=\"%s\"}"
                        .formatted(operation.label())));
  }

  @Test
  void metrics_ofTheService_showResponsesAsZero() throws Exception {
    assertThat(running.get(running.management("/metrics")).body())
        .contains(
            "signer_http_responses_total{path=\"sign-dsse\",status=\"503\"} 0.0",
            "signer_http_responses_total{path=\"trust\",status=\"200\"} 0.0");
  }

  @Test
  void metrics_process_isDescribed() {
    assertThat(new Metrics().scrape())
        .containsPattern("signer_build_info\\{java=\"[^\"]+\",version=\"[^\"]+\"\\} 1")
        .contains(
            "jvm_memory_used_bytes{",
            "jvm_threads_live_threads ",
            "jvm_gc_",
            "process_uptime_seconds ",
            "process_files_open_files ",
            "process_cpu_usage ");
  }

  @Test
  void metrics_nonceChallenge_isNoRefusal() {
    Metrics metrics = new Metrics();
    metrics
        .observations()
        .observe(
            new RequestTrace(
                "sign-dsse",
                Outcome.CHALLENGED,
                "use_dpop_nonce",
                Duration.ofMillis(1),
                Map.of(),
                List.of(),
                Map.of("reason", "nonce-missing"),
                Map.of()));

    assertThat(metrics.scrape())
        .contains(
            "signer_requests_total{outcome=\"challenged\",reason=\"use_dpop_nonce\","
                + "route=\"sign-dsse\"} 1.0");
  }

  @Test
  void metrics_names_followThePrometheusRules() throws Exception {
    refusal("invalid_token", Map.of("reason", "expired"));
    String text = running.get(running.management("/metrics")).body();

    for (String line : text.lines().filter(l -> l.startsWith("# TYPE signer_")).toList()) {
      String name = line.split(" ")[2];
      String type = line.split(" ")[3];
      assertThat(name).matches("signer_[a-z0-9_]+").doesNotContain("__");
      assertThat(name.endsWith("_total")).as(line).isEqualTo(type.equals("counter"));
      assertThat(text).containsPattern("# HELP " + name + " \\S");
      if (type.equals("histogram")) {
        assertThat(name).endsWith("_seconds");
      }
    }
  }

  @Test
  void metrics_unboundedValues_becomeOther() {
    Metrics metrics = new Metrics();
    for (int i = 0; i < 1000; i++) {
      metrics.observations().observe(refused("code_" + i, Map.of()));
    }
    metrics.observations().observe(refused("a\"} 1\nx", Map.of()));

    String reasons = "signer_requests_total\\{.*reason=\"([^\"]+)\".*";
    assertThat(
            metrics
                .scrape()
                .lines()
                .filter(line -> line.matches(reasons))
                .map(line -> line.replaceFirst(reasons, "$1"))
                .distinct())
        .hasSize(65);
    assertThat(metrics.scrape()).contains("reason=\"other\"");
  }

  @Test
  void responses_areCountedByPathAndStatus() throws Exception {
    // A server of its own: what the last exchange still does would show in another test's metrics.
    try (RunningShell own = new RunningShell();
        RawConnection connection = new RawConnection(own.shell.port())) {
      // The count is made as an exchange ends, and a connection begins the next one only after
      // that.
      connection.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").readReply();
      connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").readReply();

      assertThat(own.get(own.management("/metrics")).body())
          .contains("signer_http_responses_total{path=\"none\",status=\"404\"} 1.0");
    }
  }

  private void refusal(String code, Map<String, String> facts) {
    running.metrics.observations().observe(refused(code, facts));
  }

  private static RequestTrace refused(String code, Map<String, String> facts) {
    return new RequestTrace(
        "sign-dsse",
        Outcome.REFUSED,
        code,
        Duration.ofMillis(1),
        Map.of(),
        List.of(),
        facts,
        Map.of());
  }
}
