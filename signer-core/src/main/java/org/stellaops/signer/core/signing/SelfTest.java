package org.stellaops.signer.core.signing;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.core.lifecycle.SelfTestIntent;
import org.stellaops.signer.core.lifecycle.SelfTestRecords;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Observations.KeyTest.Ending;
import org.stellaops.signer.ports.Observations.TracedSigner;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.SigningKey;

/**
 * Has one key sign the statement of the self-test and checks the signature, as the signing step
 * does: the intent is durable first, the seal and the key's life are asked right before the key is
 * used, and the outcome is on record. The signature itself goes nowhere.
 */
public final class SelfTest {

  /** Where the key is to blame, rather than what a test needs besides. */
  private static final Set<Reason> OF_THE_KEY =
      EnumSet.of(
          Reason.SIGNING_KEY,
          Reason.SIGNING_KEYS,
          Reason.SELF_VERIFY_FAILED,
          Reason.SELF_VERIFY_IMPOSSIBLE,
          Reason.KEY_CHANGED,
          Reason.KEY_IS_SHARED,
          Reason.KEY_HAS_OTHER_USE,
          Reason.KEY_IS_RELEASE_KEY,
          Reason.INTERNAL);

  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final OpenKeys keys;
  private final SignatureCheck check;
  private final SelfTestRecords records;
  private final SealGuard seal;
  private final Ticker ticker;
  private final Duration longest;

  /**
   * @param longest how long is waited for the opening of a key, and again for its signature
   */
  public SelfTest(
      OpenKeys keys,
      SignatureCheck check,
      SelfTestRecords records,
      SealGuard seal,
      Ticker ticker,
      Duration longest) {
    this.keys = keys;
    this.check = check;
    this.records = records;
    this.seal = seal;
    this.ticker = ticker;
    this.longest = longest;
  }

  /**
   * What a test says of its key.
   *
   * @param why null where it passed
   * @param record null where nothing is on record, because the key was not used
   */
  record Verdict(Ending ending, @Nullable ServiceFailure why, @Nullable SelfTestIntent record) {

    static Verdict of(Throwable failure, @Nullable SelfTestIntent record) {
      ServiceFailure named = Failures.named(failure);
      // What has no room for one more request says nothing of its keys.
      boolean busy = failure instanceof DependencyUnavailable unavailable && unavailable.isBusy();
      boolean toBlame =
          OF_THE_KEY.contains(named.reason()) && !busy && !(failure instanceof VirtualMachineError);
      return new Verdict(toBlame ? Ending.FAILED : Ending.NOT_RUN, named, record);
    }
  }

  /** Whether a test may go on now. */
  void requireTesting(Tenant tenant, KeyRule rule) {
    seal.requireUnsealed();
    Optional<Reason> life = keys.register().obstacleInLife(tenant, rule.name());
    // A key is enrolled as it is opened, which is the first that a test does.
    if (!life.equals(Optional.of(Reason.KEY_NOT_ENROLLED))) {
      keys.register().requireTesting(tenant, rule.name());
    }
  }

  /** Takes no longer than is waited for backend and journal, whatever they do. */
  Verdict of(PolicySnapshot policy, Tenant tenant, KeyRule rule, BoundedCall calls) {
    SigningKey key;
    try {
      requireTesting(tenant, rule);
      key = opened(policy, rule, calls);
    } catch (Throwable e) {
      return Verdict.of(e, null);
    }
    SelfTestIntent intent;
    try {
      intent = records.intend(tenant, policy.sha256(), traced(rule, key), soon());
    } catch (Throwable journalFails) {
      return new Verdict(Ending.NOT_RUN, Failures.named(journalFails), null);
    }
    return signed(tenant, rule, key, intent, calls);
  }

  private SigningKey opened(PolicySnapshot policy, KeyRule rule, BoundedCall calls) {
    Deadline deadline = soon();
    return calls.within(later(deadline), () -> keys.handle(policy, rule, deadline));
  }

  private static TracedSigner traced(KeyRule rule, SigningKey key) {
    return new TracedSigner(
        rule.name().value(),
        rule.keyClass(),
        key.pin().fingerprint().toString(),
        key.pin().algorithm().name());
  }

  private Verdict signed(
      Tenant tenant, KeyRule rule, SigningKey key, SelfTestIntent intent, BoundedCall calls) {
    Deadline deadline = soon();
    Attempt attempt = new Attempt(check);
    AtomicBoolean ended = new AtomicBoolean();
    Throwable failure = null;
    try {
      calls.within(
          later(deadline),
          () -> {
            attempt.run(
                () -> {
                  requireTesting(tenant, rule);
                  return new KeyUse.OfKey(
                      rule.name(),
                      key,
                      key.pin(),
                      UseRules.ofTest(() -> requireTesting(tenant, rule)));
                },
                List.of(intent.redeem()),
                Optional.empty(),
                deadline);
            ended.set(true);
            return attempt;
          });
    } catch (Throwable e) {
      failure = e;
    }
    if (failure == null && attempt.signed().isPresent()) {
      records.conclude(intent, Outcome.SIGNED, null);
      return new Verdict(Ending.PASSED, null, intent);
    }
    Throwable why = failure == null ? attempt.failure().orElseThrow() : failure;
    // An attempt that was left behind may yet sign, also if it has not come so far.
    boolean mayHaveSigned = !ended.get() || attempt.mayHaveSigned();
    Verdict verdict = Verdict.of(why, intent);
    records.conclude(intent, mayHaveSigned ? Outcome.UNKNOWN : Outcome.FAILED, verdict.why());
    return verdict;
  }

  private Deadline soon() {
    return Deadline.in(longest, ticker);
  }

  /** A backend that keeps to its deadline is to say itself why it has no answer. */
  private Deadline later(Deadline deadline) {
    return Deadline.in(deadline.remaining().plus(MARGIN), ticker);
  }
}
