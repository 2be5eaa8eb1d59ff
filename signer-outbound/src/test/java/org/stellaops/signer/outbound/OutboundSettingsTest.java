package org.stellaops.signer.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundObserver.Outcome;
import org.stellaops.signer.outbound.OutboundSettings.ClientCertificate;

/** Connects to a TLS server of a private CA, through a proxy, and with a client certificate. */
class OutboundSettingsTest {

  private static final String PASSWORD = "changeit";

  @TempDir static Path directory;
  private static Path serverStore;
  private static Path serverCa;
  private static Path clientStore;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    serverStore = directory.resolve("server.p12");
    serverCa = directory.resolve("server.pem");
    clientStore = directory.resolve("client.p12");
    pair(serverStore, "localhost");
    pair(clientStore, "signer");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "key",
        "-keystore",
        serverStore.toString(),
        "-file",
        serverCa.toString());
  }

  private static void pair(Path store, String name) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "key",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        store.toString());
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(directory.resolve("keytool.log"))).isZero();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private int server(boolean demandsCertificate) throws Exception {
    KeyStore own = load(serverStore);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD.toCharArray());
    KeyStore clients = KeyStore.getInstance("PKCS12");
    clients.load(null, null);
    clients.setCertificateEntry("client", load(clientStore).getCertificate("key"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(clients);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(demandsCertificate);
            parameters.setSSLParameters(wanted);
          }
        });
    return started(server);
  }

  private int started(HttpServer server) {
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestHeaders().getFirst("Content-Type")
                      + " ")
                  .getBytes(StandardCharsets.US_ASCII);
          byte[] sent = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "Text/Plain; charset=x");
          exchange.sendResponseHeaders(200, (long) body.length + sent.length);
          exchange.getResponseBody().write(body);
          exchange.getResponseBody().write(sent);
          exchange.close();
        });
    server.start();
    open.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private OutboundUrl url(String url, OutboundSettings settings) {
    OutboundUrl made =
        OutboundUrl.open(URI.create(url), settings, (outcome, took) -> outcomes.add(outcome));
    open.add(made);
    return made;
  }

  private static OutboundSettings settings(
      List<Path> caFiles, URI proxy, ClientCertificate certificate) {
    return new OutboundSettings(caFiles, proxy, certificate, Duration.ofSeconds(10));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  private static HttpAnswer get(OutboundUrl url) throws IOException {
    return url.get(Map.of(), 1000, soon());
  }

  @Test
  void get_serverOfAPrivateCa_isTrustedOnlyWithItsFile() throws Exception {
    String at = "https://127.0.0.1:" + server(false) + "/";

    HttpAnswer answer = get(url(at, settings(List.of(serverCa), null, null)));

    assertThat(answer.body().utf8()).isEqualTo("GET null ");
    assertThat(answer.mediaType()).isEqualTo("text/plain");
    assertThatThrownBy(() -> get(url(at, OutboundSettings.standard())))
        .isInstanceOf(SSLException.class);
    assertThat(outcomes).containsExactly(Outcome.ANSWERED, Outcome.FAILED);
  }

  @Test
  void get_serverThatDemandsACertificate_isAnsweredOnlyWithOne() throws Exception {
    String at = "https://127.0.0.1:" + server(true) + "/";
    ClientCertificate own = new ClientCertificate(clientStore, PASSWORD.toCharArray());

    assertThat(get(url(at, settings(List.of(serverCa), null, own))).status()).isEqualTo(200);
    assertThatThrownBy(() -> get(url(at, settings(List.of(serverCa), null, null))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void get_withAProxy_connectsThroughIt() throws Exception {
    int server = server(false);
    List<String> asked = new CopyOnWriteArrayList<>();
    URI proxy = proxyTo(server, asked);

    HttpAnswer answer =
        get(url("https://localhost:" + server + "/", settings(List.of(serverCa), proxy, null)));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked).containsExactly("CONNECT localhost:" + server + " HTTP/1.1");
  }

  @Test
  void get_withANearProxy_reachesWhatIsFarAndNoNearAddress() throws Exception {
    int server = server(false);
    URI proxy = proxyTo(server, new CopyOnWriteArrayList<>());
    try (Outbound far =
        new Outbound(
            Reach.PUBLIC,
            settings(List.of(serverCa), proxy, null),
            (outcome, took) -> outcomes.add(outcome))) {
      Origin origin = Origin.parse("https://localhost:" + server);
      assertThat(far.get(origin, "/", Map.of(), 1000, soon()).status()).isEqualTo(200);
      assertThatThrownBy(
              () -> far.get(Origin.parse("https://10.0.0.1"), "/", Map.of(), 1000, soon()))
          .isInstanceOf(BlockedAddress.class);
    }
  }

  @Test
  void post_plainHttpThroughADistantProxy_isBlocked() throws Exception {
    URI proxy = URI.create("http://proxy.corp.example:3128");
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Outbound near =
        new Outbound(
            Reach.LOOPBACK,
            settings(List.of(), proxy, null),
            host -> {
              asked.add(host);
              return new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 0, 0, 9})};
            },
            SSLContext.getDefault(),
            (outcome, took) -> outcomes.add(outcome))) {
      Origin origin = Origin.parse("http://localhost:9000");

      assertThatThrownBy(
              () -> near.post(origin, "/", Bytes.utf8("token=a"), Map.of(), 1000, soon()))
          .isInstanceOf(BlockedAddress.class);
    }
    assertThat(asked).containsExactly("proxy.corp.example");
  }

  /** Accepts one CONNECT and joins the two ends. */
  private URI proxyTo(int port, List<String> asked) throws IOException {
    ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    open.add(proxy);
    Thread.ofVirtual()
        .start(() -> {
          try (Socket caller = proxy.accept();
              Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in =
                new BufferedReader(
                    new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII), 1);
            asked.add(in.readLine());
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
              line = in.readLine();
            }
            caller
                .getOutputStream()
                .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread back = Thread.ofVirtual().start(() -> copy(target, caller));
            copy(caller, target);
            back.join();
          } catch (IOException | InterruptedException e) {
            asked.add(e.toString());
          }
        });
    return URI.create("http://127.0.0.1:" + proxy.getLocalPort());
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      return; // The other direction has ended the exchange.
    }
  }

  @Test
  void post_form_arrivesAsOne() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    OutboundUrl url = url("http://127.0.0.1:" + started(server) + "/", OutboundSettings.standard());

    HttpAnswer answer = url.post(Bytes.utf8("token=a"), Map.of(), 1000, soon());

    assertThat(answer.body().utf8())
        .startsWith("POST application/x-www-form-urlencoded")
        .endsWith(" token=a");
  }

  @Test
  void get_deadlineThatHasPassed_saysSo() {
    OutboundUrl url = url("http://127.0.0.1:1/", OutboundSettings.standard());

    assertThatThrownBy(() -> url.get(Map.of(), 1, Deadline.in(Duration.ZERO, Ticker.system())))
        .isInstanceOf(IOException.class);
    assertThat(outcomes).containsExactly(Outcome.DEADLINE);
  }

  @Test
  void get_addressThatMustNotBeReached_isBlocked() {
    OutboundUrl url = url("https://169.254.169.254/", OutboundSettings.standard());

    assertThatThrownBy(() -> get(url)).isInstanceOf(BlockedAddress.class);
    assertThat(outcomes).containsExactly(Outcome.BLOCKED);
  }

  @Test
  void open_urlThatTokensMustNotGoTo_isRefused() {
    for (String bad :
        List.of("http://authority.example/", "http://localhost.example/", "ftp://a/", "/jwks")) {
      assertThatThrownBy(() -> OutboundUrl.open(URI.create(bad)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
