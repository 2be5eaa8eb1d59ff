package org.stellaops.signer.cli.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.PinnedKey;

/**
 * The keys by which a bundle of an earlier run may be signed: those that the command line names,
 * that the signer tells, and that have signed in this run. Safe for concurrent use.
 */
final class KnownKeys {

  private final Set<String> fingerprints;
  private final Supplier<List<PinnedKey>> signers;
  private final Set<PinnedKey> keys;
  private @Nullable List<PinnedKey> told;

  /**
   * @param named on the command line
   * @param fingerprints of those that may sign; none accepts any
   * @param signers asks the signer, once and only if there is a bundle to check
   */
  KnownKeys(
      Collection<PinnedKey> named, Set<String> fingerprints, Supplier<List<PinnedKey>> signers) {
    this.keys = new LinkedHashSet<>(named);
    this.fingerprints = Set.copyOf(fingerprints);
    this.signers = signers;
  }

  synchronized void learn(PinnedKey key) {
    keys.add(key);
  }

  synchronized List<PinnedKey> all() {
    if (told == null) {
      told = told();
    }
    List<PinnedKey> all = new ArrayList<>(keys);
    all.addAll(told);
    return all.stream()
        .distinct()
        .filter(
            key -> fingerprints.isEmpty() || fingerprints.contains(key.fingerprint().toString()))
        .toList();
  }

  /** A signer that tells no keys may sign all the same. */
  private List<PinnedKey> told() {
    try {
      return List.copyOf(signers.get());
    } catch (CommandFailed untold) {
      return List.of();
    }
  }
}
