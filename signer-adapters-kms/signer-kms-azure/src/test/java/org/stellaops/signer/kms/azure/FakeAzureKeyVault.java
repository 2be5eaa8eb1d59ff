package org.stellaops.signer.kms.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.BackendFault;

/**
 * A fake of Azure Key Vault: it speaks its REST protocol over TLS as far as a signer uses it, wants
 * an access token by a challenge, and breaks when it is told to.
 */
final class FakeAzureKeyVault implements AutoCloseable {

  private static final Set<BackendFault> LASTING =
      EnumSet.of(BackendFault.DENIED, BackendFault.THROTTLED, BackendFault.UNREACHABLE);

  private static final AtomicInteger SERIAL = new AtomicInteger();

  /** GET /keys/NAME[/VERSION] and POST /keys/NAME/VERSION/sign. */
  private static final Pattern PATH = Pattern.compile("/keys/([^/]+)(?:/([^/]*))?(/sign)?");

  private record Scripted(int status, Map<String, String> headers, String body) {}

  private final Map<String, List<FakeVaultKey>> keys = new ConcurrentHashMap<>();
  private final Map<String, Scripted> scripted = new ConcurrentHashMap<>();
  private final AtomicInteger signRequests = new AtomicInteger();
  private final AtomicInteger readRequests = new AtomicInteger();
  private final AtomicReference<@Nullable BackendFault> fault = new AtomicReference<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = FakeAzure.threads();
  private final String host = "stella-" + SERIAL.incrementAndGet() + ".vault.azure.net";
  private final FakeTokenAuthority authority;
  private final HttpsServer server;
  private volatile String resource = "https://vault.azure.net";
  private volatile boolean stopped;

  FakeAzureKeyVault(SSLContext tls, FakeAzureNetwork network, FakeTokenAuthority authority) {
    this.authority = authority;
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
    network.lead(host, server.getAddress().getPort());
  }

  String url() {
    return "https://" + host;
  }

  /** From now on {@code get}, {@code sign} or, without a token, {@code greet} is answered so. */
  void script(String action, int status, String body) {
    script(action, status, Map.of(), body);
  }

  void script(String action, int status, Map<String, String> headers, String body) {
    scripted.put(action, new Scripted(status, headers, body));
  }

  /** From now on challenges say that tokens have to be for that service. */
  void challengeFor(String resource) {
    this.resource = resource;
  }

  /** A new key; the URL has no version. */
  String newKey(SignatureAlgorithm algorithm) {
    return newKey(algorithm, FakeVaultKey.ENABLED, FakeVaultKey.SIGN);
  }

  String newKey(SignatureAlgorithm algorithm, String attributes, String operations) {
    String name = "key-" + SERIAL.incrementAndGet();
    keys.put(
        name,
        new CopyOnWriteArrayList<>(List.of(FakeVaultKey.of(algorithm, attributes, operations))));
    return url() + "/keys/" + name;
  }

  /** Another version, which is the newest from now on. */
  void renew(String url) {
    List<FakeVaultKey> versions = versions(url);
    versions.add(
        FakeVaultKey.of(versions.get(0).algorithm(), FakeVaultKey.ENABLED, FakeVaultKey.SIGN));
  }

  private List<FakeVaultKey> versions(String url) {
    return keys.get(url.substring((url() + "/keys/").length()));
  }

  FakeVaultKey newest(String url) {
    List<FakeVaultKey> versions = versions(url);
    return versions.get(versions.size() - 1);
  }

  void arrange(BackendFault next) {
    if (next == BackendFault.UNREACHABLE) {
      stopped = true;
      server.stop(0);
      // Until whoever has a connection in store has noticed.
      LockSupport.parkNanos(200_000_000);
    }
    fault.set(next);
  }

  int signRequests() {
    return signRequests.get();
  }

  /** Those with a token that is taken. */
  int readRequests() {
    return readRequests.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    boolean signs = path.matches() && path.group(3) != null;
    if (signs && !body.isEmpty()) {
      signRequests.incrementAndGet();
    }
    Scripted greeting = scripted.get("greet");
    if (greeting != null) {
      reply(exchange, greeting.status(), greeting.body());
      return;
    }
    if (!authority.isValid(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange
          .getResponseHeaders()
          .set(
              "WWW-Authenticate",
              "Bearer authorization=\"https://login.microsoftonline.com/"
                  + FakeTokenAuthority.TENANT
                  + "\", resource=\""
                  + resource
                  + "\"");
      error(exchange, 401, "Unauthorized", null);
      return;
    }
    if (!signs) {
      readRequests.incrementAndGet();
    }
    Scripted script = scripted.get(signs ? "sign" : "get");
    if (script != null) {
      script.headers().forEach(exchange.getResponseHeaders()::set);
      reply(exchange, script.status(), script.body());
      return;
    }
    FakeVaultKey key = path.matches() ? find(path.group(1), path.group(2)) : null;
    if (key == null) {
      error(exchange, 404, "KeyNotFound", null);
    } else if (signs) {
      sign(exchange, path.group(1), key, body);
    } else {
      String kid = url() + "/keys/" + path.group(1) + "/" + key.version();
      reply(
          exchange,
          200,
          "{\"key\":" + key.jwk(kid) + ",\"attributes\":{" + key.attributes() + "}}");
    }
  }

  private @Nullable FakeVaultKey find(String name, @Nullable String version) {
    List<FakeVaultKey> versions = keys.getOrDefault(name, List.of());
    return versions.stream()
        .filter(each -> version == null || version.isEmpty() || each.version().equals(version))
        .reduce((older, newer) -> newer)
        .orElse(null);
  }

  private void sign(HttpExchange exchange, String name, FakeVaultKey key, String body)
      throws IOException {
    BackendFault now =
        fault.getAndUpdate(each -> each != null && LASTING.contains(each) ? each : null);
    if (!key.attributes().contains(FakeVaultKey.ENABLED)) {
      error(exchange, 403, "Forbidden", "KeyDisabled");
      return;
    }
    String good;
    try {
      byte[] hash = Base64.getUrlDecoder().decode(member(body, "value"));
      good =
          "{\"kid\":\""
              + url()
              + "/keys/"
              + name
              + "/"
              + key.version()
              + "\",\"value\":\""
              + FakeVaultKey.url64(key.sign(member(body, "alg"), hash))
              + "\"}";
    } catch (GeneralSecurityException e) {
      error(exchange, 400, "BadParameter", null);
      return;
    }
    switch (now) {
      case null -> reply(exchange, 200, good);
      case DENIED -> error(exchange, 403, "Forbidden", "ForbiddenByRbac");
      case THROTTLED, THROTTLED_ONCE -> error(exchange, 429, "Throttled", null);
      case STALLED -> {
        await();
        exchange.close();
      }
      case DROPPED_AFTER_SIGNING -> exchange.close();
      case MALFORMED_ANSWER -> reply(exchange, 200, "<html>502</html>");
      case UNREACHABLE -> throw new IllegalStateException("the server was stopped");
    }
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String member(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }

  private static void error(HttpExchange exchange, int status, String code, @Nullable String inner)
      throws IOException {
    reply(
        exchange,
        status,
        "{\"error\":{\"code\":\""
            + code
            + "\",\"message\":\"told to\""
            + (inner == null ? "" : ",\"innererror\":{\"code\":\"" + inner + "\"}")
            + "}}");
  }

  static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    end.countDown();
    if (!stopped) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}
