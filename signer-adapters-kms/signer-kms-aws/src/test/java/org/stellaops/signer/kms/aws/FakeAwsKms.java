package org.stellaops.signer.kms.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.BackendFault;
import org.stellaops.signer.testkit.signing.KeyPairs;

/**
 * A fake of AWS KMS: it speaks its wire protocol (JSON 1.1 over HTTP) as far as a signer uses it,
 * and breaks when it is told to. It checks no credentials.
 */
final class FakeAwsKms implements AutoCloseable {

  private static final Set<BackendFault> LASTING =
      EnumSet.of(BackendFault.DENIED, BackendFault.THROTTLED, BackendFault.UNREACHABLE);

  /** DER of a DigestInfo with SHA-256 up to the digest (RFC 8017 §9.2, note 1). */
  private static final String SHA256_INFO = "3031300d060960864801650304020105000420";

  private record Scripted(int status, String body) {}

  record Held(KeyPair pair, SignatureAlgorithm algorithm, String state) {}

  private final Map<String, Held> keys = new ConcurrentHashMap<>();
  private final Map<String, String> aliases = new ConcurrentHashMap<>();
  private final AtomicInteger serial = new AtomicInteger();
  private final AtomicInteger signRequests = new AtomicInteger();
  private final AtomicReference<@Nullable BackendFault> fault = new AtomicReference<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Map<String, Scripted> scripted = new ConcurrentHashMap<>();
  private final String scheme;
  private volatile String lastCredential = "";
  private int closedPort;

  FakeAwsKms() {
    this(null);
  }

