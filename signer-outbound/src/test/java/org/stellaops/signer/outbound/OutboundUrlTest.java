package org.stellaops.signer.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

class OutboundUrlTest {

  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String said =
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type")
                    + " "
                    + body;
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private static Bytes body(HttpAnswer answer) {
    return answer.body();
  }

  @Test
  void postAny_contentOfAnyKind_arrivesWithItsMediaTypeAlone() throws IOException {
    status = 201;
    try (OutboundUrl url = OutboundUrl.open(at("/a?b=c"))) {
      Outbound.Content content =
          new Outbound.Content("application/timestamp-query", Bytes.utf8("text"));
      HttpAnswer answer = url.postAny(content, Map.of(), 1000, soon());
      assertThat(answer.status()).isEqualTo(201);
      assertThat(body(answer))
          .isEqualTo(Bytes.utf8("POST /a?b=c application/timestamp-query text"));
    }
  }

  @Test
  void any_errorStatus_isAnAnswer_andNoneForTheOthers() throws IOException {
    status = 403;
    try (OutboundUrl url = OutboundUrl.open(at("/a"))) {
      assertThat(url.getAny(Map.of(), 1000, soon()).status()).isEqualTo(403);
      assertThatIOException().isThrownBy(() -> url.get(Map.of(), 1000, soon()));
    }
  }

  @Test
  void below_aPath_isAskedAtTheSameService() throws IOException {
    for (String base : new String[] {"", "/", "/base", "/base/"}) {
      try (OutboundUrl url = OutboundUrl.open(at(base))) {
        Bytes said = body(url.below("/x/y").get(Map.of(), 1000, soon()));
        String stem = base.startsWith("/base") ? "/base" : "";
        assertThat(said).isEqualTo(Bytes.utf8("GET " + stem + "/x/y null "));
      }
    }
    try (OutboundUrl url = OutboundUrl.open(at("/a?b=c"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> url.below("/x"));
    }
  }

  @Test
  void interruptibleExchange_callerIsInterrupted_endsAndStaysSo() {
    CountDownLatch never = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    try {
      assertThatIOException()
          .isThrownBy(() ->
              InterruptibleExchange.run(
                  "test",
                  () -> {
                    never.await();
                    throw new AssertionError("it never comes");
                  }))
          .withMessage("interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      boolean unused = Thread.interrupted();
    }
  }
}
