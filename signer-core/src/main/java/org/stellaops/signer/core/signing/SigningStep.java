package org.stellaops.signer.core.signing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.stellaops.signer.core.admission.AdmittedIdentity;
import org.stellaops.signer.core.admission.AdmittedKey;
import org.stellaops.signer.core.admission.AdmittedSigner;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.bundle.ComposedAnswer;
import org.stellaops.signer.core.bundle.SignedBy;
import org.stellaops.signer.core.bundle.StoredResult;
import org.stellaops.signer.core.bundle.Terms;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.lifecycle.Concluded;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.lifecycle.SigningFailed;
import org.stellaops.signer.core.reservation.Reserved;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SigningKey;

/**
 * Signs what is reserved with every key at once, checks each signature against its pinned key, and
 * makes the outcome durable before anything is answered. Seal and keys are asked for last after
 * every wait: what was signed before a seal or a revocation and is late for it is withheld. Nothing
 * is refused here: all keys sign or nothing is released. A failure is concluded by {@link
 * RequestLifecycle} as {@code unknown} if any key may have signed, else as {@code failed}.
 */
public final class SigningStep {

  private final OpenKeys keys;
  private final SignatureCheck check;
  private final Executor executor;
  private final RequestLifecycle lifecycle;
  private final SealGuard seal;
  private final KeylessSigning keyless;

  /**
   * @param executor runs one attempt per key; the caller's thread waits for all of them. Keys that
   *     only compute do without it
   */
  public SigningStep(
      OpenKeys keys,
      SignatureCheck check,
      Executor executor,
      RequestLifecycle lifecycle,
      SealGuard seal,
      KeylessSigning keyless) {
    this.keys = keys;
    this.check = check;
    this.executor = executor;
    this.lifecycle = lifecycle;
    this.seal = seal;
    this.keyless = keyless;
  }

  public Concluded seal(Reserved reserved) {
    RequestContext context = reserved.received().context();
    List<Attempt> attempts = signAll(reserved);
    attempts.forEach(Attempt::requireReleasing);
    List<SignedBy> signatures =
        attempts.stream().flatMap(each -> each.signed().orElseThrow().stream()).toList();
    Terms terms = terms(reserved);
    ComposedAnswer answer =
        ComposedAnswer.of(
            reserved.received().request(),
            signatures,
            terms,
            reserved.received().caller().auditId());
    context.facts().signed(answer.facts());
    Concluded concluded =
        lifecycle.signed(
            context,
            isRepeatable(reserved) ? StoredResult.of(signatures, terms).bytes() : null,
            answer,
            reserved.released().admitted().rate());
    // The journal may have taken its time.
    attempts.forEach(Attempt::requireReleasing);
    return concluded;
  }

  /** A request without an idempotency key has no repeat that is answered from its result. */
  private static boolean isRepeatable(Reserved reserved) {
    return reserved.released().admitted().firstUse().claim().isPresent();
  }

  private List<Attempt> signAll(Reserved reserved) {
    List<Signable> messages = reserved.redeem();
    List<AdmittedSigner> admitted = reserved.released().admitted().signers();
    List<Attempt> attempts = admitted.stream().map(any -> new Attempt(check)).toList();
    CountDownLatch running = new CountDownLatch(attempts.size());
    for (int i = 0; i < attempts.size(); i++) {
      start(attempts.get(i), admitted.get(i), messages, reserved, running);
    }
    boolean ended = await(running, reserved);
    if (ended && attempts.stream().allMatch(each -> each.signed().isPresent())) {
      return attempts;
    }
    throw failed(attempts);
  }

  private void start(
      Attempt attempt,
      AdmittedSigner signer,
      List<Signable> messages,
      Reserved reserved,
      CountDownLatch running) {
    try {
      where(signer, reserved)
          .execute(() -> {
            try {
              run(attempt, signer, messages, reserved);
            } finally {
              running.countDown();
            }
          });
    } catch (RuntimeException rejected) {
      attempt.notStarted(rejected);
      running.countDown();
    }
  }

  private void run(
      Attempt attempt, AdmittedSigner signer, List<Signable> messages, Reserved reserved) {
    Deadline deadline = reserved.received().context().deadline();
    Optional<Timestamps> asked =
        keyless.timestamps().filter(any -> reserved.received().request().options().timestamp());
    switch (signer) {
      case AdmittedKey key -> attempt.run(() -> key(key, reserved), messages, asked, deadline);
      case AdmittedIdentity(KeylessRule rule, AdmittedKey fallback) -> {
        // Half of what is left is the fallback's.
        Deadline own =
            fallback == null ? deadline : deadline.within(deadline.remaining().dividedBy(2));
        attempt.run(() -> identity(rule, reserved, own), messages, keyless.timestamps(), own);
        Optional<Reason> outage = attempt.failure().flatMap(KeylessSigning::outage);
        if (fallback != null && outage.isPresent()) {
          attempt.standIn(outage.get());
          attempt.run(() -> key(fallback, reserved), messages, asked, deadline);
        }
      }
    }
  }

  private KeyUse key(AdmittedKey key, Reserved reserved) {
    Deadline deadline = reserved.received().context().deadline();
    SigningKey opened = keys.handle(reserved.received().caller().policy(), key.rule(), deadline);
    UseRules rules =
        UseRules.ofKey(
            seal, keys.register(), reserved.received().caller().tenant(), key.rule().name());
    // Nobody is to wait for a backend in vain.
    rules.requireSigning();
    return new KeyUse.OfKey(key.rule().name(), opened, key.pin(), rules);
  }

  private KeyUse identity(KeylessRule rule, Reserved reserved, Deadline deadline) {
    return keyless.use(
        reserved.received().caller().tenant(), rule, UseRules.ofIdentity(seal), deadline);
  }

  /** Keys that only compute sign where they are asked, unless somebody is asked for the time. */
  private Executor where(AdmittedSigner signer, Reserved reserved) {
    return switch (signer) {
      case AdmittedKey key ->
          keys.isLocal(reserved.received().caller().policy(), key.rule())
                  && !reserved.received().request().options().isTimed()
              ? Runnable::run
              : executor;
      case AdmittedIdentity identity -> executor;
    };
  }

  /** Backends keep to the deadline; one that does not is left to itself, and may yet sign. */
  private static boolean await(CountDownLatch running, Reserved reserved) {
    if (running.getCount() == 0) {
      // Also for an interrupted thread: what is done is done.
      return true;
    }
    long left = reserved.received().context().deadline().remaining().toNanos();
    try {
      return running.await(Math.max(1, left), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static SigningFailed failed(List<Attempt> attempts) {
    boolean mayHaveSigned = attempts.stream().anyMatch(Attempt::mayHaveSigned);
    Optional<Throwable> first =
        attempts.stream().flatMap(each -> each.failure().stream()).findFirst();
    if (first.isPresent() && first.get() instanceof Error error) {
      throw error;
    }
    return new SigningFailed(
        mayHaveSigned,
        first.orElseGet(() ->
            new DependencyUnavailable(
                Dependency.SIGNING_KEYS, mayHaveSigned, "a key did not sign in time")));
  }

  private static Terms terms(Reserved reserved) {
    Entitled entitled = reserved.released().admitted().firstUse().entitled();
    return new Terms(
        entitled.plan().name(),
        entitled.limits().maxArtifactBytes(),
        reserved.released().admitted().rate().remaining(),
        entitled.source().label(),
        reserved.released().facts());
  }
}
