package org.stellaops.signer.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentIssuersTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final InstantSource clock = InstantSource.system();
  private DevelopmentServer server;
  private DevelopmentAuthority authority;
  private DevelopmentLicensing licensing;
  private ECKey client;

  @BeforeEach
  void start() throws IOException, JOSEException {
    server = new DevelopmentServer(0);
    client = new ECKeyGenerator(Curve.P_256).generate();
    authority =
        new DevelopmentAuthority(
            server,
            DevelopmentKey.generate(),
            Map.of(
                "tid", "dev",
                "client_id", "cli",
                "inst", "local",
                "scope", "signer.sign",
                "scanner_digest", ""),
            new DevelopmentSignIn.Client("page", URI.create("http://127.0.0.1:8440/ui/")),
            clock);
    licensing =
        new DevelopmentLicensing(
            server,
            DevelopmentKey.generate(),
            Map.of("tid", "dev", "inst", "local", "lic", "licence-1", "plan", "dev"),
            clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String proof(String htu) throws JOSEException {
    Map<String, Object> claims = new HashMap<>();
    claims.put("htm", "POST");
    claims.put("htu", htu);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    JWSObject proof =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(client.toPublicJWK())
                .build(),
            new Payload(claims));
    proof.sign(new ECDSASigner(client));
    return proof.serialize();
  }

  private HttpResponse<String> post(URI to, String form, String... proofs) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    for (String proof : proofs) {
      request.header("DPoP", proof);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Map<String, Object> claims(String token, URI keySet) throws Exception {
    HttpResponse<String> keys =
        http.send(HttpRequest.newBuilder(keySet).build(), HttpResponse.BodyHandlers.ofString());
    JWSObject jws = JWSObject.parse(token);
    ECKey key = (ECKey) JWKSet.parse(keys.body()).getKeyByKeyId(jws.getHeader().getKeyID());
    assertThat(key.isPrivate()).isFalse();
    assertThat(jws.verify(new ECDSAVerifier(key))).isTrue();
    return jws.getPayload().toJSONObject();
  }

  @Test
  void token_withAProof_isBoundToItsKey() throws Exception {
    HttpResponse<String> answer =
        post(
            authority.tokenEndpoint(),
            "grant_type=client_credentials&scope=signer.sign+signer.audit&tid=acme",
            proof(authority.tokenEndpoint().toString()));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.get("token_type").asText()).isEqualTo("DPoP");
    assertThat(claims(body.get("access_token").asText(), authority.keySet()))
        .containsEntry("iss", authority.issuer())
        .containsEntry("tid", "acme")
        .containsEntry("scope", "signer.sign signer.audit")
        .containsEntry("cnf", Map.of("jkt", client.computeThumbprint().toString()))
        .doesNotContainKey("scanner_digest");
  }

  @Test
  void token_withoutOneFreshProof_isRefused() throws Exception {
    String form = "grant_type=client_credentials";
    String good = proof(authority.tokenEndpoint().toString());
    assertThat(post(authority.tokenEndpoint(), form).statusCode()).isEqualTo(400);
    assertThat(post(authority.tokenEndpoint(), form, good, good).statusCode()).isEqualTo(400);
    assertThat(
            post(authority.tokenEndpoint(), form, proof("https://other.example/token"))
                .statusCode())
        .isEqualTo(400);
    assertThat(post(authority.tokenEndpoint(), form, good).statusCode()).isEqualTo(200);
    assertThat(post(authority.tokenEndpoint(), form, good).body()).contains("invalid_dpop_proof");
  }

  @Test
  void introspect_revokedOrSupersededLicence_isInactive() throws Exception {
    String proof = JSON.readTree(post(licensing.proofs(), "").body()).get("value").asText();
    assertThat(said(proof)).containsEntry("active", true).containsEntry("lic", "licence-1");
    licensing.supersede("licence-1");
    assertThat(said(proof)).containsEntry("active", false).containsEntry("ver", 2L);
    String newer = JSON.readTree(post(licensing.proofs(), "").body()).get("value").asText();
    assertThat(said(newer)).containsEntry("active", true);
    licensing.revoke("licence-1");
    assertThat(said(newer)).containsEntry("active", false);
  }

  private Map<Object, Object> said(String proof) throws Exception {
    HttpResponse<String> answer = post(licensing.introspection(), "token=" + proof);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/token-introspection+jwt");
    Map<String, Object> claims = claims(answer.body(), licensing.keySet());
    assertThat(claims).containsEntry("aud", "signer");
    return new HashMap<>((Map<?, ?>) claims.get("token_introspection"));
  }

  @Test
  void introspect_tokenOfTheAuthority_isInactive() throws Exception {
    String token = authority.mint("jkt", Map.of("scope", "x"));
    assertThat(said(token)).containsEntry("active", false);
  }

  @Test
  void keptKey_isTheSameNextTime(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("authority.jwk");
    DevelopmentKey first = DevelopmentKey.kept(file);
    assertThat(DevelopmentKey.kept(file).publicSet()).isEqualTo(first.publicSet());
    assertThat(first.publicSet().toString()).doesNotContain(" d=");
  }
}
