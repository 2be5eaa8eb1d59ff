package org.stellaops.signer.core.lifecycle;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.audit.DecisionRecord;
import org.stellaops.signer.core.audit.IntentRecord;
import org.stellaops.signer.core.audit.OpenedRecord;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.core.audit.RequestFacts.ReservationFacts;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditIds;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Observations.TracedSigner;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;

/**
 * The records of tests of keys, which are those of a request: opened, intent, decision, in the
 * key's tenant. They name no caller, take no rate and charge nothing. What a process leaves open
 * when it ends, recovery concludes as it does a request. Safe for concurrent use.
 */
public final class SelfTestRecords implements AutoCloseable {

  /** What the records name in place of an operation. */
  public static final String ROUTE = "self-test";

  private static final Duration CONCLUDING = Duration.ofSeconds(5);

  private final RequestJournal journal;
  private final AuditIds ids;
  private final InstantSource clock;
  private final Ticker ticker;
  private final PendingConclusions open;

  public SelfTestRecords(RequestJournal journal, AuditIds ids, InstantSource clock, Ticker ticker) {
    this.journal = journal;
    this.ids = ids;
    this.clock = clock;
    this.ticker = ticker;
    // Nothing is settled here, so the lane is never asked.
    this.open = new PendingConclusions(journal, refusal -> refusal.id(), ticker);
  }

  /**
   * Makes the intent to test a key durable.
   *
   * @param policy the digest of the policy that names the key
   * @throws DependencyUnavailable the journal fails; the key must not be used
   */
  public SelfTestIntent intend(
      Tenant tenant, Digest policy, TracedSigner signer, Deadline deadline) {
    RequestFacts facts = new RequestFacts();
    facts.tested(ROUTE, policy);
    SelfTestIntent intent = opened(tenant, facts, deadline);
    facts.received(SelfTestStatement.FACTS);
    facts.reserved(
        new ReservationFacts(
            SelfTestStatement.MESSAGE.sha256(),
            List.of(),
            List.of(signer),
            null,
            null,
            null,
            null));
    try {
      reserve(intent, deadline);
      return intent;
    } catch (RuntimeException notDurable) {
      conclude(intent, Outcome.FAILED, Failures.named(notDurable));
      throw notDurable;
    }
  }

  private SelfTestIntent opened(Tenant tenant, RequestFacts facts, Deadline deadline) {
    SelfTestIntent test = new SelfTestIntent(ids.next(), tenant, facts);
    Bytes record = new OpenedRecord(test.id(), clock.instant(), tenant, facts).toJson();
    Opened answer;
    try {
      answer = journal.open(new Opening(test.id(), tenant, null, null, record), deadline);
    } catch (DependencyUnavailable lost) {
      if (lost.mayHaveHappened()) {
        conclude(test, Outcome.FAILED, Failures.named(lost));
      }
      throw lost;
    }
    return switch (answer) {
      case Opened.Claimed() -> test;
      case Opened.ProofUsed() -> throw surprised();
      case Opened.RateSpent(Duration retryAfter) -> throw surprised();
    };
  }

  private void reserve(SelfTestIntent test, Deadline deadline) {
    AuditId id = test.id();
    Bytes record = new IntentRecord(id, clock.instant(), test.tenant(), test.facts()).toJson();
    Reservation answer =
        journal.reserve(
            new ReserveRequest(
                id, test.tenant(), null, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, record),
            deadline);
    if (!(answer instanceof Reservation.Reserved)) {
      throw surprised();
    }
  }

  private static DependencyUnavailable surprised() {
    return new DependencyUnavailable(
        Dependency.JOURNAL, false, "the journal refused a test of a key, which takes no quota");
  }

  /**
   * Records how a test ended. Where the journal does not take it now, it is tried again until it
   * does: nobody waits for a signature of a test.
   *
   * @param outcome {@link Outcome#SIGNED}, {@link Outcome#FAILED} or {@link Outcome#UNKNOWN}
   * @param why null where the key passed
   */
  public void conclude(SelfTestIntent test, Outcome outcome, @Nullable ServiceFailure why) {
    if (why != null) {
      test.facts().ended(why.code(), why.reason(), null);
    }
    DecisionRecord decision =
        new DecisionRecord(test.id(), clock.instant(), test.tenant(), outcome, test.facts());
    try {
      open.conclude(
          new Conclusion(test.id(), test.tenant(), outcome, decision.toJson(), null),
          Deadline.in(CONCLUDING, ticker));
    } catch (RuntimeException later) {
      // Kept, or another node has concluded it: what the test says of the key is the same.
      return;
    }
  }

  /** How many tests ended without their record, which waits for the journal. */
  public int unconcluded() {
    return open.size();
  }

  /** Tries once more to write what is left; the rest is for recovery. */
  @Override
  public void close() {
    open.close();
  }
}
