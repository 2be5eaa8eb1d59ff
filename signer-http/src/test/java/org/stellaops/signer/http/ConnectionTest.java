package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectionTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  /** Short, and yet long enough for a request to arrive on a machine that has much else to do. */
  private static final Duration AMPLE = Duration.ofSeconds(3);

  private static Connections limits(Duration header, Duration idle, Duration pace) {
    return new Connections(8192, header, idle, 1024, pace, 100, Duration.ofSeconds(30));
  }

  @Test
  void h01_headersThatNeverEnd_closeTheConnection() throws Exception {
    try (RunningShell running =
            new RunningShell(limits(SHORT, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        RawConnection silent = new RawConnection(running.shell.port());
        RawConnection slow = new RawConnection(running.shell.port())) {
      slow.send("GET /healthz HTTP/1.1\r\nX-A: ");

      assertThat(slow.isClosedByPeer()).isTrue();
      assertThat(silent.isClosedByPeer()).isTrue();
      assertThat(running.metrics.scrape())
          .contains("signer_http_connection_errors_total{reason=\"slow-headers\"} 2.0");
    }
  }

  @Test
  void h01_idleAfterAnAnswer_closesTheConnection() throws Exception {
    try (RunningShell running =
            new RunningShell(limits(AMPLE, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        RawConnection connection = new RawConnection(running.shell.port())) {
      assertThat(connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").readReply())
          .startsWith("HTTP/1.1 200");

      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void h01_requestThatTakesLongerThanItsHeadersMay_isAnswered() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch longEnough = new CountDownLatch(1);
    try (RunningShell running =
        new RunningShell(limits(AMPLE, Duration.ofSeconds(30), Duration.ofSeconds(30)))) {
      running.signer.behaviour =
          request -> {
            arrived.countDown();
            await(longEnough);
            return RecordingSigner.answered("{}");
          };
      CompletableFuture<HttpResponse<String>> reply =
          running.client.sendAsync(
              running.post("{}").build(), HttpResponse.BodyHandlers.ofString());
      await(arrived);
      try (RawConnection later = new RawConnection(running.shell.port())) {
        // The later connection's end proves that the deadline of both has passed.
        assertThat(later.isClosedByPeer()).isTrue();
      }
      longEnough.countDown();

      assertThat(reply.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void h01_bodyThatStalls_failsTheRead() throws Exception {
    try (RunningShell running =
        new RunningShell(limits(Duration.ofSeconds(10), SHORT, Duration.ofSeconds(30)))) {
      assertThat(readFailure(running, "Content-Length: 100\r\n\r\nabc"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void h01_bodyUnderTheLeastRate_failsTheReadAndIsCounted() throws Exception {
    try (RunningShell running =
            new RunningShell(
                limits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(1)));
        RawConnection slow = new RawConnection(running.shell.port())) {
      CompletableFuture<Throwable> failure = failure(running);
      slow.send(head() + "Content-Length: 100000\r\n\r\n");
      while (!failure.isDone()) {
        slow.send("x");
        failure.copy().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS).join();
      }

      assertThat(failure.get()).hasMessageContaining("too slow");
      assertThat(running.metrics.scrape())
          .contains("signer_http_connection_errors_total{reason=\"slow-body\"} 1.0");
    }
  }

  @Test
  void h01_publicAnswerReadUnderTheLeastRate_closesTheConnectionAndIsCounted() throws Exception {
    try (RunningShell running =
            new RunningShell(
                new Connections(
                    8192,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    1 << 30,
                    Duration.ofMillis(100),
                    100,
                    Duration.ofSeconds(30)));
        RawConnection slow = new RawConnection(running.shell.port())) {
      // More than the buffers of both ends take.
      running.signer.trust = Bytes.adopt(new byte[32 << 20]);
      slow.send("GET /api/v1/signer/trust HTTP/1.1\r\nHost: a\r\n\r\n");

      while (!running
          .metrics
          .scrape()
          .contains("signer_http_connection_errors_total{reason=\"slow-reader\"} 1.0")) {
        slow.readByte();
        Thread.sleep(20);
      }
    }
  }

  @Test
  void keepAlive_secondRequest_usesTheSameConnection() throws Exception {
    try (RunningShell running = new RunningShell();
        RawConnection connection = new RawConnection(running.shell.port())) {
      running.signer.behaviour =
          request ->
              new Response.Refused(null, new Refusal.NonceRequired(Reason.NONCE_MISSING, "n"));
      String request = head() + "Content-Length: 2\r\n\r\n{}";

      assertThat(connection.send(request).readReply()).startsWith("HTTP/1.1 401");
      assertThat(connection.send(request).readReply()).startsWith("HTTP/1.1 401");
      assertThat(running.signer.calls).hasSize(2);
    }
  }

  @Test
  void answer_of130Megabytes_isStreamed() throws Exception {
    long size = 130L << 20;
    byte[] block = new byte[1 << 20];
    try (RunningShell running = new RunningShell()) {
      running.signer.behaviour =
          request ->
              new Response.Answered(
                  RecordingSigner.OWN,
                  RecordingSigner.answer(out -> {
                    for (long sent = 0; sent < size; sent += block.length) {
                      out.write(block);
                    }
                  }),
                  new Response.Rate(100, 97, Duration.ofMillis(300)));

      HttpResponse<InputStream> response =
          running.client.send(
              running.post("{}").build(), HttpResponse.BodyHandlers.ofInputStream());

      assertThat(response.headers().firstValue("RateLimit")).hasValue("\"rate\";r=97;t=1");
      assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"rate\";q=100");
      assertThat(response.headers().firstValue("Content-Length")).isEmpty();
      assertThat(response.body().transferTo(java.io.OutputStream.nullOutputStream()))
          .isEqualTo(size);
    }
  }

  @Test
  void answer_thatBreaksHalfWay_endsInAnErrorNotInAnEnd() throws Exception {
    try (RunningShell running = new RunningShell();
        RawConnection connection = new RawConnection(running.shell.port())) {
      running.signer.behaviour =
          request ->
              running.signer.counted(out -> {
                out.write(new byte[200_000]);
                out.flush();
                throw new IOException("broken");
              });

      String reply = readWhatComes(connection.send(head() + "Content-Length: 2\r\n\r\n{}"));

      assertThat(reply).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
      assertThat(running.signer.closedAnswers).hasValue(1);
    }
  }

  @Test
  void stop_whileARequestRuns_answersItAndSaysNotReady() throws Exception {
    CountDownLatch running1 = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    RunningShell running = new RunningShell();
    running.signer.behaviour =
        request -> {
          running1.countDown();
          await(release);
          return RecordingSigner.answered("{\"late\":true}");
        };
    CompletableFuture<HttpResponse<String>> reply =
        running.client.sendAsync(running.post("{}").build(), HttpResponse.BodyHandlers.ofString());
    await(running1);
    assertThat(running.get(running.management("/readyz")).statusCode()).isEqualTo(200);
    Thread stopping = Thread.ofVirtual().start(running.shell::stop);

    HttpResponse<String> ready = running.get(running.management("/readyz"));
    Deadline patience = Deadline.in(Duration.ofSeconds(20), Ticker.system());
    while (ready.statusCode() == 200 && !patience.hasPassed()) {
      ready = running.get(running.management("/readyz"));
    }
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(RunningShell.json(ready).get("status").asText()).isEqualTo("stopping");
    assertThat(reply).isNotDone();
    release.countDown();

    assertThat(reply.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"late\":true}");
    stopping.join();
    running.close();
  }

  @Test
  void stop_requestOverTheDrainTime_isGivenUp() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Connections standard = RunningShell.standard();
    RunningShell running =
        new RunningShell(
            new Connections(
                8192,
                standard.headerTime(),
                standard.idleTime(),
                1024,
                standard.pace(),
                10,
                Duration.ofMillis(200)));
    running.signer.behaviour =
        request -> {
          arrived.countDown();
          await(never);
          return RecordingSigner.answered("{}");
        };
    CompletableFuture<HttpResponse<String>> reply =
        running.client.sendAsync(running.post("{}").build(), HttpResponse.BodyHandlers.ofString());
    await(arrived);

    running.shell.stop();

    assertThat(reply).failsWithin(Duration.ofSeconds(20));
    never.countDown();
    running.client.shutdownNow();
  }

  private static Throwable readFailure(RunningShell running, String rest) throws Exception {
    CompletableFuture<Throwable> failure = failure(running);
    try (RawConnection slow = new RawConnection(running.shell.port())) {
      slow.send(head() + rest);
      return failure.get(20, TimeUnit.SECONDS);
    }
  }

  private static CompletableFuture<Throwable> failure(RunningShell running) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    running.signer.behaviour =
        request -> {
          try {
            failure.completeExceptionally(
                new AssertionError("read " + RecordingSigner.drain(request)));
          } catch (IOException expected) {
            failure.complete(expected);
          }
          return new Response.Refused(
              RecordingSigner.OWN,
              new Refusal.InvalidRequest(Reason.BODY_INCOMPLETE, "Send it faster."));
        };
    return failure;
  }

  private static String readWhatComes(RawConnection connection) throws IOException {
    StringBuilder all = new StringBuilder(connection.readReply());
    try {
      all.append(connection.readToEnd());
    } catch (java.net.SocketException reset) {
      all.append("reset");
    }
    return all.toString();
  }

  private static String head() {
    return "POST "
        + RunningShell.SIGN
        + " HTTP/1.1\r\nHost: a\r\n"
        + "Content-Type: application/json\r\n";
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(40, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing happened");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
