package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.Reason;

/** A refusal reaches a caller that is still sending. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LingerTest {

  private static final String BLOCK = "a".repeat(64 * 1024);
  private static final String POST = "POST " + RunningShell.SIGN + " HTTP/1.1\r\nHost: a\r\n";

  private RunningShell running;

  @BeforeAll
  void start() {
    running = new RunningShell();
    running.signer.behaviour =
        request -> new Response.Refused(null, new Refusal.NonceRequired(Reason.NONCE_MISSING, "n"));
  }

  @AfterAll
  void stop() {
    running.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POST + "Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n",
        "DELETE " + RunningShell.AUDIT + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n",
        POST + "Content-Length: x\r\n\r\n",
        "garbage\r\n\r\n"
      })
  void refusal_beforeTheRequestIsSent_takesTheRest(String head) throws Exception {
    try (RawConnection connection = new RawConnection(running.shell.port())) {
      assertThat(connection.send(head).readReply()).startsWith("HTTP/1.1 4");

      for (int i = 0; i < 2_000_000 / BLOCK.length(); i++) {
        connection.send(BLOCK);
      }
    }
  }

  @Test
  void j20_headersOverTheLimit_takesTheRest() throws Exception {
    try (RawConnection connection = new RawConnection(running.shell.port())) {
      assertThat(connection.send(POST + "X-A: " + BLOCK).readReply()).startsWith("HTTP/1.1 431");

      for (int i = 0; i < 30; i++) {
        connection.send(BLOCK);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POST + "Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n",
        POST + "Content-Length: x\r\n\r\n"
      })
  void h01_callerThatPauses_isCutOffAsSoon(String head) throws Exception {
    try (RawConnection connection = new RawConnection(running.shell.port())) {
      connection.send(head + "some").readReply();
      long began = System.nanoTime();

      assertThat(connection.isClosedByPeer()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void connection_whoseRestCame_goesOnAtItsUsualPace() throws Exception {
    String head = POST + "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n";
    try (RawConnection connection = new RawConnection(running.shell.port())) {
      connection.send(head + "some").readReply();
      Thread.sleep(500);
      connection.send("more");
      Thread.sleep(3000);

      assertThat(connection.send(head + "somemore").readReply()).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void h01_callerThatNeverStopsSending_isCutOff() throws Exception {
    try (RawConnection connection = new RawConnection(running.shell.port())) {
      connection.send(POST + "X-A: " + BLOCK).readReply();

      assertThatThrownBy(
              () -> {
                while (true) {
                  connection.send(BLOCK);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }
}
