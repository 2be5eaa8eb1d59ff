package org.stellaops.signer.core.pipeline;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.TraceId;

/** Everything of one request to sign, so that it can be sent again to the byte. */
record RequestFixture(
    List<String> authorization,
    List<String> proof,
    String body,
    long declaredLength,
    List<String> idempotencyKeys) {

  static RequestFixture good(SignerFixture harness) {
    return of(harness, harness.accessToken(), claims -> {});
  }

  static RequestFixture of(
      SignerFixture harness, String token, Consumer<Map<String, String>> proofChanges) {
    Map<String, String> claims = harness.proofClaims(token, "POST", SignerFixture.SIGN);
    proofChanges.accept(claims);
    String body = harness.body().toString();
    return new RequestFixture(
        List.of("DPoP " + token),
        List.of(harness.proof(claims)),
        body,
        Bytes.utf8(body).size(),
        List.of());
  }

  /** RequestFixture with another access token. */
  static RequestFixture token(SignerFixture harness, String claim, String json) {
    Map<String, String> claims = harness.accessClaims();
    claims.put(claim, json);
    return of(harness, harness.accessToken(claims), proof -> {});
  }

  /** RequestFixture whose body has another Proof of Entitlement. */
  static RequestFixture entitlement(SignerFixture harness, String claim, String json) {
    Map<String, String> claims = harness.entitlementClaims();
    claims.put(claim, json);
    return good(harness).body(new SignBody(harness.entitlement(claims), SignerFixture.IMAGE));
  }

  RequestFixture body(Object text) {
    String body = text.toString();
    return new RequestFixture(authorization, proof, body, Bytes.utf8(body).size(), idempotencyKeys);
  }

  RequestFixture declared(long length) {
    return new RequestFixture(authorization, proof, body, length, idempotencyKeys);
  }

  RequestFixture headers(List<String> authorization, List<String> proof) {
    return new RequestFixture(authorization, proof, body, declaredLength, idempotencyKeys);
  }

  RequestFixture keys(String... keys) {
    return new RequestFixture(authorization, proof, body, declaredLength, List.of(keys));
  }

  IncomingRequest request() {
    return new IncomingRequest(
        new Operation.SignStatement(),
        new Credential.DpopBound(authorization, proof, "POST", SignerFixture.SIGN),
        new TraceId("trace-1"),
        "192.0.2.0/24",
        idempotencyKeys,
        new Delivered(Bytes.utf8(body).openStream(), declaredLength));
  }
}
