package org.stellaops.signer.bench;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** A caller that makes a fresh proof for each request. */
final class LoadCaller {

  private final HttpClient http = HttpClient.newHttpClient();
  private final ECKey key;
  private final ECDSASigner signer;
  private final String token;
  private final String ath;
  private volatile @Nullable String nonce;

  LoadCaller(URI authority) throws Exception {
    key = new ECKeyGenerator(Curve.P_256).generate();
    signer = new ECDSASigner(key);
    URI endpoint = authority.resolve("/token");
    HttpResponse<byte[]> response =
        http.send(
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

  /** One request to sign; the status that came back. */
  int sign(URI target, byte[] body) throws Exception {
    HttpResponse<Void> response =
        http.send(
            HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof("POST", target.toString(), ath))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    response.headers().firstValue("DPoP-Nonce").ifPresent(fresh -> nonce = fresh);
    return response.statusCode();
  }

  private String proof(String method, String url, @Nullable String tokenHash) throws Exception {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .claim("htm", method)
            .claim("htu", url)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(InstantSource.system().instant()));
    if (tokenHash != null) {
      claims.claim("ath", tokenHash);
    }
    if (nonce != null) {
      claims.claim("nonce", nonce);
    }
    SignedJWT proof =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build(),
            claims.build());
    proof.sign(signer);
    return proof.serialize();
  }
}