  /**
   * @param tls null for plain HTTP
   */
  FakeAwsKms(@Nullable SSLContext tls) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls == null) {
        server = HttpServer.create(anyPort, 0);
      } else {
        HttpsServer secure = HttpsServer.create(anyPort, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secure;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    scheme = tls == null ? "http" : "https";
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI endpoint() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on {@code action} is answered so. */
  void script(String action, int status, String body) {
    scripted.put(action, new Scripted(status, body));
  }

  /** As whom the last request came: the id of its access key, region and so on. */
  String lastCredential() {
    return lastCredential;
  }

  String newKey(SignatureAlgorithm algorithm, String state) {
    String arn =
        "arn:aws:kms:eu-central-1:111122223333:key/"
            + HexFormat.of().toHexDigits(serial.incrementAndGet())
            + "-aaaa-bbbb-cccc-dddddddddddd";
    keys.put(arn, new Held(KeyPairs.generate(algorithm), algorithm, state));
    return arn;
  }

  String alias(String arn) {
    String alias = "alias/key-" + serial.incrementAndGet();
    aliases.put(alias, arn);
    return alias;
  }

  void move(String alias, String arn) {
    aliases.put(alias, arn);
  }

  Held held(String reference) {
    return keys.get(aliases.getOrDefault(reference, reference));
  }

  void arrange(BackendFault next) {
    fault.set(next);
    if (next == BackendFault.UNREACHABLE) {
      closedPort = server.getAddress().getPort();
      server.stop(0);
    }
  }

  int signRequests() {
    return signRequests.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String action =
        exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("TrentService.", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    lastCredential = exchange.getRequestHeaders().getFirst("Authorization");
    Scripted said = scripted.get(action);
    if (said != null) {
      signRequests.addAndGet(action.equals("Sign") ? 1 : 0);
      reply(exchange, said.status(), said.body());
      return;
    }
    switch (action) {
      case "DescribeKey" -> describe(exchange, member(body, "KeyId"));
      case "GetPublicKey" -> publicKey(exchange, member(body, "KeyId"));
      case "ListAliases" -> reply(exchange, 200, "{\"Aliases\":[],\"Truncated\":false}");
      case "Sign" -> sign(exchange, body);
      default -> error(exchange, 400, "UnknownOperationException");
    }
  }

  private void describe(HttpExchange exchange, String key) throws IOException {
    Held held = held(key);
    if (held == null) {
      error(exchange, 400, "NotFoundException");
      return;
    }
    reply(
        exchange,
        200,
        "{\"KeyMetadata\":{\"Arn\":\""
            + aliases.getOrDefault(key, key)
            + "\",\"KeyId\":\"x\",\"KeyState\":\""
            + held.state()
            + "\",\"KeyUsage\":\"SIGN_VERIFY\"}}");
  }

  private void publicKey(HttpExchange exchange, String key) throws IOException {
    Held held = held(key);
    String spki = Base64.getEncoder().encodeToString(held.pair().getPublic().getEncoded());
    reply(
        exchange,
        200,
        "{\"KeyId\":\""
            + aliases.getOrDefault(key, key)
            + "\",\"KeyUsage\":\"SIGN_VERIFY\",\"PublicKey\":\""
            + spki
            + "\",\"SigningAlgorithms\":["
            + algorithms(held.algorithm())
            + "]}");
  }

  private static String algorithms(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> "\"ECDSA_SHA_256\"";
      case ECDSA_P384_SHA384 -> "\"ECDSA_SHA_384\"";
      case ECDSA_P521_SHA512 -> "\"ECDSA_SHA_512\"";
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 ->
          "\"RSASSA_PKCS1_V1_5_SHA_256\",\"RSASSA_PSS_SHA_256\"";
      case ED25519 -> "\"ED25519_SHA_512\",\"ED25519_PH_SHA_512\"";
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> "\"ML_DSA_SHAKE_256\"";
    };
  }

  private void sign(HttpExchange exchange, String body) throws IOException {
    signRequests.incrementAndGet();
    BackendFault now =
        fault.getAndUpdate(each -> each != null && LASTING.contains(each) ? each : null);
    Held held = held(member(body, "KeyId"));
    if (held == null || !held.state().equals("Enabled")) {
      error(exchange, 400, held == null ? "NotFoundException" : "DisabledException");
      return;
    }
    String signature =
        Base64.getEncoder()
            .encodeToString(
                signed(
                    held,
                    member(body, "SigningAlgorithm"),
                    member(body, "MessageType"),
                    Base64.getDecoder().decode(member(body, "Message"))));
    String good = "{\"KeyId\":\"x\",\"Signature\":\"" + signature + "\"}";
    switch (now) {
      case null -> reply(exchange, 200, good);
      case DENIED -> error(exchange, 400, "AccessDeniedException");
      case THROTTLED, THROTTLED_ONCE -> error(exchange, 400, "ThrottlingException");
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

  private static byte[] signed(Held held, String algorithm, String type, byte[] message) {
    try {
      return switch (algorithm) {
        case "ECDSA_SHA_256", "ECDSA_SHA_384", "ECDSA_SHA_512" ->
            by("NONEwithECDSA", held, expect("DIGEST", type, message));
        case "RSASSA_PKCS1_V1_5_SHA_256" ->
            by("NONEwithRSA", held, info(expect("DIGEST", type, message)));
        case "RSASSA_PSS_SHA_256" ->
            RawPss.sign(held.pair().getPrivate(), expect("DIGEST", type, message));
        case "ED25519_SHA_512" -> by("Ed25519", held, expect("RAW", type, message));
        case "ML_DSA_SHAKE_256" -> byMu(held, expect("EXTERNAL_MU", type, message));
        default -> throw new IllegalArgumentException(algorithm);
      };
    } catch (GeneralSecurityException | IOException | CryptoException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] expect(String wanted, String type, byte[] message) {
    if (!wanted.equals(type) || message.length > AwsKmsKeys.RAW_LIMIT) {
      throw new IllegalArgumentException(type + " of " + message.length + " bytes");
    }
    return message;
  }

  private static byte[] info(byte[] digest) {
    return HexFormat.of().parseHex(SHA256_INFO + HexFormat.of().formatHex(digest));
  }

  private static byte[] by(String algorithm, Held held, byte[] message)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(held.pair().getPrivate());
    signature.update(message);
    return signature.sign();
  }

  private static byte[] byMu(Held held, byte[] mu) throws IOException, CryptoException {
    MLDSASigner signer = new MLDSASigner();
    signer.init(
        true,
        PrivateKeyFactory.createKey(
            PrivateKeyInfo.getInstance(held.pair().getPrivate().getEncoded())));
    return signer.generateMuSignature(mu);
  }

  private static String member(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    reply(exchange, status, "{\"__type\":\"" + code + "\",\"message\":\"told to\"}");
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    end.countDown();
    if (closedPort == 0) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}
