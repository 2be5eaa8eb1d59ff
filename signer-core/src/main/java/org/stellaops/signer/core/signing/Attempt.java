package org.stellaops.signer.core.signing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.bundle.SignedBy;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.check.VerifiedSignature;
import org.stellaops.signer.core.check.VerifiedTimestamp;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;

/**
 * One signer's attempt to sign: what became of it, and whether it may have signed. Runs on one
 * thread; another may look at it at any time, for an attempt that is still running may yet sign.
 */
final class Attempt {

  private final SignatureCheck check;
  private @Nullable Reason outage;
  private volatile boolean mayHaveSigned;
  private volatile @Nullable List<SignedBy> signed;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable UseRules rules;

  Attempt(SignatureCheck check) {
    this.check = check;
  }

  /**
   * Signs and checks. Whatever is thrown on the way is kept, so that no attempt ends another.
   *
   * @param opened opens the key; nothing is signed by that
   * @param messages each is signed, one after the other
   * @param timestamps where the time of the signature is to be proven
   */
  void run(
      Supplier<? extends KeyUse> opened,
      List<Signable> messages,
      Optional<Timestamps> timestamps,
      Deadline deadline) {
    try (KeyUse use = opened.get()) {
      List<SignedBy> all = new ArrayList<>();
      for (Signable message : messages) {
        all.add(signed(use, message, timestamps, deadline));
      }
      rules = use.rules();
      signed = List.copyOf(all);
    } catch (Throwable e) {
      failure = e;
    }
  }

  private SignedBy signed(
      KeyUse use, Signable message, Optional<Timestamps> timestamps, Deadline deadline) {
    boolean before = mayHaveSigned;
    mayHaveSigned = true;
    SignatureValue made = sign(use, message, before, deadline);
    use.rules().requireReleasing();
    VerifiedSignature verified = check.verified(use.pin(), message, made);
    List<VerifiedTimestamp> times =
        timestamps.isEmpty()
            ? List.of()
            : timestamps.get().over(verified.value(), use.certificate(), deadline);
    return new SignedBy(use.name(), verified, use.certificate(), times, outage);
  }

  private SignatureValue sign(KeyUse use, Signable message, boolean before, Deadline deadline) {
    AskedGate gate = new AskedGate(use.rules());
    try {
      SignatureValue made = use.key().sign(message, gate, deadline);
      gate.requireAsked();
      return made;
    } catch (KeyNotFound | BackendRefused e) {
      mayHaveSigned = before;
      throw e;
    } catch (DependencyUnavailable e) {
      mayHaveSigned = before || e.mayHaveHappened();
      throw e;
    } catch (RuntimeException e) {
      mayHaveSigned = before || !gate.isCauseOf(e);
      throw e;
    }
  }

  /**
   * Asked after everybody has been waited for, before the signature is released.
   *
   * @throws RuntimeException it is withheld
   */
  void requireReleasing() {
    UseRules asked = rules;
    if (asked == null) {
      throw new IllegalStateException("nothing was signed");
    }
    asked.requireReleasing();
  }

  /** What this attempt failed by is an outage that another signer stands in for. */
  void standIn(Reason why) {
    outage = why;
    failure = null;
  }

  /** The attempt could not be started. */
  void notStarted(RuntimeException why) {
    failure = why;
  }

  boolean mayHaveSigned() {
    return mayHaveSigned;
  }

  /** One signature for each message, in their order; empty unless all were made. */
  Optional<List<SignedBy>> signed() {
    return Optional.ofNullable(signed);
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
