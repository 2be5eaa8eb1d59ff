package org.stellaops.signer.verify.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.ports.KeyCatalog.KeyState;

/**
 * The keys that a signer publishes ({@code GET /api/v1/signer/trust}), with when the signatures of
 * each are to be expected, and what is revoked.
 *
 * @param keys those with a time for which they are trusted; a key that was never active has none
 * @param revocations of keys, and what else the document revokes
 */
public record TrustDocumentKeys(List<WindowedKey> keys, Revocations revocations) {

  /** The document's {@code schema}. */
  public static final String SCHEMA = "https://stella-ops.org/schemas/signer/trust/v1";

  private static final Set<String> STATES =
      Arrays.stream(KeyState.values()).map(KeyState::label).collect(Collectors.toSet());

  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_VALUES = 100_000;
  private static final String REASON = "revoked in the key catalog";

  public TrustDocumentKeys {
    keys = List.copyOf(keys);
  }

  /** Keys that are trusted whenever they signed. */
  public static TrustDocumentKeys of(List<PinnedKey> keys) {
    return new TrustDocumentKeys(
        keys.stream().map(WindowedKey::always).toList(), Revocations.none());
  }

  /**
   * Reads the document.
   *
   * @throws InvalidTrust it is not one, or names a key by an id or a kind that is not its own
   */
  public static TrustDocumentKeys parse(Bytes json) throws InvalidTrust {
    try {
      JsonValue value =
          JsonValue.parse(json, JsonLimits.REQUEST.withMaxBytes(MAX_BYTES), MAX_VALUES);
      if (!(value instanceof JsonObject document)) {
        throw new InvalidTrust("A list of keys is an object.");
      }
      document.allowOnly("keys", "revocations", "revokedContents", "revokedIdentities", "schema");
      if (!document.string("schema").equals(SCHEMA)) {
        throw new InvalidTrust("The schema of the list of keys is not " + SCHEMA + ".");
      }
      return read(document);
    } catch (InvalidJson e) {
      throw new InvalidTrust("The list of keys is not as it should be: " + e.getMessage() + ".");
    }
  }

  private static TrustDocumentKeys read(JsonObject document) throws InvalidJson, InvalidTrust {
    List<Revocation> revocations = new ArrayList<>(RevocationsReader.beside(document));
    for (JsonObject entry : document.array("revocations").objects()) {
      entry.allowOnly("from", "id");
      Digest id = id(entry);
      if (revocations.stream().anyMatch(it -> isOf(it, id))) {
        throw new InvalidTrust("The list of keys revokes " + id + " twice.");
      }
      revocations.add(new RevokedKey(id, TrustTimes.read(entry.string("from")), REASON));
    }
    List<WindowedKey> keys = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    for (JsonObject entry : document.array("keys").objects()) {
      entry.allowOnly("id", "keyDetails", "keyId", "publicKey", "state", "validFor");
      PinnedKey key = key(entry);
      if (!seen.add(key.fingerprint())) {
        throw new InvalidTrust("The list of keys has " + key.fingerprint() + " twice.");
      }
      if (state(entry).filter("revoked"::equals).isPresent()
          && revocations.stream().noneMatch(it -> isOf(it, key.fingerprint()))) {
        revocations.add(new RevokedKey(key.fingerprint(), Instant.EPOCH, REASON));
      }
      window(entry).ifPresent(window -> keys.add(new WindowedKey(key, window)));
    }
    return new TrustDocumentKeys(keys, Revocations.of(revocations));
  }

  private static boolean isOf(Revocation revocation, Digest id) {
    return revocation instanceof RevokedKey one && one.fingerprint().equals(id);
  }

  /** One that is not known may say that the key is not to be trusted. */
  private static Optional<String> state(JsonObject entry) throws InvalidJson, InvalidTrust {
    Optional<String> state = entry.optionalString("state");
    if (state.isPresent() && !STATES.contains(state.get())) {
      throw new InvalidTrust("The list of keys has a state that is none.");
    }
    return state;
  }

