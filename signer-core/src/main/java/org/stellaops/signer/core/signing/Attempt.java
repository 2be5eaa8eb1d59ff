package org.stellaops.signer.core.signing;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.admission.AdmittedKey;
import org.stellaops.signer.core.bundle.SignedBy;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.check.VerifiedSignature;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SigningKey;

/**
 * One key's attempt to sign: what became of it, and whether it may have signed. Runs on one thread;
 * another may look at it at any time, for an attempt that is still running may yet sign.
 */
final class Attempt {

  private final AdmittedKey key;
  private volatile boolean mayHaveSigned;
  private volatile @Nullable SignedBy signed;
  private volatile @Nullable Throwable failure;

  Attempt(AdmittedKey key) {
    this.key = key;
  }

  /**
   * Signs and checks. Whatever is thrown on the way is kept, so that no attempt ends another.
   *
   * @param opened opens the key; nothing is signed by that
   */
  void run(Supplier<SigningKey> opened, Signable message, SignatureCheck check, Deadline deadline) {
    try {
      SigningKey handle = opened.get();
      mayHaveSigned = true;
      SignatureValue made = sign(handle, message, deadline);
      VerifiedSignature verified = check.verified(key.pin(), message, made);
      signed = new SignedBy(key.rule().name(), verified);
    } catch (Throwable e) {
      failure = e;
    }
  }

  private SignatureValue sign(SigningKey handle, Signable message, Deadline deadline) {
    try {
      return handle.sign(message, deadline);
    } catch (KeyNotFound | BackendRefused e) {
      mayHaveSigned = false;
      throw e;
    } catch (DependencyUnavailable e) {
      mayHaveSigned = e.mayHaveHappened();
      throw e;
    }
  }

  /** The attempt could not be started. */
  void notStarted(RuntimeException why) {
    failure = why;
  }

  boolean mayHaveSigned() {
    return mayHaveSigned;
  }

  Optional<SignedBy> signed() {
    return Optional.ofNullable(signed);
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
