package org.stellaops.signer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.signer.cli.FakePlatform.Reply;
import org.stellaops.signer.cli.TokensPage.Row;

/**
 * Mints the examples of docs/tokens.md at today's time, one of them changed as a row says, and
 * sends them. What a row says in words is done here, in one place for each wording.
 */
final class TokensPageSender {

  /** What time it is on the page. */
  private static final long NOW = 1_795_744_860L;

  /** The caller's thumbprint, wherever the page names it. */
  private static final String PRINTED_KEY =
      TokensPage.example("token").at("/claims/cnf/jkt").asText();

  private static final List<String> TIMES = List.of("iat", "exp", "nbf");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final KeyPair CALLER = FakePlatform.newKey();
  private static final KeyPair STRANGER = FakePlatform.newKey();
  private static final AtomicInteger LICENCES = new AtomicInteger(3000);

  private final FakePlatform platform;
  private final int port;
  private final Row row;
  private final String licence = "L-" + LICENCES.incrementAndGet();
  private final Map<Integer, String> poes = new HashMap<>();
  private boolean understood;
  private volatile boolean outage;

  TokensPageSender(FakePlatform platform, int port, Row row) {
    this.platform = platform;
    this.port = port;
    this.row = row;
    this.understood = row.isPatch() || row.isAbout("keys");
  }

  /** Sends the row's request; a row in words that nothing here does is an error. */
  HttpResponse<String> send() throws Exception {
    HttpResponse<String> reply = sendAll();
    if (!understood) {
      throw new AssertionError("nothing here does: " + row.change());
    }
    return reply;
  }

  private HttpResponse<String> sendAll() throws Exception {
    if (says("poe", "of version 7, after a PoE of version 8 was seen")) {
      exchange(8, nonce());
    }
    if (says("proof", "a new proof with a `jti` that was used before")) {
      exchange(7, nonce());
    }
    HttpRequest request = request(7, nonce());
    HttpResponse<String> reply = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    return says("proof", "sent a second time")
        ? HTTP.send(request, HttpResponse.BodyHandlers.ofString())
        : reply;
  }

  /** From now on Licensing does not answer. */
  void endLicensing() {
    outage = true;
  }

  /** The PoE that was sent last. */
  String poe() {
    return Objects.requireNonNull(poes.get(7));
  }

  /** The page's first step: a proof without a nonce. */
  HttpResponse<String> challenged() throws Exception {
    return exchange(7, "");
  }

  private HttpResponse<String> exchange(int version, String nonce) throws Exception {
    return HTTP.send(request(version, nonce), HttpResponse.BodyHandlers.ofString());
  }

