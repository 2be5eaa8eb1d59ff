package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {

  private RunningShell running;

  @BeforeAll
  void start() {
    running = new RunningShell();
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @BeforeEach
  void forget() {
    running.signer.calls.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/signer",
        "/api/v1/signer/sign/dsse/",
        "/api/v1/signer/SIGN/dsse",
        "/api/v1/signer/sign/other",
        "/api/v1/signer/audit",
        "/api/v1/signer/audit/a/b",
        "/api/v1/signer/readyz",
        "/readyz",
        "/metrics"
      })
  void request_unknownPath_is404(String path) throws Exception {
    String reply = raw("GET " + path + " HTTP/1.1\r\nHost: a\r\n");

    if (path.endsWith("/") && path.length() > 1) {
      assertThat(reply).startsWith("HTTP/1.1 400");
    } else {
      assertThat(reply).startsWith("HTTP/1.1 404").contains("\"code\":\"not_found\"");
    }
    assertThat(running.signer.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/signer/sign/dsse, POST",
    "HEAD, /api/v1/signer/sign/dsse, POST",
    "post, /api/v1/signer/sign/dsse, POST",
    "PUT, /api/v1/signer/sign/dsse, POST",
    "OPTIONS, /api/v1/signer/sign/dsse, POST",
    "TRACE, /api/v1/signer/sign/dsse, POST",
    "BREW, /api/v1/signer/sign/dsse, POST",
    "BEFORE, /api/v1/signer/sign/dsse, POST",
    "POST, /api/v1/signer/audit/1, GET",
    "HEAD, /api/v1/signer/audit/1, GET",
    "HEAD, /api/v1/signer/verify/referrers, GET",
    "DELETE, /healthz, 'GET, HEAD'"
  })
  void request_wrongMethod_is405WithAllow(String method, String path, String allowed)
      throws Exception {
    String reply = raw(method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");

    assertThat(reply).startsWith("HTTP/1.1 405").containsIgnoringCase("Allow: " + allowed);
    if (path.equals("/healthz")) {
      assertThat(running.signer.calls).isEmpty();
      return;
    }
    RecordingSigner.Call call = running.signer.only();
    assertThat(call.operation()).isEqualTo("refuse");
    assertThat(call.refusal().reason().word()).isEqualTo("method-not-allowed");
    assertThat(call.credential().method()).isEqualTo(method);
    assertThat(reply).contains("Audit-Id: " + RecordingSigner.OWN.value());
    if (!method.equals("HEAD")) {
      assertThat(reply).contains("\"auditId\":\"" + RecordingSigner.OWN.value() + "\"");
    }
  }

  @Test
  void request_foldedHeader_isRecordedOnARouteOfTheCoreOnly() throws Exception {
    String core = raw("GET " + RunningShell.AUDIT + " HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n");

    assertThat(core).startsWith("HTTP/1.1 400").contains("ambiguous-request");
    assertThat(core).contains("Audit-Id: " + RecordingSigner.OWN.value());
    assertThat(running.signer.only().request().operation()).isInstanceOf(Operation.ReadAudit.class);
    running.signer.calls.clear();
    for (String path : new String[] {"/healthz", "/nowhere"}) {
      String other = raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n");
      assertThat(other).startsWith("HTTP/1.1 400").doesNotContain("Audit-Id");
    }
    assertThat(running.signer.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/signer/sign%2Fdsse",
        "/api/v1/signer/x/../sign/dsse",
        "/api/v1/signer/./sign/dsse",
        "/api/v1/signer//sign/dsse",
        "/api/v1/signer/sign/dsse;a=b",
        "/api/v1/signer/sign/dsse%00",
        "/api/v1/signer/sign/%64sse",
        "/api/v1/signer/sign\\dsse",
        "/api/v1/signer/audit/%2e%2e",
        "/api/v1/signer/audit/a%0d%0ab"
      })
  void request_pathThatTwoReadersCouldReadDifferently_isRefused(String path) throws Exception {
    String reply = raw("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n");

    assertThat(reply).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
    assertThat(reply).doesNotContain("%00", "%0d");
    assertThat(running.signer.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nX Y: z\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        "GET /healthz HTTP/1.1\r\n",
        "GET /health\u0001z HTTP/1.1\r\nHost: a\r\n",
        "GET /healthz HTTP/9.9\r\nHost: a\r\n",
        "GET /healthz\r\nHost: a\r\n",
        "garbage\r\n"
      })
  void h06_malformedRequest_isRefusedWithoutEcho(String request) throws Exception {
    String reply = raw(request);

    assertThat(reply)
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "\"code\":\"invalid_request\"")
        .doesNotContainIgnoringCase("jetty")
        .doesNotContain("Exception", "garbage", "Server:");
    assertThat(running.signer.calls).isEmpty();
  }

  @Test
  void h06_malformedRequestForARoute_isRecorded() throws Exception {
    String reply =
        raw("POST " + RunningShell.SIGN + " HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n");

    assertThat(reply).startsWith("HTTP/1.1 400").contains(RecordingSigner.OWN.value());
    assertThat(running.signer.only().operation()).isEqualTo("refuse");
  }

  @ParameterizedTest
  @ValueSource(ints = {30_000, 1_000_000})
  void j20_headersOverTheLimit_are431AndRecorded(int size) throws Exception {
    HttpResponse<String> response =
        running.send(running.post("{}").setHeader("Authorization", "DPoP " + "a".repeat(size)));

    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(RunningShell.json(response).get("code").asText()).isEqualTo("headers_too_large");
    assertThat(response.headers().firstValue("Audit-Id")).hasValue(RecordingSigner.OWN.value());
    assertThat(running.signer.only().refusal()).isEqualTo(new Refusal.HeadersTooLarge(24 * 1024));
    assertThat(running.signer.only().request().toString()).doesNotContain("aaaa");
  }

  @Test
  void j20_manyHeaders_are431() throws Exception {
    String reply = raw("GET /healthz HTTP/1.1\r\nHost: a\r\n" + "X-A: 0123456789\r\n".repeat(3000));

    assertThat(reply).startsWith("HTTP/1.1 431").contains("headers_too_large");
  }

  @Test
  void request_longRequestLine_is431() throws Exception {
    assertThat(raw("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("headers_too_large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "<script>"})
  void d09_methodOverride_isRefusedWithoutEcho(String method) throws Exception {
    HttpResponse<String> response =
        running.send(running.post("{}").header("X-HTTP-Method-Override", method));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(RunningShell.json(response).get("reason").asText()).isEqualTo("ambiguous-request");
    assertThat(response.body()).doesNotContain(method);
    assertThat(running.signer.only().operation()).isEqualTo("refuse");
  }

  @Test
  void everyReply_hasSecurityHeadersAndNothingOfTheServer() throws Exception {
    for (String path : new String[] {"/healthz", "/nowhere", RunningShell.AUDIT}) {
      HttpResponse<String> response =
          running.send(
              HttpRequest.newBuilder(running.at(path)).header("Origin", "https://evil").GET());

      assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(response.headers().map().keySet())
          .doesNotContain("server", "x-powered-by", "access-control-allow-origin");
    }
  }

  @Test
  void upgradeToWebSocket_onARoute_isRefused() throws Exception {
    String reply =
        raw(
            "GET "
                + RunningShell.AUDIT
                + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");

    assertThat(reply).startsWith("HTTP/1.1 404").contains("application/problem+json");
  }

  @Test
  void unexpectedException_inTheCore_is503WithoutItsText() throws Exception {
    running.signer.behaviour =
        request -> {
          throw new IllegalStateException("/var/lib/secret");
        };
    HttpResponse<String> response = running.send(running.post("{}"));
    running.signer.behaviour = request -> RecordingSigner.answered("{}");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("signing_unavailable").doesNotContain("secret");
  }

  private String raw(String head) throws Exception {
    return RawConnection.exchange(running.shell.port(), head + "\r\n");
  }
}
