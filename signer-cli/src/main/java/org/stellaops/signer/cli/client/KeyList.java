package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;

/** The keys that a server publishes at {@code GET /api/v1/signer/trust}, or a kept list of keys. */
public final class KeyList {

  /** What is wrong with a server that is elsewhere and without TLS, though no token is sent. */
  public static final String IN_THE_CLEAR = ": keys that come in the clear could be anyone's";

  /** What a server answers, and what {@code stella keys list} says of a configuration. */
  private static final Set<String> SCHEMAS =
      Set.of(
          "https://stella-ops.org/schemas/signer/trust/v1",
          "https://stella-ops.org/schemas/stella/keys/v1");

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes((int) Exchange.PUBLIC);

  private static final String REVOKED = "revoked";

  private KeyList() {}

  /**
   * A key of a list.
   *
   * @param key under the algorithm that the list names
   * @param state where it is in its life; empty where the list does not say
   * @param revoked whether some of what it signed does not count: a list that is read later cannot
   *     tell which
   */
  public record Listed(PinnedKey key, String state, boolean revoked) {}

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
  public static Optional<List<Listed>> read(Bytes document) {
    try {
      if (JsonValue.parse(document, LIMITS) instanceof JsonObject list
          && list.optionalString("schema").filter(SCHEMAS::contains).isPresent()) {
        Set<String> revoked = new HashSet<>();
        if (list.has("revocations")) {
          for (JsonObject entry : list.array("revocations").objects()) {
            revoked.add(entry.string("id"));
          }
        }
        List<Listed> keys = new ArrayList<>();
        for (JsonObject entry : list.array("keys").objects()) {
          String id = entry.string("id");
          PinnedKey key = PinnedKey.parsePem(entry.string("publicKey"));
          Optional<PinnedKey> named = named(key, entry.optionalString("keyDetails"));
          if (named.isEmpty() || !id.equals(key.fingerprint().toString())) {
            return Optional.empty();
          }
          String state = entry.optionalString("state").orElse("");
          boolean gone = state.equals(REVOKED) || revoked.contains(id);
          keys.add(new Listed(named.get(), gone ? REVOKED : state, gone));
        }
        return Optional.of(List.copyOf(keys));
      }
    } catch (InvalidJson | IllegalArgumentException e) {
      // As any other document that is none.
    }
    return Optional.empty();
  }

  private static Optional<PinnedKey> named(PinnedKey key, Optional<String> details) {
    return details.isEmpty() ? Optional.of(key) : KeyNames.byDetails(key, details.get());
  }

  /** The keys that the server at {@code origin} publishes in this document. */
  public static List<Listed> require(URI origin, Bytes document) {
    return read(document)
        .orElseThrow(() ->
            CommandFailed.answer(
                "the list of keys of "
                    + origin
                    + " cannot be read, or names a key by an id that is not its own, or by another"
                    + " kind",
                null));
  }
}
