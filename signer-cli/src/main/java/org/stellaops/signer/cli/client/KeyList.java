package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** The keys that a server publishes at {@code GET /api/v1/signer/trust}, or a kept list of keys. */
public final class KeyList {

  /** What a server answers, and what {@code stella keys list} says of a configuration. */
  private static final Set<String> SCHEMAS =
      Set.of(
          "https://stella-ops.org/schemas/signer/trust/v1",
          "https://stella-ops.org/schemas/stella/keys/v1");

  private KeyList() {}

  /** The document as the server sends it. */
  public static Bytes document(URI origin) {
    HttpResponse<byte[]> response = Exchange.get(origin.resolve("/api/v1/signer/trust"));
    if (response.statusCode() != 200) {
      throw SignerProblem.unusable(origin, response);
    }
    return Bytes.adopt(response.body());
  }

  /**
   * The ids of a document's keys: {@code sha256:} and the SHA-256 of the key, in hexadecimal.
   *
   * @return empty if it is another document
   */
  public static Optional<Set<String>> ids(Bytes document) {
    try {
      if (JsonValue.parse(document, JsonLimits.REQUEST) instanceof JsonObject trust
          && trust.optionalString("schema").filter(SCHEMAS::contains).isPresent()) {
        Set<String> ids = new HashSet<>();
        for (JsonObject key : trust.array("keys").objects()) {
          ids.add(key.string("id"));
        }
        return Optional.of(ids);
      }
    } catch (InvalidJson e) {
      // As any other document that is none.
    }
    return Optional.empty();
  }
}
