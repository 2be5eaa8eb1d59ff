package org.stellaops.signer.cli.batch;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.model.PinnedKey;

/**
 * What is to be signed in one run, and how.
 *
 * @param documents reads a file
 * @param keys the tenant's keys that are named; none if the choice is its policy's or a profile's
 * @param fingerprints of the keys that may sign; none accepts any
 * @param known keys that may have signed in an earlier run
 * @param remote whether a network is between, so that an answer may be lost
 */
public record BatchOrder(
    BatchFiles files,
    Function<Path, Document> documents,
    Wanted wanted,
    List<String> keys,
    Set<String> fingerprints,
    List<PinnedKey> known,
    SignerKeyFiles keyFiles,
    boolean remote) {

  public BatchOrder {
    keys = List.copyOf(keys);
    fingerprints = Set.copyOf(fingerprints);
    known = List.copyOf(known);
  }
}
