package org.stellaops.signer.tuf;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.model.Key;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootMeta;
import dev.sigstore.tuf.model.RootRole;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/** What a root has to say, beside being signed: the library does not look at it. */
final class RootRules {

  static final List<String> ROLES =
      List.of(RootRole.ROOT, RootRole.TIMESTAMP, RootRole.SNAPSHOT, RootRole.TARGETS);

  private static final Pattern SPACE = Pattern.compile("\\s+");

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
      if (!values.add(value(key))) {
        throw new UpdateRefused(
            Problem.MALFORMED, name + " has one key of " + role + " under two ids");
      }
    }
  }

  /** Hexadecimal digits may be of either case, and PEM be broken anywhere. */
  private static String value(Key key) {
    String written = SPACE.matcher(String.valueOf(key.getKeyVal().get("public"))).replaceAll("");
    return key.getKeyType().equals("ed25519") ? written.toLowerCase(Locale.ROOT) : written;
  }
}
