package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;

/**
 * The security keys of persons, and the challenges that wait for them, kept where every node of one
 * service sees them. What was done with a key is only ever added to, is durable when the method
 * returns, and stays on record for good. Which step may follow which is the caller's to judge.
 *
 * <p>Every method may throw {@link DependencyUnavailable} with {@link Dependency#JOURNAL}. A step
 * that {@code mayHaveHappened} may be added again: the second time it is no longer the next. A
 * challenge that may have been taken is gone.
 */
public interface SecurityKeyStore {

  /**
   * Adds a key with its first step.
   *
   * @return false if a key of any tenant has this credential or this id: nothing is added
   */
  boolean add(SecurityKey key, Deadline deadline);

  /**
   * Adds the last step of {@code after}, if all steps before it are exactly those on record. The
   * rest of the key is not looked at.
   *
   * @return false if they are not, as somebody else was first: nothing is added
   */
  boolean step(SecurityKey after, Deadline deadline);

  /**
   * Moves the counter of a key on.
   *
   * @return false if it is not {@code from} any more: nothing is changed
   */
  boolean count(Tenant tenant, AuditId key, long from, long to, Deadline deadline);

  /** Every key of the tenant, whatever became of it, oldest first. */
  List<SecurityKey> of(Tenant tenant, Deadline deadline);

  /**
   * Keeps a challenge until it is taken. Those that have expired by {@code now} go, and of the same
   * person's the oldest above {@value #MOST_CHALLENGES}.
   */
  void open(Challenge challenge, Instant now, Deadline deadline);

  /**
   * Takes a challenge away: of several callers one has it. It may have expired.
   *
   * @return empty where there is none of that nonce in the tenant
   */
  Optional<Challenge> take(Tenant tenant, Bytes nonce, Deadline deadline);

  /** Most challenges of one person that wait at a time. */
  int MOST_CHALLENGES = 8;

  /**
   * One key of a person.
   *
   * @param id the audit id of the request that registered it
   * @param owner whose it is
   * @param publicKey as COSE_Key
   * @param signCount the counter as it was last seen
   * @param model the AAGUID as a UUID, by the key's own word
   * @param label what its owner calls it
   * @param transports how clients reach it, as they said: {@code usb}, {@code nfc}, …
   * @param steps what was done with it, oldest first; at least one
   */
  record SecurityKey(
      Tenant tenant,
      AuditId id,
      Person owner,
      Bytes credentialId,
      Bytes publicKey,
      long signCount,
      String model,
      String label,
      List<String> transports,
      List<Step> steps) {

    public SecurityKey {
      transports = List.copyOf(transports);
      steps = List.copyOf(steps);
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("a key begins with its registration");
      }
    }

    public Step last() {
      return steps.get(steps.size() - 1);
    }

    /** The same key with one more step. */
    public SecurityKey with(Step next) {
      List<Step> all = new ArrayList<>(steps);
      all.add(next);
      return new SecurityKey(
          tenant, id, owner, credentialId, publicKey, signCount, model, label, transports, all);
    }
  }

  /**
   * What somebody did with a key.
   *
   * @param at by the clock of the node that it was done on, in milliseconds
   * @param proof what a security key signed about it; null where none did
   */
  record Step(Deed deed, Instant at, Act act, @Nullable Bytes proof) {}

  /** What was done with a key. */
  enum Deed {
    /** Its owner made it known; it decides nothing yet. */
    REGISTERED,
    /** Somebody vouched that it is its owner's: it decides from now on. */
    CONFIRMED,
    /** It is lost, or nobody's any more: for good. */
    REVOKED,
    /** Its counter went back, so that there may be a copy of it: for good. */
    SUSPENDED
  }

  /**
   * Something that waits for a key's signature.
   *
   * @param person who asked; nobody else may use it
   * @param nonce makes it unlike any other
   * @param document what is to be signed, in RFC 8785 form: its SHA-256 is the WebAuthn challenge
   * @param expires from when it counts no more, in milliseconds
   */
  record Challenge(Tenant tenant, Person person, Bytes nonce, Bytes document, Instant expires) {}
}
