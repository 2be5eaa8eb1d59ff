package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.Reach;

class CheckedNetworkTest {

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  CheckedNetworkTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          boolean huge = exchange.getRequestURI().getPath().equals("/huge");
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          int size = huge ? (64 << 10) + 1 : 1;
          exchange.sendResponseHeaders(huge ? 200 : 307, size);
          exchange.getResponseBody().write(new byte[size]);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void shut() {
    server.stop(0);
  }

  private static HttpAnswer post(Reach reach, Origin service, String target) throws IOException {
    try (CheckedNetwork network =
        new CheckedNetwork(reach, OutboundSettings.standard(), OutboundObserver.SILENT)) {
      return network.post(
          service, target, CloudWire.form("a", "b"), Map.of(), AskedWorkload.soon());
    }
  }

  @Test
  void post_thatIsRedirectedOrAnsweredTooLong_isNeitherFollowedNorRead() throws IOException {
    Origin here = new Origin(false, "127.0.0.1", server.getAddress().getPort());
    assertThat(post(Reach.LOOPBACK, here, "/token").status()).isEqualTo(307);
    HttpAnswer huge = post(Reach.LOOPBACK, here, "/huge");
    assertThat(huge.overBound()).isTrue();
    assertThat(huge.body().isEmpty()).isTrue();
    assertThat(seen).containsExactly("POST /token", "POST /huge");
  }

  @Test
  void clientCertificate_ofTheRegistry_isNotEvenOpened() throws IOException {
    OutboundSettings own =
        new OutboundSettings(
            List.of(),
            null,
            new OutboundSettings.ClientCertificate(Path.of("/nowhere/own.p12"), new char[0]),
            OutboundSettings.standard().connectTimeout());
    Origin here = new Origin(false, "127.0.0.1", server.getAddress().getPort());
    try (CheckedNetwork network =
        new CheckedNetwork(Reach.LOOPBACK, own, OutboundObserver.SILENT)) {
      assertThat(
              network
                  .post(here, "/token", CloudWire.form("a", "b"), Map.of(), AskedWorkload.soon())
                  .status())
          .isEqualTo(307);
    }
    assertThatThrownBy(() -> new Outbound(Reach.LOOPBACK, own, OutboundObserver.SILENT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PUBLIC, https://169.254.169.254",
    "PRIVATE, https://169.254.170.2",
    "LOOPBACK, http://169.254.169.254",
    "PRIVATE, https://[fd00:ec2::23]",
    "PUBLIC, https://10.0.0.1",
    "PUBLIC, https://127.0.0.1",
    "PUBLIC, http://sts.example"
  })
  void r01_post_toAnAddressThatIsNotPermitted_isNotConnectedTo(Reach reach, String service) {
    assertThatThrownBy(() -> post(reach, Origin.parse(service), "/"))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(".*(not permitted|to this machine only)");
  }
}
