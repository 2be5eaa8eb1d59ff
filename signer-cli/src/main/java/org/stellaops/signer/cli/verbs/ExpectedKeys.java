package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.stellaops.signer.cli.client.KeyList;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;

/**
 * Whose signatures are wanted, by {@code --expect-key}.
 *
 * @param fingerprints of the keys that may sign; none accepts any
 * @param keys those of them that are known by more than their fingerprint
 */
record ExpectedKeys(Set<String> fingerprints, List<PinnedKey> keys) {

  /** Names the keys that the server publishes. */
  private static final String SERVER = "server";

  private static final Pattern DIGEST = Pattern.compile("(?i)sha[0-9]+:.*|[0-9a-f]{32,}");

  ExpectedKeys {
    fingerprints = Set.copyOf(fingerprints);
    keys = List.copyOf(keys);
  }

  /**
   * The keys that may sign.
   *
   * @param named fingerprints, files of a public key or of what {@code stella keys list --output
   *     json} printed, or the server's own list
   */
  static ExpectedKeys read(List<String> named, ServerOptions server) {
    Set<Digest> expected = new LinkedHashSet<>();
    List<PinnedKey> keys = new ArrayList<>();
    Set<Digest> revoked = new HashSet<>();
    for (String one : named) {
      Optional<Path> file = file(one);
      if (file.isPresent()) {
        Bytes content = LocalFile.readKey(file.get());
        Optional<KeyList> listed = KeyList.ofFile("--expect-key", file.get(), content);
        if (listed.isPresent()) {
          keys.addAll(requireSome(one, listed.get()));
          revoked.addAll(listed.get().revoked());
        } else {
          keys.add(LocalFile.publicKey(file.get(), content));
        }
      } else if (one.equals(SERVER)) {
        KeyList listed = ofServer(server);
        keys.addAll(requireSome("the server", listed));
        revoked.addAll(listed.revoked());
      } else {
        expected.add(Objects.requireNonNull(OptionValue.digest("--expect-key", one)));
      }
    }
    keys.forEach(key -> expected.add(key.fingerprint()));
    for (Digest each : expected) {
      if (revoked.contains(each)) {
        throw CommandFailed.usage(
            "--expect-key: a list of keys that you name says that " + each + " is revoked");
      }
    }
    return new ExpectedKeys(
        expected.stream().map(Digest::toString).collect(Collectors.toSet()), keys);
  }

  /** The file that is named; empty for a fingerprint and for the server. */
  static Optional<Path> file(String named) {
    return named.equals(SERVER) || DIGEST.matcher(named).matches()
        ? Optional.empty()
        : Optional.of(Path.of(named));
  }

  private static KeyList ofServer(ServerOptions server) {
    if (!server.named()) {
      throw CommandFailed.usage("--expect-key server asks a --server URL for its keys");
    }
    return KeyList.require(server.origin(), KeyList.document(server.origin()));
  }

  /** An empty list would accept any key. */
  private static List<PinnedKey> requireSome(String where, KeyList listed) {
    List<PinnedKey> keys = listed.good();
    if (keys.isEmpty()) {
      throw CommandFailed.usage(
          "--expect-key: "
              + where
              + " lists no key that may sign; name one by its fingerprint or its file");
    }
    return keys;
  }
}
