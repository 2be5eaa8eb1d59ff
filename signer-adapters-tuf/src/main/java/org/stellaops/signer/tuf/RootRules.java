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
      throw new UpdateRefused(Problem.MALFORMED, name + " is not metadata of a root", e);
    }
    for (String role : ROLES) {
      RootRole keys = signed.getRoles().get(role);
      if (keys == null) {
        throw new UpdateRefused(Problem.MALFORMED, name + " names no keys of " + role);
      }
      requireKeys(name, role, keys.getThreshold(), keys.getKeyids(), signed.getKeys());
      requireReadable(name, role, keys.getKeyids(), signed.getKeys());
    }
  }

  /** The library would count signatures of a key that cannot be compared with others. */
  private static void requireReadable(
      String name, String role, List<String> ids, Map<String, Key> known) {
    for (String id : ids) {
      Key key = known.get(id);
      if (key != null && KeyComparison.isUnreadable(key)) {
        throw new UpdateRefused(
            Problem.MALFORMED,
            name + " has a key of " + role + " that is no PEM of a public key alone: " + id);
      }
    }
  }

  /** Two ids of one key would be two signatures by one person. */
  static void requireKeys(
      String name, String role, int threshold, List<String> ids, Map<String, Key> known) {
    if (threshold < 1) {
      throw new UpdateRefused(
          Problem.MALFORMED, name + " wants " + threshold + " signatures of " + role);
    }
    Set<String> values = new HashSet<>();
    for (String id : new HashSet<>(ids)) {
      Key key = known.get(id);
      if (key == null) {
        throw new UpdateRefused(
            Problem.MALFORMED, name + " has no key " + id + ", which is one of " + role);
      }
      if (!values.add(KeyComparison.of(key))) {
        throw new UpdateRefused(
            Problem.MALFORMED, name + " has one key of " + role + " under two ids");
      }
    }
  }
}
