package org.stellaops.signer.verify.material;

import java.security.MessageDigest;
import java.util.Iterator;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/** Merkle inclusion proofs (RFC 6962 §2.1.1, checked as RFC 9162 §2.1.3.2 has it). */
final class InclusionProofs {

  private static final int HASH_BYTES = 32;

  private InclusionProofs() {}

  /** The root hash that the proof leads to from the entry's body. */
  static Bytes root(Bytes body, LogEntry.Proof proof) throws NotProven {
    long index = proof.logIndex();
    long last = proof.treeSize() - 1;
    if (index > last) {
      throw wrong("The entry's index is not below the size of the tree.");
    }
    for (Bytes hash : proof.hashes()) {
      if (hash.size() != HASH_BYTES) {
        throw wrong("A hash of the proof has not 32 bytes.");
      }
    }
    Bytes root = leaf(body);
    Iterator<Bytes> hashes = proof.hashes().iterator();
    while (last > 0) {
      if ((index & 1) == 1) {
        root = node(next(hashes), root);
      } else if (index < last) {
        root = node(root, next(hashes));
      }
      index >>= 1;
      last >>= 1;
    }
    if (hashes.hasNext()) {
      throw wrong("The proof has hashes beyond the root of the tree.");
    }
    return root;
  }

  private static Bytes next(Iterator<Bytes> hashes) throws NotProven {
    if (!hashes.hasNext()) {
      throw wrong("The proof has too few hashes for the size of the tree.");
    }
    return hashes.next();
  }

  private static Bytes leaf(Bytes body) {
    MessageDigest digest = Digest.newSha256();
    digest.update((byte) 0);
    body.update(digest);
    return Bytes.adopt(digest.digest());
  }

  private static Bytes node(Bytes left, Bytes right) {
    MessageDigest digest = Digest.newSha256();
    digest.update((byte) 1);
    left.update(digest);
    right.update(digest);
    return Bytes.adopt(digest.digest());
  }

  private static NotProven wrong(String why) {
    return new NotProven(LogEntryVerifier.CHECK, why);
  }
}
