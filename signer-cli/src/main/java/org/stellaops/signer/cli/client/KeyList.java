package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** The keys that a server publishes at {@code GET /api/v1/signer/trust}, or a kept list of keys. */
public final class KeyList {

  /** What a server answers, and what {@code stella keys list} says of a configuration. */
  private static final Set<String> SCHEMAS =
      Set.of(
          "https://stella-ops.org/schemas/signer/trust/v1",
          "https://stella-ops.org/schemas/stella/keys/v1");

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes((int) Exchange.PUBLIC);

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
   * The keys of a document, each named there by its own id.
   *
   * @return empty if it is another document, or one whose keys cannot be believed
   */
  public static Optional<List<PinnedKey>> read(Bytes document) {
    try {
      if (JsonValue.parse(document, LIMITS) instanceof JsonObject list
          && list.optionalString("schema").filter(SCHEMAS::contains).isPresent()) {
        List<PinnedKey> keys = new ArrayList<>();
        for (JsonObject entry : list.array("keys").objects()) {
          PinnedKey key = PinnedKey.parsePem(entry.string("publicKey"));
          if (!entry.string("id").equals(key.fingerprint().toString())) {
            return Optional.empty();
          }
          keys.add(key);
        }
        return Optional.of(List.copyOf(keys));
      }
    } catch (InvalidJson | IllegalArgumentException e) {
      // As any other document that is none.
    }
    return Optional.empty();
  }

  /** The keys that the server at {@code origin} publishes in this document. */
  public static List<PinnedKey> require(URI origin, Bytes document) {
    return read(document)
        .orElseThrow(() ->
            CommandFailed.answer(
                "the list of keys of "
                    + origin
                    + " cannot be read, or names a key by an id that is not its own",
                null));
  }
}
