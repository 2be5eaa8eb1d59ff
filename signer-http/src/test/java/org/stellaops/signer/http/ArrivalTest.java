package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;
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
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.Reason;

/** What the core is handed of a request, and what never reaches it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArrivalTest {

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
    running.signer.behaviour = request -> RecordingSigner.answered("{\"ok\":true}");
  }

  @Test
  void sign_wellFormed_isHandedOverAsItCame() throws Exception {
    HttpResponse<String> response =
        running.send(
            running
                .post("{}")
                .header("Idempotency-Key", "k-1")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"ok\":true}");
    assertThat(response.headers().firstValue("Audit-Id")).hasValue(RecordingSigner.OWN.value());
    assertThat(response.headers().firstValue("DPoP-Nonce")).isPresent();
    RecordingSigner.Call call = running.signer.only();
    assertThat(call.request().operation()).isEqualTo(new Operation.SignStatement());
    assertThat(call.credential().authorization()).containsExactly("DPoP the-token");
    assertThat(call.credential().proof()).containsExactly("the-proof");
    assertThat(call.credential().method()).isEqualTo("POST");
    assertThat(call.credential().target()).isEqualTo(RunningShell.SIGN);
    assertThat(call.request().idempotencyKey()).containsExactly("k-1");
    assertThat(call.request().traceId().value()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(call.request().sourcePrefix()).isEqualTo("127.0.0.0/24");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "nonsense"
      })
  void sign_malformedTraceparent_getsATraceOfItsOwn(String header) throws Exception {
    running.send(running.post("{}").header("traceparent", header));

    assertThat(running.signer.only().request().traceId().value())
        .matches("[0-9a-f]{32}")
        .isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void audit_anId_isHandedOver() throws Exception {
    running.get(running.at(RunningShell.AUDIT));

    assertThat(running.signer.only().operation()).isEqualTo("audit");
    assertThat(running.signer.only().argument()).isEqualTo(RecordingSigner.OWN.value());
    assertThat(running.signer.only().credential().target()).isEqualTo(RunningShell.AUDIT);
  }

  @Test
  void referrers_escapedDigest_isHandedOverDecodedAndTargetWithoutQuery() throws Exception {
    running.get(running.at(RunningShell.REFERRERS + "?imageDigest=sha256%3Aabc"));

    assertThat(running.signer.only().argument()).isEqualTo("sha256:abc");
    assertThat(running.signer.only().credential().target()).isEqualTo(RunningShell.REFERRERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?imageDigest=a&imageDigest=b", "?imageDigest=a&x=1", "?other=a"})
  void referrers_notExactlyOneDigest_isRefused(String query) throws Exception {
    HttpResponse<String> response = running.get(running.at(RunningShell.REFERRERS + query));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(running.signer.only().refusal().reason().word()).isEqualTo("query-parameter");
  }

  @Test
  void sign_unauthenticated_leavesTheBodyUnread() throws Exception {
    running.signer.behaviour =
        request ->
            new Response.Refused(
                RecordingSigner.OWN, new Refusal.InvalidToken(Reason.TOKEN_MISSING, "Send."));

    try (RawConnection connection = new RawConnection(running.shell.port())) {
      String reply =
          connection
              .send(
                  "POST "
                      + RunningShell.SIGN
                      + " HTTP/1.1\r\nHost: a\r\n"
                      + "Content-Type: application/json\r\nExpect: 100-continue\r\n"
                      + "Content-Length: 1000000\r\n\r\n")
              .readReply();
      assertThat(reply).startsWith("HTTP/1.1 401").doesNotContain("100 Continue");
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void sign_refusedWithALargeBodyOnItsWay_theCallerStillReadsTheRefusal() throws Exception {
    running.signer.behaviour =
        request ->
            new Response.Refused(
                RecordingSigner.OWN, new Refusal.InvalidToken(Reason.EXPIRED, "New."));

    HttpResponse<String> response = running.send(running.post("x".repeat(2_000_000)));

    assertThat(response.statusCode()).isEqualTo(401);
  }

  @Test
  void j30_duplicateAuthorization_isHandedOverWhole() throws Exception {
    raw("Authorization: DPoP a\r\nAuthorization: Bearer b, Bearer c\r\nDPoP: p\r\n", "{}");

    assertThat(running.signer.only().credential().authorization())
        .containsExactly("DPoP a", "Bearer b, Bearer c");
  }

  @Test
  void d02_twoProofs_areHandedOverWhole() throws Exception {
    raw("Authorization: DPoP a\r\nDPoP: p,q\r\ndpop: r\r\n", "{}");

    assertThat(running.signer.only().credential().proof()).containsExactly("p,q", "r");
  }

  @Test
  void d02_foldedProof_reachesTheCoreAsNoProofCanBe() throws Exception {
    raw("Authorization: DPoP a\r\nDPoP: p\r\n q\r\n", "{}");

    assertThat(running.signer.only().credential().proof()).containsExactly("p q");
  }

  /** RFC 9112 §2.2 lets a recipient take it; a proxy in front may have seen another request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\nHost: a\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nX: b\nY: c\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\n\n",
        "GET /healthz HTTP/1.1\nHost: a\n\n"
      })
  void h06_bareLineFeed_isRefused(String request) throws Exception {
    assertThat(RawConnection.exchange(running.shell.port(), request)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void d02_otherFoldedHeader_isRefused() throws Exception {
    String reply = raw("Authorization: DPoP\r\n a\r\nDPoP: p\r\n", "{}");

    assertThat(reply).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
    assertThat(running.signer.only().refusal().reason().word()).isEqualTo("ambiguous-request");
  }

  @ParameterizedTest
  @CsvSource({
    "'?access_token=t', ''",
    "'?a=b&access%5Ftoken=t', ''",
    "'', 'application/x-www-form-urlencoded'"
  })
  void j30_tokenOutsideTheHeader_isRefused(String query, String type) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(running.at(RunningShell.SIGN + query))
            .header("Content-Type", type.isEmpty() ? "application/json" : type)
            .POST(HttpRequest.BodyPublishers.ofString("access_token=t"));

    HttpResponse<String> response = running.send(request);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(RunningShell.json(response).get("code").asText()).isEqualTo("invalid_request");
    assertThat(running.signer.only().operation()).isEqualTo("refuse");
  }

  @Test
  void d11_queryOnSign_isNoPartOfTheTarget() throws Exception {
    running.send(
        HttpRequest.newBuilder(running.at(RunningShell.SIGN + "?x=1"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(running.signer.only().credential().target()).isEqualTo(RunningShell.SIGN);
  }

  @Test
  void d12_hostAndForwardingHeaders_reachNobody() throws Exception {
    String sent =
        raw(
            "Authorization: DPoP a\r\nX-Forwarded-Host: evil\r\nX-Forwarded-For: 6.6.6.6\r\n"
                + "Forwarded: host=evil;for=6.6.6.6\r\nClient-Cert: :AAAA:\r\n",
            "{}");

    assertThat(sent).startsWith("HTTP/1.1 200");
    RecordingSigner.Call call = running.signer.only();
    assertThat(call.request().toString()).doesNotContain("evil", "6.6.6", "AAAA");
    assertThat(call.credential().target()).isEqualTo(RunningShell.SIGN);
  }

  @Test
  void d12_absoluteForm_givesNothingButItsPath() throws Exception {
    String reply =
        RawConnection.exchange(
            running.shell.port(),
            "POST http://evil"
                + RunningShell.SIGN
                + " HTTP/1.1\r\nHost: evil\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(reply).startsWith("HTTP/1.1 200");
    assertThat(running.signer.only().credential().target()).isEqualTo(RunningShell.SIGN);
    assertThat(running.signer.only().request().toString()).doesNotContain("evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "gzip, gzip", "identity", ""})
  void h04_encodedBody_isRefusedUnread(String encoding) throws Exception {
    HttpResponse<String> response =
        running.send(running.post("{}").header("Content-Encoding", encoding));

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(running.signer.only().refusal())
        .isEqualTo(new Refusal.UnsupportedMediaType(Reason.CONTENT_ENCODING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json; charset=utf-8; x=y",
        "application/jsonp",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "*/*"
      })
  void h08_otherMediaType_isRefused(String type) throws Exception {
    HttpResponse<String> response =
        running.send(running.post("{}").setHeader("Content-Type", type));

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("Accept-Post")).hasValue("application/json");
    assertThat(running.signer.only().operation()).isEqualTo("refuse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\""
      })
  void h08_json_isAccepted(String type) throws Exception {
    assertThat(running.send(running.post("{}").setHeader("Content-Type", type)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void h08_noOrTwoMediaTypes_isRefused() throws Exception {
    assertThat(rawWithType("", "{}")).startsWith("HTTP/1.1 415");
    assertThat(
            rawWithType(
                "Content-Type: application/json\r\nContent-Type: application/json\r\n", "{}"))
        .startsWith("HTTP/1.1 415");
  }

  @Test
  void q04_chunkedWithoutLength_isCountedAsItComes() throws Exception {
    AtomicLong declared = new AtomicLong();
    AtomicLong counted = new AtomicLong();
    running.signer.behaviour =
        request -> {
          declared.set(request.body().declaredLength());
          try {
            counted.set(RecordingSigner.drain(request));
          } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
          }
          return RecordingSigner.answered("{}");
        };

    String reply =
        RawConnection.exchange(
            running.shell.port(),
            head("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

    assertThat(reply).startsWith("HTTP/1.1 200");
    assertThat(declared).hasValue(-1);
    assertThat(counted).hasValue(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 2, 3\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n"
      })
  void q04_lengthThatCouldMeanTwoThings_isRefused(String headers) throws Exception {
    String reply = RawConnection.exchange(running.shell.port(), head(headers) + "{}");

    assertThat(reply).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
    assertThat(running.signer.calls).noneMatch(call -> call.operation().equals("sign-dsse"));
  }

  @Test
  void h04_compressedTransfer_isRefusedUnread() throws Exception {
    String reply =
        RawConnection.exchange(
            running.shell.port(),
            head("Transfer-Encoding: gzip, chunked\r\n") + "2\r\n{}\r\n0\r\n\r\n");

    assertThat(reply).startsWith("HTTP/1.1 415");
    assertThat(running.signer.only().refusal())
        .isEqualTo(new Refusal.UnsupportedMediaType(Reason.TRANSFER_ENCODING));
  }

  private String raw(String headers, String body) throws IOException {
    return rawWithType("Content-Type: application/json\r\n" + headers, body);
  }

  private String rawWithType(String headers, String body) throws IOException {
    return RawConnection.exchange(
        running.shell.port(),
        "POST "
            + RunningShell.SIGN
            + " HTTP/1.1\r\nHost: evil.example\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static String head(String headers) {
    return "POST "
        + RunningShell.SIGN
        + " HTTP/1.1\r\nHost: a\r\n"
        + "Content-Type: application/json\r\n"
        + headers
        + "\r\n";
  }
}
