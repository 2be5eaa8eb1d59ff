package org.stellaops.signer.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.crypto.CryptoChoice;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * A client of the development Authority: its key, its token, and a fresh proof for each request.
 */
final class LoadClient {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Provider provider;
  private final PrivateKey key;
  private final String header;
  private final AtomicLong number = new AtomicLong();
  private final String run = Long.toHexString(System.nanoTime());
  private final String token;
  private final String ath;
  private volatile @Nullable String nonce;

  LoadClient(URI authority) throws Exception {
    this.provider = provider();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    key = pair.getPrivate();
    ECPublicKey point = (ECPublicKey) pair.getPublic();
    header =
        text(
            "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                + coordinate(point.getW().getAffineX().toByteArray())
                + "\",\"y\":\""
                + coordinate(point.getW().getAffineY().toByteArray())
                + "\"}}");
    URI endpoint = authority.resolve("/token");
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(endpoint)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("DPoP", proof("POST", endpoint.toString(), null))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "grant_type=client_credentials&scope=signer.sign"))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    JsonObject answer =
        (JsonObject)
            JsonValue.parse(
                Bytes.adopt(response.body()), JsonLimits.REQUEST.withMaxBytes(64 << 10));
    token = answer.string("access_token");
    ath = Bytes.utf8(token).sha256().bytes().base64Url();
  }

  /** The fastest that is there: the generator shares the cores with what it measures. */
  private static Provider provider() throws CryptoProviders.Unavailable {
    return CryptoProviders.choose(CryptoChoice.AUTO).providers().of("SHA256withECDSA").get(0);
  }

  String token() {
    return token;
  }

  void nonce(String fresh) {
    nonce = fresh;
  }

  String proof(String method, String url) throws Exception {
    return proof(method, url, ath);
  }

  private String proof(String method, String url, @Nullable String tokenHash) throws Exception {
    String known = nonce;
    String claims =
        "{\"jti\":\""
            + run
            + "-"
            + number.incrementAndGet()
            + "\",\"htm\":\""
            + method
            + "\",\"htu\":\""
            + url
            + "\",\"iat\":"
            + InstantSource.system().instant().getEpochSecond()
            + (tokenHash == null ? "" : ",\"ath\":\"" + tokenHash + "\"")
            + (known == null ? "" : ",\"nonce\":\"" + known + "\"")
            + "}";
    String input = header + "." + text(claims);
    Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format", provider);
    signer.initSign(key);
    signer.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + BASE64URL.encodeToString(signer.sign());
  }

  private static String text(String json) {
    return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Exactly 32 octets, whatever a leading zero or sign octet made of them. */
  private static String coordinate(byte[] number) {
    byte[] octets = new byte[32];
    byte[] tail =
        Arrays.copyOfRange(number, Math.max(0, number.length - octets.length), number.length);
    System.arraycopy(tail, 0, octets, octets.length - tail.length, tail.length);
    return BASE64URL.encodeToString(octets);
  }
}
