package org.stellaops.signer.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.OutboundObserver.Outcome;

class MetadataServiceTest {

  private final CountDownLatch done = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  MetadataServiceTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void shut() {
    done.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private MetadataService service() {
    Outbound outbound =
        Outbound.to(
            InetAddress.getLoopbackAddress(),
            Duration.ofSeconds(1),
            (outcome, took) -> outcomes.add(outcome));
    return new MetadataService(
        new Origin(false, "metadata.example", server.getAddress().getPort()), outbound);
  }

  private void answer(int status, String location, int size) {
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Host").replaceAll(":[0-9]+", "")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Metadata"));
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().add("Location", location);
          }
          exchange.sendResponseHeaders(status, size);
          exchange.getResponseBody().write(new byte[size]);
          exchange.close();
        });
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  @Test
  void get_andPut_reachTheOneAddressByTheNameOfThePlace() throws IOException {
    answer(200, "", 7);
    try (MetadataService service = service()) {
      assertThat(service.get("/a?b=c", Map.of("Metadata", "true"), soon()).body().size())
          .isEqualTo(7);
      assertThat(service.put("/d", Map.of(), soon()).status()).isEqualTo(200);
    }
    assertThat(seen)
        .containsExactly(
            "GET /a?b=c metadata.example null true", "PUT /d metadata.example null null");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void r02_answer_thatRedirects_isAFailureAndNotFollowed(int status) {
    answer(status, "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere", 1);
    try (MetadataService service = service()) {
      assertThatThrownBy(() -> service.get("/a", Map.of(), soon()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("redirects");
      assertThatThrownBy(() -> service.put("/a", Map.of(), soon()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("redirects");
    }
    assertThat(seen).hasSize(2).allMatch(request -> request.contains(" /a "));
  }

  @Test
  void answer_thatIsHuge_isAFailure() {
    answer(200, "", (64 << 10) + 1);
    try (MetadataService service = service()) {
      assertThatThrownBy(() -> service.get("/a", Map.of(), soon()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too long");
    }
  }

  @Test
  void answer_thatDoesNotCome_isAFailureLongBeforeTheDeadline() {
    server.createContext(
        "/",
        exchange -> {
          try {
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Deadline deadline = soon();
    try (MetadataService service = service()) {
      assertThatThrownBy(() -> service.get("/a", Map.of(), deadline))
          .isInstanceOf(IOException.class);
    }
    assertThat(deadline.remaining()).isGreaterThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void r01_place_isReachedByNothingElse(Place place) {
    for (Reach reach : Reach.values()) {
      assertThat(reach.permits(place.address())).isFalse();
    }
    assertThat(place.origin().secure()).isFalse();
    if (place != Place.GOOGLE) {
      assertThat(place.address().getHostAddress().replace("0:0:0:0:0", ":").replace(":::", "::"))
          .isEqualTo(place.origin().host());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.253", "10.0.0.1", "::1", "0.0.0.0", "2130706434"})
  void r01_outbound_toOneAddress_reachesNoOther(String host) {
    answer(200, "", 1);
    Origin other = new Origin(false, host, server.getAddress().getPort());
    try (MetadataService service =
        new MetadataService(
            other,
            Outbound.to(
                InetAddress.getLoopbackAddress(),
                Duration.ofSeconds(1),
                (outcome, took) -> outcomes.add(outcome)))) {
      assertThatThrownBy(() -> service.get("/a", Map.of(), soon())).isInstanceOf(IOException.class);
    }
    assertThat(outcomes).containsExactly(Outcome.BLOCKED);
    assertThat(seen).isEmpty();
  }
}
