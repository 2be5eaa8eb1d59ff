package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.ReferrerPush.Pushed;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Against a small registry of the test's own; real ones are pushed to in signer-interop. */
class ReferrerPushTest {

  private static final Bytes IMAGE = Bytes.utf8("{\"schemaVersion\":2}");
  private static final String BLOBS = "/v2/team/app/blobs/";
  private static final String MANIFESTS = "/v2/team/app/manifests/";

  private static final String EMPTY_LIST = "{\"schemaVersion\":2,\"manifests\":[]}";

  private final Map<String, Bytes> manifests = new ConcurrentHashMap<>();
  private final Map<String, Bytes> blobs = new ConcurrentHashMap<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpServer server = started();
  private volatile boolean api = true;
  private volatile boolean saysSoWithoutIt;
  private volatile String referrers = "";
  private volatile String location = BLOBS + "uploads/1?state=x";
  private volatile int manifestStatus = 201;
  private volatile String required = "";

  private static HttpServer started() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    server.createContext("/", this::handle);
    server.start();
    manifests.put(IMAGE.sha256().toString(), IMAGE);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    seen.add(method + " " + exchange.getRequestURI());
    Bytes body = Bytes.adopt(exchange.getRequestBody().readAllBytes());
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!required.isEmpty() && !required.equals(authorization)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
      answer(exchange, 401, Bytes.empty());
    } else if (method.equals("POST")) {
      exchange.getResponseHeaders().set("Location", location);
      answer(exchange, 202, Bytes.empty());
    } else if (method.equals("PUT") && path.startsWith(BLOBS)) {
      blobs.put(body.sha256().toString(), body);
      assertThat(exchange.getRequestURI().getQuery()).contains("digest=" + body.sha256());
      answer(exchange, 201, Bytes.empty());
    } else if (method.equals("PUT")) {
      manifests.put(path.substring(MANIFESTS.length()), body);
      if (api || saysSoWithoutIt) {
        exchange.getResponseHeaders().set("OCI-Subject", IMAGE.sha256().toString());
      }
      answer(exchange, manifestStatus, Bytes.empty());
    } else if (path.startsWith(MANIFESTS)
        && manifests.containsKey(path.substring(MANIFESTS.length()))) {
      exchange.getResponseHeaders().set("Content-Type", OciJson.MANIFEST);
      answer(exchange, 200, manifests.get(path.substring(MANIFESTS.length())));
    } else if (path.startsWith("/v2/team/app/referrers/") && (api || !referrers.isEmpty())) {
      exchange.getResponseHeaders().set("Content-Type", OciJson.INDEX);
      answer(exchange, 200, Bytes.utf8(referrers.isEmpty() ? EMPTY_LIST : referrers));
    } else {
      answer(exchange, 404, Bytes.empty());
    }
  }

  private static void answer(HttpExchange exchange, int status, Bytes body) throws IOException {
    exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.size());
    if (!body.isEmpty()) {
      body.writeTo(exchange.getResponseBody());
    }
    exchange.close();
  }

  private Digest push(String bundle) {
    return push(bundle, null);
  }

  private Digest push(String bundle, @Nullable Credentials credentials) {
    RegistrySettings settings =
        new RegistrySettings(
            "hub",
            Origin.parse("http://127.0.0.1:" + server.getAddress().getPort()),
            "team/app",
            Reach.LOOPBACK,
            Set.of(),
            Set.of(),
            credentials,
            Bounds.defaults());
    try (ReferrerPush push = new ReferrerPush(settings, Ticker.system())) {
      return push.push(
          IMAGE.sha256(),
          new Pushed(Bytes.utf8(bundle), "dsse-envelope", "https://x.example/t"),
          Deadline.in(Duration.ofSeconds(20), Ticker.system()));
    }
  }

  private JsonObject manifest(String reference) throws Exception {
    return OciJson.object(manifests.get(reference));
  }

  @Test
  void push_withTheReferrersApi_isOneManifestInTheFormOfCosign() throws Exception {
    Digest pushed = push("{\"a\":1}");

    JsonObject manifest = manifest(pushed.toString());
    assertThat(manifest.string("artifactType")).isEqualTo(DocumentTypes.SIGSTORE_BUNDLE);
    assertThat(manifest.object("subject").string("digest")).isEqualTo(IMAGE.sha256().toString());
    assertThat(manifest.object("subject").integer("size")).isEqualTo(IMAGE.size());
    assertThat(manifest.object("config").string("mediaType"))
        .isEqualTo("application/vnd.oci.empty.v1+json");
    assertThat(manifest.object("annotations").string("dev.sigstore.bundle.predicateType"))
        .isEqualTo("https://x.example/t");
    JsonObject layer = manifest.array("layers").objects().get(0);
    assertThat(blobs.get(layer.string("digest")).utf8()).isEqualTo("{\"a\":1}");
    assertThat(manifests).doesNotContainKey("sha256-" + IMAGE.sha256().hex());
  }

  @Test
  void push_withoutTheApi_addsToTheTagAndKeepsWhatIsThere() throws Exception {
    api = false;
    Digest first = push("{\"a\":1}");
    Digest second = push("{\"a\":2}");
    Digest again = push("{\"a\":2}");

    assertThat(again).isEqualTo(second);
    JsonObject index = manifest("sha256-" + IMAGE.sha256().hex());
    assertThat(
            index.array("manifests").objects().stream()
                .map(entry -> String.valueOf(entry.members().get("digest"))))
        .hasSize(2);
    assertThat(manifests.get("sha256-" + IMAGE.sha256().hex()).utf8())
        .contains(first.toString(), second.toString());
  }

  /** ECR, seen by sigstore-js (pull request 1183): the header of the API, without the API. */
  @Test
  void push_headerOfTheApiWithoutIt_addsToTheTag() {
    api = false;
    saysSoWithoutIt = true;
    Digest pushed = push("{\"a\":1}");

    assertThat(manifests.get("sha256-" + IMAGE.sha256().hex()).utf8()).contains(pushed.toString());
  }

  /** A bundle that no reader finds is none. */
  @Test
  void push_listThatIsAlwaysEmpty_addsToTheTag() {
    api = false;
    referrers = EMPTY_LIST;
    Digest pushed = push("{\"a\":1}");

    assertThat(manifests.get("sha256-" + IMAGE.sha256().hex()).utf8()).contains(pushed.toString());
  }

  @Test
  void push_listThatHasIt_needsNoTag() {
    api = false;
    Digest pushed = push("{\"a\":1}");
    manifests.remove("sha256-" + IMAGE.sha256().hex());
    referrers = "{\"manifests\":[{\"digest\":\"" + pushed + "\"}]}";

    assertThat(push("{\"a\":1}")).isEqualTo(pushed);
    assertThat(manifests).doesNotContainKey("sha256-" + IMAGE.sha256().hex());
  }

  @Test
  void push_tagWithSomethingElse_isRefusedAndLeftAlone() {
    api = false;
    Bytes other = Bytes.utf8("{\"schemaVersion\":2,\"layers\":[]}");
    manifests.put("sha256-" + IMAGE.sha256().hex(), other);
    assertThatThrownBy(() -> push("{}")).isInstanceOf(DependencyUnavailable.class);
    assertThat(manifests.get("sha256-" + IMAGE.sha256().hex())).isEqualTo(other);
  }

  @Test
  void push_subjectThatIsNotThereOrIsAnother_sendsNothing() {
    manifests.put(IMAGE.sha256().toString(), Bytes.utf8("{}"));
    assertThatThrownBy(() -> push("{}")).hasMessageContaining("gives another manifest");
    manifests.clear();
    assertThatThrownBy(() -> push("{}")).hasMessageContaining("has no manifest");
    assertThat(seen).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void push_uploadThatGoesOnElsewhere_isRefused() {
    for (String elsewhere :
        List.of("http://127.0.0.1:1/x", "//evil.example/x", "https://evil.example/x", "x", "")) {
      location = elsewhere;
      assertThatThrownBy(() -> push("{}")).isInstanceOf(DependencyUnavailable.class);
    }
    assertThat(seen).noneMatch(request -> request.startsWith("PUT "));
  }

  @Test
  void push_refusedByTheRegistry_saysSo() {
    manifestStatus = 405;
    assertThatThrownBy(() -> push("{}")).hasMessageContaining("answered 405 to a manifest");
  }

  @Test
  void push_withCredentials_answersTheChallenge() {
    required = "Basic " + Bytes.utf8("ci:secret").base64();
    assertThat(push("{}", new Credentials("ci", "secret"))).isNotNull();
    assertThatThrownBy(() -> push("{}")).hasMessageContaining("needs credentials");
  }
}