  private static Digest id(PinnedKey key) {
    return key.fingerprint();
  }

  private static Digest id(JsonObject entry) throws InvalidJson, InvalidTrust {
    try {
      return Digest.parse(entry.string("id"));
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("The id of a key is not sha256: and 64 lower-case hex digits.");
    }
  }

  private static PinnedKey key(JsonObject entry) throws InvalidJson, InvalidTrust {
    PinnedKey key;
    try {
      key = PinnedKey.parsePem(entry.string("publicKey"));
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("A publicKey is not the PEM of a key of a supported kind.");
    }
    Optional<PinnedKey> named = KeyNames.byDetails(key, entry.string("keyDetails"));
    if (named.isEmpty() || !key.fingerprint().equals(id(entry))) {
      throw new InvalidTrust(
          "The key " + key.fingerprint() + " has another id or other keyDetails than its own.");
    }
    return named.get();
  }

  /** Without the member it is trusted always; with an empty one, never. */
  private static Optional<ValidityWindow> window(JsonObject entry)
      throws InvalidJson, InvalidTrust {
    if (!entry.has("validFor")) {
      return Optional.of(ValidityWindow.ALWAYS);
    }
    List<JsonObject> windows = entry.array("validFor").objects();
    if (windows.size() > 1) {
      throw new InvalidTrust("A key has one validFor at most.");
    }
    if (windows.isEmpty()) {
      return Optional.empty();
    }
    JsonObject window = windows.get(0).allowOnly("start", "end");
    Instant start = TrustTimes.read(window.string("start"));
    Optional<String> end = window.optionalString("end");
    try {
      return Optional.of(
          new ValidityWindow(start, end.isEmpty() ? null : TrustTimes.read(end.get())));
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("A validFor ends before it starts.");
    }
  }

  /**
   * These and others.
   *
   * @throws InvalidTrust a key is in both, and not in the same way
   */
  public TrustDocumentKeys and(TrustDocumentKeys other) throws InvalidTrust {
    List<WindowedKey> all = new ArrayList<>(keys);
    for (WindowedKey each : other.keys) {
      Optional<WindowedKey> same =
          keys.stream().filter(own -> own.key().equals(each.key())).findFirst();
      if (same.isEmpty()) {
        all.add(each);
      } else if (!same.get().validity().equals(each.validity())
          || same.get().key().algorithm() != each.key().algorithm()) {
        throw new InvalidTrust(
            "The key "
                + each.key().fingerprint()
                + " is named twice, with another validity or algorithm.");
      }
    }
    return new TrustDocumentKeys(all, revocations.and(other.revocations));
  }

  /**
   * The document, in its one form, the keys by their ids. What it revokes beside keys is left to a
   * document of {@link Revocations}.
   */
  public Bytes document() {
    return CanonicalWriter.object()
        .objects(
            "keys",
            keys.stream()
                .sorted((one, two) -> id(one.key()).compareTo(id(two.key())))
                .map(TrustDocumentKeys::entry)
                .toList())
        .objects(
            "revocations",
            revocations.all().stream()
                .filter(RevokedKey.class::isInstance)
                .map(RevokedKey.class::cast)
                .map(each ->
                    CanonicalWriter.object()
                        .time("from", each.from())
                        .string("id", each.fingerprint().toString()))
                .toList())
        .string("schema", SCHEMA)
        .bytes();
  }

  private static CanonicalWriter entry(WindowedKey windowed) {
    PinnedKey key = windowed.key();
    ValidityWindow validity = windowed.validity();
    CanonicalWriter entry =
        CanonicalWriter.object()
            .string("id", key.fingerprint().toString())
            .string("keyDetails", KeyNames.details(key))
            .string("publicKey", key.pem());
    if (validity.equals(ValidityWindow.ALWAYS)) {
      return entry;
    }
    CanonicalWriter window = CanonicalWriter.object().time("start", validity.start());
    Instant end = validity.end();
    return entry.objects("validFor", List.of(end == null ? window : window.time("end", end)));
  }
}
