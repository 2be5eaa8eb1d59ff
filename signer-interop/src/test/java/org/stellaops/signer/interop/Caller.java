package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client written from RFC 9449 alone: one key, one access token, a fresh proof for each request.
 * Shares no code with the product. Safe for concurrent use.
 */
final class Caller implements AutoCloseable {
  static final String SIGN = "/api/v1/signer/sign/dsse";
  static final String AUDIT = "/api/v1/signer/audit/";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI origin;
  private final URI authority;
  private final KeyPair key;
  private final String token;
  private volatile @Nullable String nonce;

  /**
   * Gets a token.
   *
   * @param claims what the token shall say where the Authority's defaults do not fit
   */
  Caller(Service service, Map<String, String> claims) {
    this.origin = service.origin();
    this.authority = service.authority();
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.key = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    URI endpoint = authority.resolve("/token");
    this.token =
        send(form(endpoint, claims, "grant_type=client_credentials&")
                .header("DPoP", proof("POST", endpoint.toString(), null, null))
                .build())
            .json()
            .get("access_token")
            .textValue();
  }

  /** One answer. */
  record Reply(int status, HttpHeaders headers, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + this, e);
      }
    }

    String text(String member) {
      JsonNode value = json().path(member);
      if (!value.isTextual()) {
        throw new AssertionError("no " + member + " in " + this);
      }
      return value.textValue();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  String proofOfEntitlement(Map<String, String> claims) {
    return send(form(authority.resolve("/licensing/proof"), claims, "").build()).text("value");
  }

  /** The body of a request to have a small CycloneDX SBOM signed, for a test to change. */
  ObjectNode sbom(String name, String proofOfEntitlement, String scannerDigest) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode subject = body.putArray("subject").addObject();
    subject.put("name", name);
    byte[] content = name.getBytes(StandardCharsets.UTF_8);
    subject.putObject("digest").put("sha256", Registry.sha256(content).substring(7));
    body.put("predicateType", "https://cyclonedx.org/bom");
    body.putObject("predicate").put("bomFormat", "CycloneDX").put("specVersion", "1.6");
    body.put("scannerImageDigest", scannerDigest);
    body.putObject("poe").put("format", "jwt").put("value", proofOfEntitlement);
    body.putObject("options").put("signingMode", "keyful");
    return body;
  }

  /** As {@link #sbom(String, String, String)}, for an entitlement of the default plan. */
  ObjectNode sbom(String name, String scannerDigest) {
    return sbom(name, proofOfEntitlement(Map.of()), scannerDigest);
  }

  Reply sign(ObjectNode body, String... headers) {
    return sign(body.toString(), headers);
  }

  Reply sign(String body, String... headers) {
    return post(SIGN, body, headers);
  }

  Reply post(String path, String body, String... headers) {
    return answered(() -> {
      HttpRequest.Builder request = request("POST", path, nonce);
      request.setHeader("Content-Type", "application/json");
      for (int i = 0; i < headers.length; i += 2) {
        request.setHeader(headers[i], headers[i + 1]);
      }
      return request.POST(BodyPublishers.ofString(body)).build();
    });
  }

  Reply get(String path) {
    return answered(() -> request("GET", path, nonce).build());
  }

  /** The kinds of the records of {@code id} in their order; empty when there are none to see. */
  List<String> kinds(String id) {
    List<String> kinds = new ArrayList<>();
    for (JsonNode record : get(AUDIT + id).json().path("records")) {
      kinds.add(record.get("kind").textValue());
    }
    return kinds;
  }

  /** The decision record among the records of {@code id}. */
  JsonNode decision(String id) {
    Reply reply = get(AUDIT + id);
    if (reply.status() == 200) {
      for (JsonNode record : reply.json().get("records")) {
        if (record.get("kind").textValue().equals("decision")) {
          return record.get("record");
        }
      }
    }
    throw new AssertionError("no decision record of " + id + " in " + reply);
  }

  /** A request with the token and a fresh proof, and nothing else yet. */
  HttpRequest.Builder request(String method, String path, @Nullable String withNonce) {
    return HttpRequest.newBuilder(URI.create(origin + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "DPoP " + token)
        .header("DPoP", proof(method, origin + path, token, withNonce));
  }

  /** The nonce that the service gave last. */
  @Nullable String nonce() {
    return nonce;
  }

  String token() {
    return token;
  }

  /** A server asks for its nonce by refusing the first proof (RFC 9449 §9). */
  private Reply answered(Attempt attempt) {
    Reply reply = send(attempt.request());
    return reply.status() == 401 && reply.header("WWW-Authenticate").contains("use_dpop_nonce")
        ? send(attempt.request())
        : reply;
  }

  private interface Attempt {
    HttpRequest request();
  }

  /** Exactly this request. */
  Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      response.headers().firstValue("DPoP-Nonce").ifPresent(fresh -> nonce = fresh);
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + request, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static HttpRequest.Builder form(URI target, Map<String, String> fields, String first) {
    String form =
        fields.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(target)
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(first + form));
  }

  private String proof(
      String method, String target, @Nullable String accessToken, @Nullable String withNonce) {
    ECPublicKey open = (ECPublicKey) key.getPublic();
    ObjectNode header = JSON.createObjectNode().put("typ", "dpop+jwt").put("alg", "ES256");
    header
        .putObject("jwk")
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("x", coordinate(open.getW().getAffineX().toByteArray()))
        .put("y", coordinate(open.getW().getAffineY().toByteArray()));
    ObjectNode claims =
        JSON.createObjectNode()
            .put("jti", UUID.randomUUID().toString())
            .put("htm", method)
            .put("htu", target)
            .put("iat", Instant.now().getEpochSecond());
    if (withNonce != null) {
      claims.put("nonce", withNonce);
    }
    try {
      if (accessToken != null) {
        byte[] ascii = accessToken.getBytes(StandardCharsets.US_ASCII);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(ascii);
        claims.put("ath", BASE64.encodeToString(hash));
      }
      String input = part(header) + "." + part(claims);
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(ObjectNode json) {
    return BASE64.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** 32 bytes, big-endian (RFC 7518 §6.2.1.2). */
  private static String coordinate(byte[] number) {
    byte[] fixed = new byte[32];
    byte[] magnitude = Arrays.copyOfRange(number, Math.max(0, number.length - 32), number.length);
    System.arraycopy(magnitude, 0, fixed, 32 - magnitude.length, magnitude.length);
    return BASE64.encodeToString(fixed);
  }
}
