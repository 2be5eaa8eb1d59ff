package org.stellaops.signer.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.material.LogEntry;
import org.stellaops.signer.verify.material.LogEntryVerifier;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.material.TimestampVerifier;

/**
 * When a signature was made, as timestamp authorities and logs say (Sigstore client specification
 * §4.2). What an authority or log says that is not trusted is passed over only where enough others
 * speak.
 */
final class ProvenTimes {

  /** A time may be ahead of our clock by this much. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final MaterialTrust trust;
  private final TimestampVerifier timestamps;
  private final LogEntryVerifier logs;

  ProvenTimes(MaterialTrust trust, SignatureVerifier verifier) {
    this.trust = trust;
    this.timestamps = new TimestampVerifier(trust.root().timestampAuthorities(), verifier);
    this.logs = new LogEntryVerifier(trust.root().logs(), verifier);
  }

  /** What was proven of one signature. */
  static final class Proven {

    private final List<Instant> times = new ArrayList<>();
    private final List<LogEntry> entries = new ArrayList<>();

    /** Each time that somebody trusted says. */
    List<Instant> all() {
      return times;
    }

    Optional<Instant> earliest() {
      return times.stream().min(Instant::compareTo);
    }

    /** The entries that are in trusted logs. */
    List<LogEntry> entries() {
      return entries;
    }
  }

  void prove(
      Proven proven,
      List<LogEntry> entries,
      List<Bytes> responses,
      VerificationMaterial material,
      Bytes sig,
      CheckList checks)
      throws NotProven {
    stamped(proven, responses, material.stamped(sig), checks);
    logged(proven, entries, material, checks);
  }

  /** §4.2.1. */
  private void stamped(Proven proven, List<Bytes> responses, Bytes what, CheckList checks)
      throws NotProven {
    Set<String> operators = new TreeSet<>();
    List<NotProven> unknown = new ArrayList<>();
    for (Bytes response : responses) {
      try {
        TimestampVerifier.Stamped stamped = timestamps.verify(response, what);
        requireNotAhead(stamped.time());
        operators.add(stamped.operator());
        proven.times.add(stamped.time());
        checks.passed("timestamp", stamped.time() + " by " + Shown.text(stamped.operator()) + ".");
      } catch (NotProven e) {
        unknown.add(passedOver(e));
      }
    }
    int wanted = trust.requirements().timestamps();
    conclude("timestamp", unknown, operators, wanted, "timestamp(s) of", checks);
  }

  /** §4.2.2. */
  private void logged(
      Proven proven, List<LogEntry> entries, VerificationMaterial material, CheckList checks)
      throws NotProven {
    Set<String> operators = new TreeSet<>();
    List<NotProven> unknown = new ArrayList<>();
    List<LogEntryVerifier.Logged> untimed = new ArrayList<>();
    for (LogEntry entry : entries) {
      try {
        LogEntryVerifier.Logged logged = logs.verify(entry, material.needsProofs());
        if (logged.integratedTime().isPresent()) {
          Instant time = logged.integratedTime().get();
          requireNotAhead(time);
          requireTrusted(logged, time);
          proven.times.add(time);
        } else {
          untimed.add(logged);
        }
        operators.add(logged.log().operator());
        proven.entries.add(entry);
        checks.passed("log-entry", "In the log of " + Shown.text(logged.log().operator()) + ".");
      } catch (NotProven e) {
        unknown.add(passedOver(e));
      }
    }
    List<Instant> times = proven.times.isEmpty() ? List.of(trust.clock().instant()) : proven.times;
    for (LogEntryVerifier.Logged logged : untimed) {
      for (Instant time : times) {
        requireTrusted(logged, time);
      }
    }
    int wanted = trust.requirements().logs();
    conclude("log-entry", unknown, operators, wanted, "log(s) of", checks);
  }

  private void requireNotAhead(Instant time) throws NotProven {
    if (time.isAfter(trust.clock().instant().plus(SKEW))) {
      throw new NotProven("trusted-time", "The time is in the future.");
    }
  }

  private static void requireTrusted(LogEntryVerifier.Logged logged, Instant time)
      throws NotProven {
    if (!logged.isTrustedAt(time)) {
      throw new NotProven("log-entry", "The log's key was not trusted at the time of the entry.");
    }
  }

  /** Only what is of somebody unknown, or cannot be checked here, may be passed over. */
  private static NotProven passedOver(NotProven e) throws NotProven {
    if (e.kind() == NotProven.Kind.WRONG) {
      throw e;
    }
    return e;
  }

  private static void conclude(
      String check,
      List<NotProven> unknown,
      Set<String> operators,
      int wanted,
      String what,
      CheckList checks)
      throws NotProven {
    boolean enough = operators.size() >= Math.max(wanted, 1);
    for (NotProven each : unknown) {
      if (enough) {
        checks.notApplicable(check, "Not counted: " + each.why());
      } else {
        checks.failed(each);
      }
    }
    if (operators.size() < wanted) {
      throw new NotProven(
          check,
          "There are "
              + what
              + " "
              + operators.size()
              + " trusted operator(s); "
              + wanted
              + " are wanted.");
    }
  }
}
