package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.client.PublishedKeys;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.model.Bytes;

/** Whose signatures are wanted, by {@code --expect-key}. */
final class ExpectedKeys {

  /** Names the keys that the server publishes. */
  private static final String SERVER = "server";

  private ExpectedKeys() {}

  /**
   * The fingerprints of the keys that may sign.
   *
   * @param named fingerprints, files of a public key or of what {@code stella keys list --output
   *     json} printed, or the server's own list
   */
  static Set<String> read(List<String> named, ServerOptions server) {
    Set<String> expected = new HashSet<>();
    for (String one : named) {
      if (one.equals(SERVER)) {
        expected.addAll(ofServer(server));
      } else if (one.startsWith("sha256:")) {
        expected.add(String.valueOf(OptionValue.digest("--expect-key", one)));
      } else {
        expected.addAll(ofFile(Path.of(one)));
      }
    }
    return expected;
  }

  private static Set<String> ofServer(ServerOptions server) {
    if (!server.named()) {
      throw CommandFailed.usage("--expect-key server asks a --server URL for its keys");
    }
    try {
      return listed("the server", PublishedKeys.document(server.origin()));
    } catch (InvalidJson e) {
      throw CommandFailed.unreachable("the server's list of keys cannot be read", e);
    }
  }

  private static Set<String> ofFile(Path file) {
    Bytes content = LocalFile.readKey(file);
    if (!content.utf8().stripLeading().startsWith("{")) {
      return Set.of(LocalFile.publicKey(file).fingerprint().toString());
    }
    try {
      return listed(file.toString(), content);
    } catch (InvalidJson e) {
      throw CommandFailed.usage(
          "--expect-key: "
              + file
              + " is neither a public key nor what keys list --output json says",
          e);
    }
  }

  /** An empty list would accept any key. */
  private static Set<String> listed(String where, Bytes document) throws InvalidJson {
    Set<String> ids = PublishedKeys.ids(document);
    if (ids.isEmpty()) {
      throw CommandFailed.usage(
          "--expect-key: " + where + " lists no key; name one by its fingerprint or its file");
    }
    return ids;
  }
}
