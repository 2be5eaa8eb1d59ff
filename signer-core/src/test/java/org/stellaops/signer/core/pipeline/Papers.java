package org.stellaops.signer.core.pipeline;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.stellaops.signer.core.request.Credential;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.core.request.Route;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.TraceId;

/** Everything of one request to sign, so that it can be sent again to the byte. */
record Papers(
    List<String> authorization,
    List<String> proof,
    String body,
    long declaredLength,
    List<String> idempotencyKeys) {

  static Papers good(Harness harness) {
    return of(harness, harness.accessToken(), claims -> {});
  }

  static Papers of(Harness harness, String token, Consumer<Map<String, String>> proofChanges) {
    Map<String, String> claims = harness.proofClaims(token, "POST", Harness.SIGN);
    proofChanges.accept(claims);
    String body = harness.body().toString();
    return new Papers(
        List.of("DPoP " + token),
        List.of(harness.proof(claims)),
        body,
        Bytes.utf8(body).size(),
        List.of());
  }

  /** Papers with another access token. */
  static Papers token(Harness harness, String claim, String json) {
    Map<String, String> claims = harness.accessClaims();
    claims.put(claim, json);
    return of(harness, harness.accessToken(claims), proof -> {});
  }

  /** Papers whose body has another Proof of Entitlement. */
  static Papers entitlement(Harness harness, String claim, String json) {
    Map<String, String> claims = harness.entitlementClaims();
    claims.put(claim, json);
    return good(harness).body(new SignBody(harness.entitlement(claims), Harness.IMAGE));
  }

  Papers body(Object text) {
    String body = text.toString();
    return new Papers(authorization, proof, body, Bytes.utf8(body).size(), idempotencyKeys);
  }

  Papers declared(long length) {
    return new Papers(authorization, proof, body, length, idempotencyKeys);
  }

  Papers headers(List<String> authorization, List<String> proof) {
    return new Papers(authorization, proof, body, declaredLength, idempotencyKeys);
  }

  Papers keys(String... keys) {
    return new Papers(authorization, proof, body, declaredLength, List.of(keys));
  }

  IncomingRequest request() {
    return new IncomingRequest(
        Route.SIGN_DSSE,
        new Credential.DpopBound(authorization, proof, "POST", Harness.SIGN),
        new TraceId("trace-1"),
        "192.0.2.0/24",
        idempotencyKeys,
        new Delivered(Bytes.utf8(body).openStream(), declaredLength));
  }
}
