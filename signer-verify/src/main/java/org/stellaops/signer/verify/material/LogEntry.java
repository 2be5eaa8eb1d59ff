package org.stellaops.signer.verify.material;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/**
 * One entry of a transparency log as a bundle has it ({@code sigstore_rekor.proto},
 * TransparencyLogEntry); nothing of it is checked.
 *
 * @param logIndex among all entries of the log, whichever tree they are in
 * @param integratedTime seconds since 1970 by the log's clock, 0 for none; only the promise proves
 *     it
 * @param promise the signed entry timestamp
 * @param body the bytes whose hash is the leaf of the log's tree
 */
public record LogEntry(
    long logIndex,
    Bytes logId,
    String kind,
    String version,
    long integratedTime,
    Optional<Bytes> promise,
    Optional<Proof> proof,
    Bytes body) {

  /**
   * That the entry is in the log.
   *
   * @param checkpoint the note in which the log signed the head of the tree
   */
  public record Proof(
      long logIndex, long treeSize, Bytes rootHash, List<Bytes> hashes, String checkpoint) {

    public Proof {
      hashes = List.copyOf(hashes);
    }
  }

  /** Whether the log is a Rekor v2, which gives no time and names itself in its checkpoints. */
  boolean isOfRekor2() {
    return version.equals("0.0.2") && (kind.equals("hashedrekord") || kind.equals("dsse"));
  }
}
