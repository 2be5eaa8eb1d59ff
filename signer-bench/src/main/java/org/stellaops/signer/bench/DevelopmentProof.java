package org.stellaops.signer.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** Asks development Licensing for a Proof of Entitlement that is bound to no key. */
final class DevelopmentProof {

  private DevelopmentProof() {}

  static String fetch(URI authority) throws Exception {
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(authority.resolve("/licensing/proof"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(""))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    JsonObject answer =
        (JsonObject)
            JsonValue.parse(
                Bytes.adopt(response.body()), JsonLimits.REQUEST.withMaxBytes(64 << 10));
    return answer.string("value");
  }
}
