package org.stellaops.signer.tuf;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.model.Key;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootMeta;
import dev.sigstore.tuf.model.RootRole;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/** What a root has to say, beside being signed: the library does not look at it. */
final class RootRules {

  static final List<String> ROLES =
      List.of(RootRole.ROOT, RootRole.TIMESTAMP, RootRole.SNAPSHOT, RootRole.TARGETS);

  private RootRules() {}

  static void require(String file, Root root) {
    String name = file.isEmpty() ? "the root to begin with" : file;
    RootMeta signed;
    try {
      signed = root.getSignedMeta();
    } catch (JsonParseException e) {
      throw new UpdateRefused(Problem.MALFORMED, name + ": " + e.getMessage(), e);
    }
    for (String role : ROLES) {
      RootRole keys = signed.getRoles().get(role);
      if (keys == null) {
        throw new UpdateRefused(Problem.MALFORMED, name + " names no keys of " + role);
      }
      requireKeys(name, role, keys, signed.getKeys());
    }
  }

  /** Two ids of one key would be two signatures by one person. */
  private static void requireKeys(String name, String role, RootRole keys, Map<String, Key> known) {
    if (keys.getThreshold() < 1) {
      throw new UpdateRefused(
          Problem.MALFORMED, name + " wants " + keys.getThreshold() + " signatures of " + role);
    }
    Set<String> values = new HashSet<>();
    for (String id : new HashSet<>(keys.getKeyids())) {
      Key key = known.get(id);
      if (key == null) {
        throw new UpdateRefused(
            Problem.MALFORMED, name + " has no key " + id + ", which is one of " + role);
      }
      if (!values.add(String.valueOf(key.getKeyVal().get("public")).strip())) {
        throw new UpdateRefused(
            Problem.MALFORMED, name + " has one key of " + role + " under two ids");
      }
    }
  }
}
