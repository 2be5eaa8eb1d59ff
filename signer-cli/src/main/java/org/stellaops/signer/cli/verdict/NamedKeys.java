package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.KeyList;
import org.stellaops.signer.cli.client.KeyList.Listed;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.verify.trust.Revocations;

/**
 * The keys that {@code --key} names: a file has one, which verifies by the algorithm of its kind or
 * of {@code --algorithm}; a list that a server published has several, each with its algorithm. What
 * any of the lists says is revoked counts as revoked whichever file names it.
 *
 * @param keys those of which nothing is revoked
 * @param revocations what the lists say, from whenever: who reads them later cannot tell what was
 *     signed before
 */
record NamedKeys(List<PinnedKey> keys, Revocations revocations) {

  NamedKeys {
    keys = List.copyOf(keys);
  }

  /**
   * @param algorithm the word for it; null for that of each key's kind
   */
  static NamedKeys read(List<Path> files, @Nullable String algorithm, Terminal terminal) {
    SignatureAlgorithm wanted =
        algorithm == null ? null : OptionValue.algorithm("--algorithm", algorithm);
    Map<Path, List<PinnedKey>> named = new LinkedHashMap<>();
    Map<Digest, Path> revoked = new LinkedHashMap<>();
    List<Revocation> published = new ArrayList<>();
    for (Path file : files) {
      if (LocalFile.isCosignKey(file)) {
        named.put(file, List.of(LocalFile.publicKey(file)));
        continue;
      }
      Bytes content = LocalFile.readKey(file);
      Optional<KeyList> listed = KeyList.ofFile("--key", file, content);
      if (listed.isPresent()) {
        named.put(file, ofList(file, listed.get(), wanted));
        listed.get().revoked().forEach(id -> revoked.putIfAbsent(id, file));
        PublishedRevocations.of(content).ifPresent(it -> published.addAll(it.all()));
      } else {
        named.put(file, List.of(under(file, LocalFile.publicKey(file, content), wanted)));
      }
    }
    List<PinnedKey> keys = new ArrayList<>();
    named.forEach((file, own) -> keys.addAll(good(file, own, revoked, terminal)));
    if (keys.isEmpty() && !files.isEmpty()) {
      throw CommandFailed.usage("--key: there is no key that is not revoked");
    }
    published.removeIf(each -> each instanceof RevokedKey);
    revoked.forEach(
        (id, file) -> published.add(new RevokedKey(id, Instant.EPOCH, "revoked in " + file)));
    return new NamedKeys(keys, Revocations.of(published));
  }

  private static List<PinnedKey> good(
      Path file, List<PinnedKey> named, Map<Digest, Path> revoked, Terminal terminal) {
    List<PinnedKey> keys = new ArrayList<>();
    for (PinnedKey key : named) {
      Path list = revoked.get(key.fingerprint());
      if (list == null) {
        keys.add(key);
      } else {
        terminal.say(
            "note: "
                + list
                + " says that the key "
                + key.fingerprint()
                + (list.equals(file) ? "" : " of " + file)
                + " is revoked: nothing that it signed counts here");
      }
    }
    return keys;
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
      Path file, KeyList listed, @Nullable SignatureAlgorithm wanted) {
    if (wanted != null) {
      throw CommandFailed.usage(
          "--algorithm: " + file + " names the algorithm of each of its keys; leave it out");
    }
    return listed.keys().stream().map(Listed::key).toList();
  }
}
