package org.stellaops.signer.kms.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A fake of Microsoft Entra as far as it gives access tokens to a client with a secret or with a
 * workload's token.
 */
final class FakeTokenAuthority implements AutoCloseable {

  static final String TENANT = "11111111-2222-3333-4444-555555555555";
  static final String CLIENT = "66666666-7777-8888-9999-000000000000";
  static final String SECRET = "client-secret-of-the-test";
  static final String WORKLOAD = "token-of-the-workload";
  static final String TOKEN = "access-token-of-the-test-";

  private final Set<String> valid = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = FakeAzure.threads();
  private final HttpsServer server;
  private volatile @Nullable String error;
  private volatile boolean deaf;

  FakeTokenAuthority(SSLContext tls) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  boolean isValid(@Nullable String authorization) {
    return !deaf
        && authorization != null
        && authorization.startsWith("Bearer ")
        && valid.contains(authorization.substring("Bearer ".length()));
  }

  /** From now on no token that was given is taken. */
  void revoke() {
    valid.clear();
  }

  /** Whether from now on no token is taken, whenever it is given. */
  void takeNothing(boolean nothing) {
    deaf = nothing;
  }

  /** From now on it refuses with this error of OAuth; null for none. */
  void refuse(@Nullable String error) {
    this.error = error;
  }

  /** The bodies of requests for tokens, decoded. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/common/discovery/instance")) {
      FakeAzureKeyVault.reply(
          exchange,
          200,
          "{\"tenant_discovery_endpoint\":\"https://login.microsoftonline.com/"
              + TENANT
              + "/v2.0/.well-known/openid-configuration\",\"metadata\":[{\"preferred_network\":"
              + "\"login.microsoftonline.com\",\"preferred_cache\":\"login.windows.net\","
              + "\"aliases\":[\"login.microsoftonline.com\",\"login.windows.net\"]}]}");
      return;
    }
    requests.add(URLDecoder.decode(body, StandardCharsets.UTF_8));
    String asked = requests.get(requests.size() - 1);
    String refusal = error;
    if (refusal == null
        && !asked.contains("client_secret=" + SECRET)
        && !asked.contains("client_assertion=" + WORKLOAD)) {
      refusal = "invalid_client";
    }
    if (refusal != null || !path.equals("/" + TENANT + "/oauth2/v2.0/token")) {
      FakeAzureKeyVault.reply(
          exchange, 401, "{\"error\":\"" + refusal + "\",\"error_description\":\"AADSTS7000215\"}");
      return;
    }
    String token = TOKEN + requests.size();
    valid.add(token);
    FakeAzureKeyVault.reply(
        exchange,
        200,
        "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"" + token + "\"}");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
