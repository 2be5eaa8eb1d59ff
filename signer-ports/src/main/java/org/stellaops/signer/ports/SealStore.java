package org.stellaops.signer.ports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;

/**
 * Whether all signing is stopped, kept where every node of one service sees it. Each act is one
 * atomic step, durable when it returns, and stays on record for good. Time is the store's own.
 *
 * <p>Every method may throw {@link DependencyUnavailable} with {@link Dependency#JOURNAL}. An act
 * that {@code mayHaveHappened} may be repeated: sealing what is sealed changes nothing, and the
 * unsealing by somebody who has asked for it already is the same one.
 */
public interface SealStore {

  /** What holds now. */
  SealState state(Deadline deadline);

  /** Stops all signing. A request to unseal that waits for its second person ends. */
  SealState seal(Act act, Deadline deadline);

  /**
   * Lets signing go on, if another person has asked for it less than {@code within} ago; otherwise
   * notes that this one asks.
   *
   * @return what holds now: no longer sealed, or sealed with this request waiting for a second
   *     person
   */
  SealState unseal(Act act, Duration within, Deadline deadline);

  /**
   * The acts, newest first.
   *
   * @param most at most so many
   */
  List<Event> history(int most, Deadline deadline);

  /**
   * Somebody does something.
   *
   * @param audit the request that it came with; null for a signal to the process
   * @param reason in the person's own words, 1 to 512 printable characters
   */
  record Act(Person person, @Nullable AuditId audit, String reason) {

    /** Most characters of a reason. */
    public static final int LONGEST_REASON = 512;

    public Act {
      // Less than of a new one: what is on record stays readable.
      if (reason.isBlank() || reason.length() > LONGEST_REASON) {
        throw new IllegalArgumentException(
            "a reason has 1 to " + LONGEST_REASON + " printable characters");
      }
    }

    /** Whether a person may give this as the reason of an act. */
    public static boolean isReason(String text) {
      return !text.isBlank()
          && text.length() <= LONGEST_REASON
          && text.codePoints().noneMatch(Act::isHidden)
          && text.codePoints().anyMatch(Act::isSeen);
    }

    /** What turns text around, breaks lines or is no character; joiners are part of scripts. */
    private static boolean isHidden(int c) {
      return switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED ->
            true;
        case Character.FORMAT -> c != 0x200C && c != 0x200D;
        default -> false;
      };
    }

    /** Marks stand on something; and there are letters and a symbol that show nothing. */
    private static boolean isSeen(int c) {
      return switch (Character.getType(c)) {
        case Character.SPACE_SEPARATOR,
            Character.FORMAT,
            Character.NON_SPACING_MARK,
            Character.ENCLOSING_MARK ->
            false;
        default -> c != 0x115F && c != 0x1160 && c != 0x3164 && c != 0xFFA0 && c != 0x2800;
      };
    }
  }

  /**
   * Who acts; {@link ActingPerson} says when two are different persons.
   *
   * @param issuer null for a caller in this process
   * @param tenant null for whoever may send this process a signal
   * @param person who uses the client; null for one that acts for itself
   * @param subject as in {@link ActingPerson}
   */
  record Person(
      @Nullable IssuerName issuer,
      @Nullable Tenant tenant,
      ClientId client,
      @Nullable PersonId person,
      @Nullable PersonId subject) {

    /** Whoever may send this process a signal, which is its name. */
    public static Person signal(String name) {
      return new Person(null, null, new ClientId(name), null, null);
    }

    public boolean isAnotherThan(Person that) {
      return new ActingPerson(client, person, subject)
          .isAnotherThan(new ActingPerson(that.client, that.person, that.subject));
    }
  }

  /** What was done. */
  enum Deed {
    SEALED,
    UNSEALING,
    UNSEALED
  }

  /** One act on record. */
  record Event(Deed deed, Instant at, Act act) {}

  /**
   * What holds.
   *
   * @param last the act that sealed or unsealed it; empty where nothing was ever sealed
   * @param waiting a request to unseal that waits for a second person until {@link Waiting#until}
   */
  record SealState(boolean sealed, Optional<Event> last, Optional<Waiting> waiting) {

    /** Nothing was ever sealed. */
    public static SealState never() {
      return new SealState(false, Optional.empty(), Optional.empty());
    }
  }

  /** Half of an unsealing. */
  record Waiting(Event event, Instant until) {}
}
