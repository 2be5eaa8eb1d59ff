package org.stellaops.signer.cli.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.verify.trust.InvalidTrust;

/**
 * The keys that a server publishes at {@code GET /api/v1/signer/trust}, or a kept list of keys.
 *
 * @param revoked the ids of all that the list says are revoked, also of keys that it does not have
 */
public record KeyList(List<Listed> keys, Set<Digest> revoked) {

  /** What is wrong with a server that is elsewhere and without TLS, though no token is sent. */
  public static final String IN_THE_CLEAR = ": keys that come in the clear could be anyone's";

  /** What a server answers. */
  private static final String TRUST = "https://stella-ops.org/schemas/signer/trust/v1";

  /** What {@code stella keys list} says of a configuration. */
  private static final String KEYS = "https://stella-ops.org/schemas/stella/keys/v1";

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes((int) Exchange.PUBLIC);

  private static final String REVOCATIONS = "revocations";
  private static final String REVOKED = KeyState.REVOKED.label();

  public KeyList {
    keys = List.copyOf(keys);
    revoked = Set.copyOf(revoked);
  }

  /**
   * A key of a list.
   *
   * @param key under the algorithm that the list names
   * @param state where it is in its life; empty where the list does not say
   * @param revoked whether some of what it signed does not count: a list that is read later cannot
   *     tell which
   */
  public record Listed(PinnedKey key, String state, boolean revoked) {}

  /** The keys of which nothing is revoked. */
  public List<PinnedKey> good() {
    return keys.stream().filter(each -> !each.revoked()).map(Listed::key).toList();
  }

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
   * @return empty if it is no list of keys
   * @throws InvalidTrust it is one, and not as it should be: what it says of a key may then be lost
   *     on us, its revocation above all
   */
  public static Optional<KeyList> read(Bytes document) throws InvalidTrust {
    JsonObject list;
    String schema;
    try {
      if (!(JsonValue.parse(document, LIMITS) instanceof JsonObject object)) {
        return Optional.empty();
      }
      list = object;
      schema = list.optionalString("schema").orElse("");
    } catch (InvalidJson e) {
      return Optional.empty();
    }
    try {
      return switch (schema) {
        case TRUST -> Optional.of(ofServer(list));
        case KEYS -> Optional.of(ofConfiguration(list));
        default -> Optional.empty();
      };
    } catch (InvalidJson e) {
      throw new InvalidTrust("the list of keys is not as it should be: " + e.getMessage());
    }
  }

  private static KeyList ofServer(JsonObject list) throws InvalidJson, InvalidTrust {
    list.allowOnly("keys", REVOCATIONS, "revokedContents", "revokedIdentities", "schema");
    Set<Digest> revoked = new HashSet<>();
    for (JsonObject entry : list.array(REVOCATIONS).objects()) {
      entry.allowOnly("from", "id");
      requireMoment(entry.string("from"));
      if (!revoked.add(id(entry))) {
        throw new InvalidTrust("the list of keys revokes " + entry.string("id") + " twice");
      }
    }
    List<Listed> keys = new ArrayList<>();
    for (JsonObject entry : list.array("keys").objects()) {
      entry.allowOnly("id", "keyDetails", "keyId", "publicKey", "state", "validFor");
      String state = state(entry);
      PinnedKey key = key(entry);
      boolean gone = state.equals(REVOKED) || revoked.contains(key.fingerprint());
      keys.add(new Listed(key, gone ? REVOKED : state, gone));
      if (gone) {
        revoked.add(key.fingerprint());
      }
    }
    return distinct(keys, revoked);
  }

  private static KeyList ofConfiguration(JsonObject list) throws InvalidJson, InvalidTrust {
    list.allowOnly("keys", "schema");
    List<Listed> keys = new ArrayList<>();
    for (JsonObject entry : list.array("keys").objects()) {
      entry.allowOnly("id", "keyDetails", "keyId", "name", "publicKey", "published", "tenant");
      keys.add(new Listed(key(entry), "", false));
    }
    return distinct(keys, Set.of());
  }

  private static KeyList distinct(List<Listed> keys, Set<Digest> revoked) throws InvalidTrust {
    Set<PinnedKey> seen = new HashSet<>();
    for (Listed each : keys) {
      if (!seen.add(each.key())) {
        throw new InvalidTrust("the list of keys has " + each.key().fingerprint() + " twice");
      }
    }
    return new KeyList(keys, revoked);
  }

  private static PinnedKey key(JsonObject entry) throws InvalidJson, InvalidTrust {
    Digest id = id(entry);
    try {
      PinnedKey key = PinnedKey.parsePem(entry.string("publicKey"));
      Optional<String> details = entry.optionalString("keyDetails");
      Optional<PinnedKey> named =
          details.isEmpty() ? Optional.of(key) : KeyNames.byDetails(key, details.get());
      if (named.isPresent() && id.equals(key.fingerprint())) {
        return named.get();
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("the publicKey of " + id + " cannot be read: " + e.getMessage());
    }
    throw new InvalidTrust(
        "the list of keys names " + id + " by an id that is not its own, or by another kind");
  }

  private static Digest id(JsonObject entry) throws InvalidJson, InvalidTrust {
    String id = entry.string("id");
    try {
      return Digest.parse(id);
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust(
          "the id " + VisibleText.line(id) + " is not sha256: and 64 lower-case hex digits");
    }
  }

  private static String state(JsonObject entry) throws InvalidJson, InvalidTrust {
    Optional<String> state = entry.optionalString("state");
    if (state.isPresent()
        && Arrays.stream(KeyState.values()).noneMatch(it -> it.label().equals(state.get()))) {
      throw new InvalidTrust(
          "the list of keys has a state that this version does not know: "
              + VisibleText.line(state.get()));
    }
    return state.orElse("");
  }

  private static void requireMoment(String text) throws InvalidTrust {
    try {
      var _ = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidTrust("a revocation is from a moment as 2026-01-31T00:00:00Z, in UTC");
    }
  }

  /** The keys that the server at {@code origin} publishes in this document. */
  public static KeyList require(URI origin, Bytes document) {
    try {
      return read(document)
          .orElseThrow(() ->
              CommandFailed.answer(
                  "the list of keys of " + origin + " cannot be read: it is something else", null));
    } catch (InvalidTrust e) {
      throw CommandFailed.answer(
          "the list of keys of " + origin + " cannot be read: " + e.getMessage(), null);
    }
  }

  /**
   * The keys of a file.
   *
   * @param option by which the file is named
   * @return empty if it is no list of keys
   * @throws CommandFailed it is one, and cannot be used
   */
  public static Optional<KeyList> ofFile(String option, Path file, Bytes content) {
    try {
      return read(content);
    } catch (InvalidTrust e) {
      throw CommandFailed.usage(option + ": " + file + ": " + e.getMessage(), e);
    }
  }
}
