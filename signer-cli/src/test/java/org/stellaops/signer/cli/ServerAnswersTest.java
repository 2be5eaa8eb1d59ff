package org.stellaops.signer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command makes of bytes that come back, whatever they are. */
class ServerAnswersTest {

  private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

  @TempDir Path scratch;

  private ServerSocket listener;
  private volatile String said = "";
  private volatile boolean endless;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket caller = listener.accept();
        Thread.ofVirtual().start(() -> answer(caller));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket caller) {
    try (caller) {
      // The request has to be read: a close with bytes unread would take the answer back.
      caller.getInputStream().read(new byte[1 << 16]);
      OutputStream out = caller.getOutputStream();
      out.write(said.getBytes(ISO_8859_1));
      while (endless) {
        out.write(new byte[1 << 16]);
      }
    } catch (IOException callerLeft) {
      // It has seen enough.
    }
  }

  private String server() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  private List<List<Object>> askingVerbs() {
    Path token = Samples.file(scratch, "token", "a.b.c");
    Path key = Samples.dpopKey(scratch);
    return List.of(
        List.of("keys", "list", "--server", server()),
        List.of(
            "audit",
            "show",
            ID,
            "--server",
            server(),
            "--token",
            "file:" + token,
            "--dpop-key",
            key));
  }

  private void failed(int exit, String code, String words) {
    for (List<Object> verb : askingVerbs()) {
      Ran ran = stella(verb, "--output", "json");
      assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
      JsonNode document = Samples.json(ran.out());
      assertThat(SchemaCheck.faults(document, "error-v1.schema.json")).as(ran.out()).isEmpty();
      assertThat(document.get("code").asText()).as(ran.out()).isEqualTo(code);
      assertThat(document.get("detail").asText()).contains(words);
      assertThat(ran.err()).doesNotContain("xception", "cannot reach");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "-ERR unknown command\r\n",
        "220 mail.example ESMTP\r\n",
        "\u0015\u0003\u0003\0\u0002\u0002F",
        "HTTP/1.1 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n"
      })
  void server_thatSpeaksAnotherProtocol_isNamedAsSuch(String bytes) {
    said = bytes;

    failed(3, "answer_unusable", " does not answer in HTTP");
  }

  @Test
  void server_thatAnswersWithoutEnd_isToldByItsBound() {
    said = "HTTP/1.1 200 OK\r\n\r\n";
    endless = true;

    failed(3, "answer_unusable", " bytes that are read");
    endless = false;
  }

  @ParameterizedTest
  @CsvSource({
    "Wed, 21 Oct 2015 07:28:00 GMT, Wed, 21 Oct 2015 07:28:09 GMT, 9",
    "Wed, 21 Oct 2015 07:28:00 GMT, Wed, 21 Oct 2015 07:27:00 GMT, 0"
  })
  void server_thatSaysWhenToComeBack_isToldInSeconds(
      String day, String date, String other, String after, int seconds) {
    for (String status : List.of("429 Too Many Requests", "503 Service Unavailable")) {
      said = answered(status, day + ", " + date, other + ", " + after);
      for (List<Object> verb : askingVerbs()) {
        Ran ran = stella(verb, "--output", "json");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(5);
        assertThat(ran.err()).contains("repeat it after " + seconds + " s");
        assertThat(Samples.json(ran.out()).get("retryAfter").asInt()).isEqualTo(seconds);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1.5", "Wed, 41 Oct 2015 07:28:00 GMT", "99999999999999"})
  void server_thatSaysNoTimeToComeBack_leavesItOut(String after) {
    said = answered("503 Service Unavailable", "Wed, 21 Oct 2015 07:28:00 GMT", after);

    for (List<Object> verb : askingVerbs()) {
      Ran ran = stella(verb, "--output", "json");
      assertThat(ran.exit()).as(ran.err()).isEqualTo(5);
      assertThat(Samples.json(ran.out()).has("retryAfter")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "302 Found, give --server the address of the signer itself",
    "401 Unauthorized, wants credentials of its own",
    "404 Not Found, look at --server",
    "413 Content Too Large, takes no body of this size"
  })
  void server_thatIsSomethingBeforeTheSigner_isToldWithWhatToDo(String status, String advice) {
    said = "HTTP/1.1 " + status + "\r\nContent-Length: 6\r\n\r\n<html>";

    for (List<Object> verb : askingVerbs()) {
      Ran ran = stella(verb, "--output", "json");
      assertThat(ran.exit()).as(ran.err()).isIn(3, 4);
      JsonNode document = Samples.json(ran.out());
      assertThat(SchemaCheck.faults(document, "error-v1.schema.json")).as(ran.out()).isEmpty();
      assertThat(document.get("advice").asText()).contains(advice);
      assertThat(document.get("detail").asText()).contains(status.substring(0, 3), advice);
      assertThat(document.get("status").asText()).isEqualTo(status.substring(0, 3));
    }
  }

  private static String answered(String status, String date, String after) {
    return "HTTP/1.1 %s\r\nDate: %s\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n"
        .formatted(status, date, after);
  }
}
