package org.stellaops.signer.tuf;

import dev.sigstore.tuf.model.Key;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/**
 * A role to which another one delegates targets, with the keys that this delegation gives it
 * (specification 4.5); another delegation to the same role may give it others.
 *
 * @param by the file that delegates
 * @param forms the keys of all roles that the file delegates to, none of which is read yet
 * @param paths patterns of paths, absent where there are prefixes
 * @param prefixes of the SHA-256 of paths, in hexadecimal digits
 */
record DelegatedRole(
    String by,
    String name,
    List<String> keyids,
    JsonObject forms,
    int threshold,
    Optional<List<String>> paths,
    Optional<List<String>> prefixes,
    boolean terminating) {

  /** UTF-8 bytes: escaped it has to be the name of a file. */
  private static final int MOST_NAME = 80;

  DelegatedRole {
    keyids = List.copyOf(keyids);
    paths = paths.map(List::copyOf);
    prefixes = prefixes.map(List::copyOf);
  }

  /**
   * A key as metadata write it.
   *
   * @param value members that are no text in their canonical form, which is no key
   */
  private record WrittenKey(String type, String scheme, Map<String, String> value) implements Key {

    WrittenKey {
      value = Map.copyOf(value);
    }

    static WrittenKey read(JsonObject form) throws InvalidJson {
      Map<String, String> value = new LinkedHashMap<>();
      form.object("keyval")
          .members()
          .forEach((name, member) ->
              value.put(
                  name,
                  member instanceof JsonString text ? text.value() : member.canonical().utf8()));
      return new WrittenKey(form.string("keytype"), form.string("scheme"), value);
    }

    @Override
    public List<String> getKeyIdHashAlgorithms() {
      return List.of();
    }

    @Override
    public String getKeyType() {
      return type;
    }

    @Override
    public Map<String, String> getKeyVal() {
      return value;
    }

    @Override
    public String getScheme() {
      return scheme;
    }
  }

  /**
   * The roles of a member {@code delegations}, in order.
   *
   * @throws InvalidJson it has not the form of one
   */
  static List<DelegatedRole> all(String by, JsonObject delegations) throws InvalidJson {
    if (delegations.has("succinct_roles")) {
      throw new UpdateRefused(
          Problem.UNSUPPORTED, by + " has succinct_roles: delegations of that form are not read");
    }
    JsonObject keys = delegations.object("keys");
    Map<String, DelegatedRole> roles = new LinkedHashMap<>();
    for (JsonObject form : delegations.array("roles").objects()) {
      DelegatedRole role = read(by, form, keys);
      if (roles.put(role.name(), role) != null) {
        throw new UpdateRefused(
            Problem.MALFORMED, by + " delegates to the role " + role.name() + " twice");
      }
    }
    return List.copyOf(roles.values());
  }

  private static DelegatedRole read(String by, JsonObject form, JsonObject keys)
      throws InvalidJson {
    String name = form.string("name");
    Optional<List<String>> paths = strings(form.optionalArray("paths"));
    Optional<List<String>> prefixes = strings(form.optionalArray("path_hash_prefixes"));
    if (paths.isPresent() == prefixes.isPresent()) {
      throw new UpdateRefused(
          Problem.MALFORMED,
          by + " does not give the role " + name + " either paths or path_hash_prefixes");
    }
    return new DelegatedRole(
        by,
        name,
        form.array("keyids").strings(),
        keys,
        Math.clamp(form.integer("threshold"), 0, Integer.MAX_VALUE),
        paths,
        prefixes,
        form.bool("terminating"));
  }

  private static Optional<List<String>> strings(Optional<JsonArray> array) throws InvalidJson {
    return array.isPresent() ? Optional.of(array.get().strings()) : Optional.empty();
  }

  /**
   * Those of {@code keyids} that the delegation has. One in a form that is not read is a key too,
   * by which no signature is good.
   */
  Map<String, Key> keys() {
    Map<String, Key> known = new LinkedHashMap<>();
    try {
      for (String id : Set.copyOf(keyids)) {
        Optional<JsonObject> form = forms.optionalObject(id);
        if (form.isPresent()) {
          known.put(id, WrittenKey.read(form.get()));
        }
      }
      return known;
    } catch (InvalidJson e) {
      throw new UpdateRefused(
          Problem.MALFORMED, by + " has a key of " + name + " that is none: " + e.getMessage(), e);
    }
  }

  /** Refuses a role that cannot be asked for or kept under its name. */
  void requireName() {
    if (name.isEmpty() || RootRules.ROLES.stream().anyMatch(name::equalsIgnoreCase)) {
      throw new UpdateRefused(
          Problem.MALFORMED, by + " delegates to a role that is named '" + name + "'");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME) {
      throw new UpdateRefused(
          Problem.UNSUPPORTED,
          by + " delegates to a role whose name has more than " + MOST_NAME + " bytes");
    }
  }

  /** Whether the role is given this path. */
  boolean covers(String path) {
    if (prefixes.isPresent()) {
      String digest = Bytes.utf8(path).sha256().hex();
      return prefixes.get().stream().anyMatch(digest::startsWith);
    }
    for (String pattern : paths.orElse(List.of())) {
      if (pattern.indexOf('[') >= 0) {
        throw new UpdateRefused(
            Problem.UNSUPPORTED,
            by + " gives the role " + name + " the paths '" + pattern + "': [ is not read");
      }
      if (PathPattern.matches(pattern, path)) {
        return true;
      }
    }
    return false;
  }

  /** The file of its metadata in that version. */
  String file(int version) {
    return version + "." + name + ".json";
  }
}