  private String nonce() throws IOException, InterruptedException {
    HttpRequest anonymous =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HTTP.send(anonymous, HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue("DPoP-Nonce")
        .orElseThrow();
  }

  private HttpRequest request(int version, String nonce) {
    String token = compact("token", token(), platform.authority());
    String poe = poes.computeIfAbsent(version, v -> compact("poe", poe(v), platform.licensing()));
    platform.answer(asked -> reply(answer(asked, version)));
    String proof = compact("proof", proof(token, nonce), CALLER);
    String query =
        says("request", "the access token as `access_token` in the query")
            ? "?access_token=" + token
            : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path() + query))
            .POST(HttpRequest.BodyPublishers.ofString(body(poe).toString()));
    headers(token, proof).forEach(field -> request.header(field.get(0), field.get(1)));
    return request.build();
  }

  private static String path() {
    return TokensPage.block("request", "http").split(" ", -1)[1];
  }

  /** Those that the page prints, but {@code Host}, changed as the row says. */
  private List<List<String>> headers(String token, String proof) {
    List<List<String>> fields = new ArrayList<>();
    for (String line : TokensPage.block("request", "http").lines().skip(2).toList()) {
      String name = line.substring(0, line.indexOf(':'));
      String value =
          line.substring(line.indexOf(':') + 2)
              .replace("ACCESS-TOKEN", token)
              .replace("PROOF", proof);
      if (name.equals("Authorization")) {
        credentials(token, value).forEach(one -> fields.add(List.of(name, one)));
      } else if (!says("request", "no `" + name + "`")) {
        fields.add(List.of(name, value));
        if (says("request", "two `" + name + "` headers")) {
          fields.add(List.of(name, value));
        }
      }
    }
    return fields;
  }

  private List<String> credentials(String token, String printed) {
    if (says("request", "no `Authorization`")) {
      return List.of();
    }
    if (says("request", "two `Authorization` headers")) {
      return List.of(printed, printed);
    }
    if (says("request", "two tokens in `Authorization`, with a comma between them")) {
      return List.of(printed + ", " + printed);
    }
    if (says("request", "`Authorization: Bearer ACCESS-TOKEN`")) {
      return List.of("Bearer " + token);
    }
    if (says("request", "`Authorization: Basic ACCESS-TOKEN`")) {
      return List.of("Basic " + token);
    }
    return List.of(says("request", "`Authorization: DPoP`, without a token") ? "DPoP" : printed);
  }

  private ObjectNode token() {
    ObjectNode token = TokensPage.example("token");
    if (row.isAbout("keys")) {
      put(token, "/header", "kid", TokensPageKeys.kid(row));
      put(token, "/claims", "iss", TokensPageKeys.issuer(row));
    }
    return changed(token, "token");
  }

  private ObjectNode proof(String token, String nonce) {
    ObjectNode proof = TokensPage.example("proof");
    boolean others = says("proof", "with the `jwk` of another key, and signed by that key");
    ((ObjectNode) proof.get("header")).set("jwk", jwk(others ? STRANGER : CALLER));
    boolean again = says("proof", "a new proof with a `jti` that was used before");
    put(proof, "/claims", "jti", again ? "used" : UUID.randomUUID().toString());
    put(proof, "/claims", "ath", FakePlatform.url(sha256(token)));
    if (nonce.isEmpty()) {
      ((ObjectNode) proof.get("claims")).remove("nonce");
    } else {
      put(proof, "/claims", "nonce", nonce);
    }
    return changed(proof, "proof");
  }

  private ObjectNode poe(int version) {
    ObjectNode poe = TokensPage.example("poe");
    put(poe, "/claims", "lic", licence);
    ((ObjectNode) poe.get("claims")).put("ver", version);
    if (says("poe", "with 65 features")) {
      ArrayNode features = ((ObjectNode) poe.get("claims")).putArray("features");
      for (int i = 0; i < 65; i++) {
        features.add("feature-" + i);
      }
    }
    return changed(poe, "poe");
  }

  private String answer(String poe, int version) {
    ObjectNode answer = TokensPage.example("answer");
    String member = "/claims/token_introspection";
    put(answer, member, "poe_sha256", HexFormat.of().formatHex(sha256(poe)));
    put(answer, member, "lic", licence);
    ((ObjectNode) answer.at(member)).put("ver", version);
    return compact("answer", changed(answer, "answer"), platform.licensing());
  }

  private ObjectNode body(String poe) {
    ObjectNode body = TokensPage.example("request");
    put(body, "/poe", "value", poe);
    TokensPage.merge(body, row.patch("request"));
    return body;
  }

  private Reply reply(String answer) {
    if (outage) {
      return new Reply(503, "");
    }
    if (says("answer", "with status 401")) {
      return new Reply(401, answer);
    }
    if (says("answer", "with status 302")) {
      return new Reply(302, answer);
    }
    if (says("answer", "as `application/json`")) {
      return Reply.json(answer);
    }
    if (says("answer", "with a line end after it")) {
      return new Reply(200, answer + "\n");
    }
    return says("answer", "after more than 3 s")
        ? new Reply(200, "application/token-introspection+jwt", answer, Duration.ofMillis(3500))
        : new Reply(200, answer);
  }

  /** Merges the row's patch, and moves the times from the page's to today's. */
  private ObjectNode changed(ObjectNode token, String example) {
    ObjectNode change = row.patch(example);
    if (change.has("header")) {
      TokensPage.merge((ObjectNode) token.get("header"), change.remove("header"));
    }
    ObjectNode claims = (ObjectNode) token.get("claims");
    TokensPage.merge(claims, change);
    for (String time : TIMES) {
      if (claims.path(time).isIntegralNumber()) {
        claims.put(time, claims.get(time).asLong() - NOW + Instant.now().getEpochSecond());
      }
    }
    return token;
  }

  private String compact(String example, ObjectNode token, KeyPair owner) {
    ObjectNode claims = (ObjectNode) token.get("claims");
    if (says(example, "larger than 8 KiB")) {
      claims.put("filler", "x".repeat(8 * 1024));
    }
    String text = claims.toString().replace(PRINTED_KEY, thumbprint());
    if (says(example, "a claim twice")) {
      text = "{\"iat\":1," + text.substring(1);
    }
    boolean others =
        says(example, "signed by another key than `kid` names")
            || says(example, "signed by another key than `jwk`")
            || says(example, "with the `jwk` of another key, and signed by that key");
    return FakePlatform.jws(token.get("header").toString(), text, others ? STRANGER : owner);
  }

  private boolean says(String example, String words) {
    boolean so = row.isAbout(example) && row.change().equals(words);
    understood |= so;
    return so;
  }

  private static void put(ObjectNode into, String place, String member, String value) {
    ((ObjectNode) into.at(place)).put(member, value);
  }

  private static ObjectNode jwk(KeyPair key) {
    return (ObjectNode) Samples.json(FakePlatform.publicJwk(key).toJSONString());
  }

  private static String thumbprint() {
    try {
      return FakePlatform.publicJwk(CALLER).computeThumbprint().toString();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
