package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Look-ups in a fake of ECR's registry, across the end of the login that they have. */
class EndedLoginTest {

  private static final String ECR = "https://api.ecr.eu-west-1.amazonaws.com/";
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final String TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private final AskedWorkload workload =
      new AskedWorkload(Cloud.AWS, "123456789012.dkr.ecr.eu-west-1.amazonaws.com");
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();
  private final List<Integer> statuses = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final WorkloadLogin login;
  private final HttpRegistry registry;
  private volatile boolean permitted = true;

  EndedLoginTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    workload.variables.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    workload.variables.put("AWS_SECRET_ACCESS_KEY", FakeCloud.SECRET);
    login = workload.open();
    registry =
        new HttpRegistry(
            new RegistrySettings(
                "ecr",
                new Origin(false, "127.0.0.1", server.getAddress().getPort()),
                "team/app",
                Reach.LOOPBACK,
                Set.of(),
                Set.of(),
                login,
                Bounds.defaults()),
            () -> workload.nanos);
  }

  @BeforeEach
  void giveTheFirst() {
    gives("p0", Duration.ofHours(12));
  }

  @AfterEach
  void shut() {
    registry.close();
    login.close();
    workload.close();
    server.stop(0);
  }

  private void gives(String password, Duration life) {
    Instant end = workload.time.plus(life);
    ends.put("Basic " + Bytes.utf8("AWS:" + password).base64(), end);
    workload.cloud.answers(
        ECR,
        200,
        "{\"authorizationData\":[{\"authorizationToken\":\""
            + Bytes.utf8("AWS:" + password).base64()
            + "\",\"expiresAt\":"
            + end.getEpochSecond()
            + "}]}");
  }

  /** 401 to nobody and to who never was; 403 without a challenge to whose login has ended. */
  private void handle(HttpExchange exchange) throws IOException {
    @Nullable String sent = exchange.getRequestHeaders().getFirst("Authorization");
    @Nullable Instant end = sent == null ? null : ends.get(sent);
    int status = 200;
    String body = "{\"schemaVersion\":2,\"manifests\":[]}";
    if (end == null) {
      status = 401;
      body = "Not Authorized";
      exchange
          .getResponseHeaders()
          .add("WWW-Authenticate", "Basic realm=\"https://ecr.example/\",service=\"ecr\"");
    } else if (!workload.time.isBefore(end) || !permitted) {
      status = 403;
      body =
          "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"Your authorization token has"
              + " expired. Reauthenticate and try again.\"}]}";
    }
    statuses.add(status);
    Bytes bytes = Bytes.utf8(body);
    exchange.sendResponseHeaders(status, bytes.size());
    bytes.writeTo(exchange.getResponseBody());
    exchange.close();
  }

  private void assertLooksUp() {
    statuses.clear();
    assertThat(registry.referrers(IMAGE, TYPE, AskedWorkload.soon()))
        .isInstanceOf(Listing.Complete.class);
  }

  private void assertIsAnOutage() {
    statuses.clear();
    assertThatThrownBy(() -> registry.referrers(IMAGE, TYPE, AskedWorkload.soon()))
        .isInstanceOf(DependencyUnavailable.class)
        .hasMessageContaining("answered 403");
  }

  @Test
  void login_isNotSentBeyondItsEnd() throws Exception {
    assertLooksUp();
    workload.pass(Duration.ofHours(11).plusMinutes(40));
    assertLooksUp();
    gives("p1", Duration.ofHours(12));
    workload.pass(Duration.ofMinutes(16));
    assertLooksUp();
    AskedWorkload.await(() -> workload.cloud.seen().size() == 2);
    workload.pass(Duration.ofMinutes(5));
    assertLooksUp();
    assertThat(statuses).doesNotContain(403);
  }

  @Test
  void login_thatEndsBeforeItsTime_isReplacedInTheSameLookUp() {
    assertLooksUp();
    workload.pass(Duration.ofMinutes(1));
    ends.replaceAll((sent, end) -> workload.time);
    gives("p1", Duration.ofHours(12));
    assertLooksUp();
    assertThat(statuses).startsWith(403, 401, 403, 200).filteredOn(each -> each == 403).hasSize(2);
    assertLooksUp();
    assertThat(statuses).containsOnly(200);
    assertThat(workload.cloud.seen()).hasSize(2);
  }

  @Test
  void registry_thatForbidsAFreshLogin_isAnOutageAndTheCloudIsAskedLessAndLess() {
    permitted = false;
    assertIsAnOutage();
    assertIsAnOutage();
    assertThat(workload.cloud.seen()).hasSize(1);
    for (int each = 0; each < 360; each++) {
      workload.pass(Duration.ofSeconds(10));
      gives("p" + each, Duration.ofHours(12));
      assertIsAnOutage();
    }
    // Within an hour: 10, 20, 40, 80 and 160 seconds after the last, then each five minutes.
    assertThat(workload.cloud.seen()).hasSize(1 + 5 + 10);
    permitted = true;
    assertLooksUp();
  }
}
