package org.stellaops.signer.verify.material;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.TrustedLog;

/**
 * Checks that an entry is in a trusted transparency log: its inclusion proof up to a checkpoint
 * that the log signed, and the log's promise, which alone proves its time (Sigstore client
 * specification §4.2.2). What the entry says is for {@link EntryBody}.
 */
public final class LogEntryVerifier {

  static final String CHECK = "log-entry";

  private final List<TrustedLog> logs;
  private final SignatureVerifier verifier;

  public LogEntryVerifier(List<TrustedLog> logs, SignatureVerifier verifier) {
    this.logs = logs;
    this.verifier = verifier;
  }

  /**
   * An entry that is in a log.
   *
   * @param integratedTime by the log's clock, where the log signed it
   */
  public record Logged(TrustedLog log, Optional<Instant> integratedTime) {

    /** Whether the log's key was trusted then. */
    public boolean isTrustedAt(Instant time) {
      return log.validity().contains(time);
    }
  }

  /**
   * Checks one entry.
   *
   * @param proofNeeded whether a promise alone is too little, as since bundle v0.2
   */
  public Logged verify(LogEntry entry, boolean proofNeeded) throws NotProven {
    if (entry.proof().isEmpty() && (proofNeeded || entry.promise().isEmpty())) {
      throw new NotProven(CHECK, "The log entry has no inclusion proof.");
    }
    NotProven wrong =
        new NotProven(
            CHECK, NotProven.Kind.UNKNOWN, "The log entry is of no log of the trusted root.");
    for (TrustedLog log : logs) {
      if (log.ids().contains(entry.logId())) {
        try {
          return verify(entry, log);
        } catch (NotProven e) {
          wrong = e;
        }
      }
    }
    throw wrong;
  }

  private Logged verify(LogEntry entry, TrustedLog log) throws NotProven {
    if (entry.proof().isPresent()) {
      requireIncluded(entry, entry.proof().get(), log);
    }
    if (entry.promise().isEmpty()) {
      return new Logged(log, Optional.empty());
    }
    if (!verifier.verifies(promised(entry), entry.promise().get(), log.key())) {
      throw new NotProven(CHECK, "The log did not sign the entry's promise.");
    }
    if (entry.integratedTime() == 0) {
      throw new NotProven(CHECK, "The log entry has a promise without a time.");
    }
    Instant time;
    try {
      time = Instant.ofEpochSecond(entry.integratedTime());
    } catch (DateTimeException e) {
      throw new NotProven(CHECK, "The log entry's time is none.");
    }
    return new Logged(log, Optional.of(time));
  }

  private void requireIncluded(LogEntry entry, LogEntry.Proof proof, TrustedLog log)
      throws NotProven {
    Bytes root = InclusionProofs.root(entry.body(), proof);
    if (!root.equals(proof.rootHash())) {
      throw new NotProven(CHECK, "The inclusion proof does not lead to its root hash.");
    }
    Checkpoint checkpoint = Checkpoint.parse(proof.checkpoint());
    checkpoint.requireBy(log, entry.isOfRekor2(), verifier);
    if (checkpoint.size() != proof.treeSize() || !checkpoint.rootHash().equals(root)) {
      throw SignedNote.wrong("The checkpoint is of another tree than the inclusion proof.");
    }
  }

  /** The canonical JSON that Rekor v1 signs as its promise. */
  private static Bytes promised(LogEntry entry) {
    return Bytes.utf8(
        "{\"body\":\""
            + entry.body().base64()
            + "\",\"integratedTime\":"
            + entry.integratedTime()
            + ",\"logID\":\""
            + entry.logId().hex()
            + "\",\"logIndex\":"
            + entry.logIndex()
            + "}");
  }
}
