package org.stellaops.signer.ports.tuf;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stellaops.signer.model.Bytes;

/** How an update of a TUF repository ended. */
public sealed interface TufOutcome {

  /**
   * Everything that was asked for is verified.
   *
   * @param roles the top-level roles, in the order root, timestamp, snapshot, targets, and after
   *     them the delegated roles that were asked: what was found ends with the first of them
   * @param targets by their path, as they were asked for
   */
  record UpToDate(List<Role> roles, Map<String, Bytes> targets) implements TufOutcome {
    public UpToDate {
      roles = List.copyOf(roles);
      targets = Map.copyOf(targets);
    }
  }

  /** A role as it is trusted now. */
  record Role(String name, int version, Instant expires) {}

  /**
   * Nothing is to be used of what was asked for.
   *
   * @param what names the file, and what was seen and wanted of it
   */
  record Refused(Problem problem, String what) implements TufOutcome {}

  /** Why an update is refused. */
  enum Problem {
    /** The repository cannot be reached, or answers with an error. */
    UNREACHABLE,
    /** A file is missing that signed metadata name. */
    MISSING,
    /** A file is longer than signed metadata or our bounds allow. */
    TOO_LARGE,
    /** A file is not metadata of its role. */
    MALFORMED,
    /** Too few signatures by the keys that the root, or whoever delegates, names. */
    SIGNATURES,
    /** An older version than one that was seen before. */
    ROLLBACK,
    /** Metadata have expired: nobody vouches for them now. */
    EXPIRED,
    /** A file has another digest or version than signed metadata say. */
    MISMATCH,
    /** The repository has no such target. */
    NO_TARGET,
    /** More new roots than one update follows. */
    TOO_MANY_ROOTS,
    /** More delegated roles than are looked into for one target. */
    TOO_MANY_ROLES,
    /** A form of repository that this client does not read. */
    UNSUPPORTED,
    /** What was kept of earlier updates cannot be read or written, or is damaged. */
    STATE;

    /** As programs are told it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
