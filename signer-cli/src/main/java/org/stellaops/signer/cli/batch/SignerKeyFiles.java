package org.stellaops.signer.cli.batch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.files.SignedFiles;
import org.stellaops.signer.cli.files.SignedFiles.Signed;
import org.stellaops.signer.cli.files.SigningOutputs;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * Where the public keys of a batch are kept, once for all files. A key that is there already is
 * never replaced: the bundles of an earlier run would have lost theirs. Safe for concurrent use.
 */
public final class SignerKeyFiles {

  private final @Nullable Path named;
  private final Map<Path, String> kept = new HashMap<>();

  /**
   * @param named the file of a single key; null to keep none
   */
  public SignerKeyFiles(@Nullable Path named) {
    this.named = named;
  }

  /**
   * The keys that are there.
   *
   * @param names of the keys that will sign, as far as they are known
   */
  public List<PinnedKey> read(List<String> names) {
    List<PinnedKey> keys = new ArrayList<>();
    for (Path file : places(names)) {
      if (Files.exists(file)) {
        keys.add(LocalFile.publicKey(file));
      }
    }
    return keys;
  }

  private List<Path> places(List<String> names) {
    if (named == null) {
      return List.of();
    }
    return names.size() < 2
        ? List.of(named)
        : names.stream().map(name -> SigningOutputs.ofKey(named, name)).toList();
  }

  /**
   * @throws CommandFailed another key is there: then nothing is to be kept of this answer
   */
  synchronized void keep(SignedFiles answer) {
    List<Signed> signers = answer.signers();
    List<Path> places = places(signers.stream().map(Signed::name).toList());
    for (int i = 0; i < places.size(); i++) {
      keep(places.get(i), signers.get(i));
    }
  }

  private void keep(Path file, Signed signer) {
    String there = kept.get(file);
    if (there == null && Files.exists(file)) {
      there = LocalFile.publicKey(file).fingerprint().toString();
    } else if (there == null) {
      try (PendingFile pending = PendingFile.open(file)) {
        pending.write(Bytes.utf8(signer.publicKey()));
      }
      there = signer.fingerprint();
    }
    kept.put(file, there);
    if (!there.equals(signer.fingerprint())) {
      throw CommandFailed.file(
          file
              + " has another key, "
              + there
              + ", than the one that signs now, "
              + signer.fingerprint()
              + ", as after a rotation: give --public-key another file, so that the bundles of both"
              + " keys can be verified",
          null);
    }
  }
}
