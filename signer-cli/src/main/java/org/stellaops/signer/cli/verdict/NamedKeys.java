package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.KeyList;
import org.stellaops.signer.cli.client.KeyList.Listed;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * The keys that {@code --key} names: a file has one, which verifies by the algorithm of its kind or
 * of {@code --algorithm}; a list that a server published has several, each with its algorithm.
 */
final class NamedKeys {

  private NamedKeys() {}

  /**
   * @param algorithm the word for it; null for that of each key's kind
   */
  static List<PinnedKey> read(List<Path> files, @Nullable String algorithm, Terminal terminal) {
    return read(files, algorithm, terminal, list -> {});
  }

  /**
   * The same.
   *
   * @param lists is given each file that is a list of keys, as it was read
   */
  static List<PinnedKey> read(
      List<Path> files, @Nullable String algorithm, Terminal terminal, Consumer<Bytes> lists) {
    SignatureAlgorithm wanted =
        algorithm == null ? null : OptionValue.algorithm("--algorithm", algorithm);
    List<PinnedKey> keys = new ArrayList<>();
    for (Path file : files) {
      if (LocalFile.isCosignKey(file)) {
        keys.add(LocalFile.publicKey(file));
        continue;
      }
      Bytes content = LocalFile.readKey(file);
      Optional<List<Listed>> listed = isObject(content) ? KeyList.read(content) : Optional.empty();
      if (listed.isPresent()) {
        lists.accept(content);
        keys.addAll(ofList(file, listed.get(), wanted, terminal));
      } else {
        keys.add(under(file, LocalFile.publicKey(file, content), wanted));
      }
    }
    return keys;
  }

  private static boolean isObject(Bytes content) {
    return content.size() > 0 && content.at(0) == '{';
  }

  private static PinnedKey under(Path file, PinnedKey key, @Nullable SignatureAlgorithm wanted) {
    if (wanted == null) {
      return key;
    }
    return SignatureAlgorithm.of(key.key(), wanted)
        .map(key::under)
        .orElseThrow(() ->
            CommandFailed.usage(
                "--algorithm: the key in "
                    + file
                    + " is for "
                    + key.algorithm().label()
                    + (key.algorithm() == SignatureAlgorithm.RSA_PKCS1_SHA256
                        ? " or " + SignatureAlgorithm.RSA_PSS_SHA256.label()
                        : " alone, and needs no --algorithm")));
  }

  private static List<PinnedKey> ofList(
      Path file, List<Listed> listed, @Nullable SignatureAlgorithm wanted, Terminal terminal) {
    if (wanted != null) {
      throw CommandFailed.usage(
          "--algorithm: " + file + " names the algorithm of each of its keys; leave it out");
    }
    List<PinnedKey> keys = new ArrayList<>();
    for (Listed each : listed) {
      if (each.revoked()) {
        terminal.say(
            "note: "
                + file
                + " says that the key "
                + each.key().fingerprint()
                + " is revoked: nothing that it signed counts here");
      } else {
        keys.add(each.key());
      }
    }
    if (keys.isEmpty()) {
      throw CommandFailed.usage("--key: " + file + " lists no key that is not revoked");
    }
    return keys;
  }
}
