package org.stellaops.signer.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

/** When a GET on a kept connection is made again, and when it must not be. */
class OutboundRetryTest {

  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Outbound outbound =
      new Outbound(Reach.LOOPBACK, OutboundSettings.standard(), OutboundObserver.SILENT);

  @AfterEach
  void shut() {
    outbound.close();
  }

  /** Answers the GETs of each connection with the given texts, then closes it. */
  private static final class Scripted implements AutoCloseable {
    final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    final AtomicInteger gets = new AtomicInteger();

    Scripted(List<List<String>> connections) throws IOException {
      Thread thread = new Thread(() -> connections.forEach(this::serve));
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(List<String> answers) {
      try (Socket socket = server.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String answer : answers) {
          String line = in.readLine();
          while (line != null && !line.isEmpty()) {
            line = in.readLine();
          }
          gets.incrementAndGet();
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        gets.addAndGet(1_000);
      }
    }

    Origin origin() {
      return Origin.parse("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private Outbound.Session session() {
    return new Outbound.Session(outbound, Deadline.in(Duration.ofSeconds(10), Ticker.system()));
  }

  private static int get(Outbound.Session session, Scripted peer, int maxBody) throws IOException {
    return session.get(peer.origin(), "/", Map.of(), maxBody).status();
  }

  @Test
  void get_keptConnectionWasClosed_isMadeAnew() throws Exception {
    try (Scripted peer = new Scripted(List.of(List.of(GOOD), List.of(GOOD)))) {
      Outbound.Session session = session();
      assertThat(get(session, peer, 10)).isEqualTo(200);
      assertThat(get(session, peer, 10)).isEqualTo(200);
      assertThat(peer.gets).hasValue(2);
    }
  }

  @Test
  void get_malformedAnswerOnAKeptConnection_failsAtOnce() throws Exception {
    try (Scripted peer =
        new Scripted(List.of(List.of(GOOD, "HTTP/1.1 2 no\r\n\r\n"), List.of(GOOD)))) {
      Outbound.Session session = session();
      assertThat(get(session, peer, 10)).isEqualTo(200);
      assertThatThrownBy(() -> get(session, peer, 10)).isInstanceOf(IOException.class);
      assertThat(peer.gets).hasValue(2);
    }
  }

  @Test
  void get_keptConnectionEndsInAnAnswer_failsAtOnce() throws Exception {
    try (Scripted peer =
        new Scripted(
            List.of(
                List.of(GOOD, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), List.of(GOOD)))) {
      Outbound.Session session = session();
      assertThat(get(session, peer, 10)).isEqualTo(200);
      assertThatThrownBy(() -> get(session, peer, 10)).isInstanceOf(IOException.class);
      assertThat(peer.gets).hasValue(2);
    }
  }

  @Test
  void get_bodyShorterThanSaid_fails() throws Exception {
    refuses("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
  }

  @Test
  void get_lengthAndTransferCoding_fails() throws Exception {
    refuses("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  }

  @Test
  void get_headerOverTheBound_fails() throws Exception {
    refuses("HTTP/1.1 200 OK\r\nX: " + "a".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n");
  }

  private void refuses(String answer) throws Exception {
    try (Scripted peer = new Scripted(List.of(List.of(answer)))) {
      assertThatThrownBy(() -> get(session(), peer, 10)).isInstanceOf(IOException.class);
      assertThat(peer.gets).hasValue(1);
    }
  }

  @Test
  void get_bodyOverTheBound_isNotKept() throws Exception {
    try (Scripted peer = new Scripted(List.of(List.of(GOOD)))) {
      HttpAnswer answer = session().get(peer.origin(), "/", Map.of(), 1);
      assertThat(answer.overBound()).isTrue();
      assertThat(answer.body().toByteArray()).isEmpty();
    }
  }
}
