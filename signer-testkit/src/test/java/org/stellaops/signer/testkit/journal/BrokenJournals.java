package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.ClientRate;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/** Journals that are broken in one way each, with the test that has to notice. */
final class BrokenJournals {

  private BrokenJournals() {}

  static Stream<Arguments> journals() {
    return Stream.of(
        broken(
            "open_usedProof_saysSoAndWritesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    return sound.open(withProof(o, null), d);
                  }
                }),
        broken(
            "open_usedProof_saysSoAndWritesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    Opened answer = sound.open(o, d);
                    if (answer instanceof Opened.ProofUsed) {
                      sound.open(withProof(o, null), d);
                    }
                    return answer;
                  }
                }),
        broken(
            "open_sameJtiOfAnotherKey_isClaimed",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    ProofClaim p = o.proof();
                    ProofClaim blind =
                        p == null
                            ? null
                            : new ProofClaim(
                                JournalContract.proof("Z", "").key(), p.jti(), p.acceptableUntil());
                    return sound.open(withProof(o, blind), d);
                  }
                }),
        broken("open_manyAtOnceAtTheRate_opensExactlyTheBurst", limited(o -> o.limit().times(2))),
        broken(
            "open_rateSpent_burnsNoProofAndOpensNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    Opened answer = sound.open(o, d);
                    if (answer instanceof Opened.RateSpent) {
                      sound.open(
                          new Opening(
                              o.id(), o.tenant(), ofAnother(o, "another"), o.proof(), o.record()),
                          d);
                    }
                    return answer;
                  }
                }),
        broken(
            "open_usedProof_takesNoRate",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    Opened answer = sound.open(o, d);
                    if (answer instanceof Opened.ProofUsed) {
                      sound.open(
                          new Opening(NewIds.newId(), o.tenant(), o.rate(), null, o.record()), d);
                    }
                    return answer;
                  }
                }),
        broken(
            "open_withoutARate_takesNoneOfAnyClient",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    ClientRate some =
                        new ClientRate(JournalContract.CLIENT, new RateLimit(1_000, 1));
                    return sound.open(
                        new Opening(
                            o.id(),
                            o.tenant(),
                            o.rate() == null ? some : o.rate(),
                            o.proof(),
                            o.record()),
                        d);
                  }
                }),
        broken(
            "reserve_ofNothing_recordsTheIntentWhereTheDayIsFull_andChargesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Reservation reserve(ReserveRequest r, Deadline d) {
                    return sound.reserve(
                        new ReserveRequest(
                            r.id(),
                            r.tenant(),
                            r.idempotency(),
                            r.bytes(),
                            Math.max(1, r.signatures()),
                            r.bytesPerDay(),
                            r.signaturesPerDay(),
                            r.intent()),
                        d);
                  }
                }),
        broken(
            "open_rateOfAnotherClientOrTenant_countsForItself",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    return sound.open(
                        new Opening(o.id(), o.tenant(), ofAnother(o, "any"), o.proof(), o.record()),
                        d);
                  }
                }),
        broken(
            "hold_manyAtOnceAtTheConcurrency_holdsExactlyThatMany",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Hold hold(HoldRequest r, Deadline d) {
                    return sound.hold(
                        new HoldRequest(
                            r.id(), r.tenant(), r.rate(), r.concurrency() + 1, r.lease()),
                        d);
                  }
                }),
        broken(
            "hold_manyAtOnceAtTheRate_holdsExactlyTheBurst",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Hold hold(HoldRequest r, Deadline d) {
                    RateLimit wider =
                        new RateLimit(
                            r.rate().perSecond(), Math.min(1_000_000, r.rate().burst() + 1));
                    return sound.hold(
                        new HoldRequest(r.id(), r.tenant(), wider, r.concurrency(), r.lease()), d);
                  }
                }),
        broken(
            "hold_concurrencyFull_takesNoRate",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Hold hold(HoldRequest r, Deadline d) {
                    Hold answer = sound.hold(r, d);
                    if (answer instanceof Hold.Full) {
                      sound.hold(
                          new HoldRequest(
                              r.id(), r.tenant(), r.rate(), Integer.MAX_VALUE, Duration.ZERO),
                          d);
                    }
                    return answer;
                  }
                }),
        broken(
            "hold_leaseOfAnotherEnded_hasRoom",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Hold hold(HoldRequest r, Deadline d) {
                    return sound.hold(
                        new HoldRequest(
                            r.id(), r.tenant(), r.rate(), r.concurrency(), Duration.ofDays(1)),
                        d);
                  }
                }),
        broken(
            "reserve_oneByteOver_isFullAndWritesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Reservation reserve(ReserveRequest r, Deadline d) {
                    return sound.reserve(
                        new ReserveRequest(
                            r.id(),
                            r.tenant(),
                            r.idempotency(),
                            r.bytes(),
                            r.signatures(),
                            r.bytesPerDay() + 1,
                            r.signaturesPerDay(),
                            r.intent()),
                        d);
                  }
                }),
        broken(
            "reserve_sameKeyManyTimesAtOnce_isReservedOnce",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Reservation reserve(ReserveRequest r, Deadline d) {
                    return sound.reserve(
                        new ReserveRequest(
                            r.id(),
                            r.tenant(),
                            null,
                            r.bytes(),
                            r.signatures(),
                            r.bytesPerDay(),
                            r.signaturesPerDay(),
                            r.intent()),
                        d);
                  }
                }),
        broken("conclude_anyOtherOutcome_givesTheChargeBack", endingAs(o -> Outcome.UNKNOWN)),
        broken(
            "conclude_signedOrUnknown_keepsTheCharge",
            endingAs(o -> o == Outcome.UNKNOWN ? Outcome.FAILED : o)),
        broken(
            "recall_afterSigned_hasTheResult",
            endingAs(o -> o == Outcome.SIGNED ? Outcome.UNKNOWN : o)),
        broken(
            "conclude_notSigned_freesTheKey",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public boolean conclude(Conclusion c, Deadline d) {
                    return sound.conclude(
                        new Conclusion(
                            c.id(), c.tenant(), Outcome.SIGNED, c.decision(), c.decision()),
                        d);
                  }
                }),
        broken(
            "conclude_againWithAnotherRecord_saysFalseAndChangesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public boolean conclude(Conclusion c, Deadline d) {
                    sound.conclude(c, d);
                    return true;
                  }
                }),
        broken(
            "conclude_againWithSameRecord_saysTrueAndWritesNothing",
            sound ->
                new BrokenJournal(sound) {
                  private final Set<AuditId> seen = new HashSet<>();

                  @Override
                  public boolean conclude(Conclusion c, Deadline d) {
                    return sound.conclude(c, d) && seen.add(c.id());
                  }
                }),
        broken(
            "conclude_requestOfAnotherTenant_saysFalseAndChangesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public boolean conclude(Conclusion c, Deadline d) {
                    return Stream.of("acme", "other")
                        .map(Tenant::new)
                        .anyMatch(tenant ->
                            sound.conclude(
                                new Conclusion(
                                    c.id(), tenant, c.outcome(), c.decision(), c.result()),
                                d));
                  }
                }),
        broken(
            "recall_inAnotherScope_isEmpty",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Optional<Earlier> recall(IdempotencyClaim c, Deadline d) {
                    return sound.recall(
                        new IdempotencyClaim(
                            new Tenant("acme"), c.client(), c.route(), c.key(), c.body()),
                        d);
                  }
                }),
        broken(
            "anyStep_deadlinePassed_throwsAndDoesNotHappen",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    return sound.open(o, JournalContract.soon());
                  }
                }),
        broken(
            "anyStep_threadInterrupted_throwsAndKeepsTheFlag",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Opened open(Opening o, Deadline d) {
                    try {
                      return sound.open(o, d);
                    } finally {
                      Thread.interrupted();
                    }
                  }
                }));
  }

  static Stream<Arguments> records() {
    return Stream.of(
        brokenRecords(
            "find_recordOfAnotherTenant_isEmptyLikeAnUnknownId",
            finding((sound, tenant, id, deadline) ->
                Stream.of("acme", "other")
                    .flatMap(t -> sound.find(new Tenant(t), id, deadline).stream())
                    .toList())),
        brokenRecords(
            "find_anyBytes_areTheBytesWritten",
            finding((sound, tenant, id, deadline) ->
                sound.find(tenant, id, deadline).stream()
                    .map(e ->
                        new AuditRecords.Entry(
                            e.sequence(),
                            e.kind(),
                            e.storedAt(),
                            e.schema(),
                            Bytes.utf8(e.bytes().utf8())))
                    .toList())),
        brokenRecords(
            "find_manyWrittenAtOnce_haveEachNumberOnce",
            finding((sound, tenant, id, deadline) ->
                sound.find(tenant, id, deadline).stream()
                    .map(e ->
                        new AuditRecords.Entry(
                            2 * e.sequence(), e.kind(), e.storedAt(), e.schema(), e.bytes()))
                    .toList())),
        brokenRecords(
            "latestDecisions_greatestIdFirst_ofTheTenantAlone",
            sound ->
                new BrokenRecords(
                    sound, (real, tenant, id, deadline) -> real.find(tenant, id, deadline)) {
                  @Override
                  public List<Decided> latestDecisions(Tenant tenant, int most, Deadline deadline) {
                    return super.latestDecisions(tenant, most, deadline).reversed();
                  }
                }));
  }

  private interface Finding {
    List<AuditRecords.Entry> find(AuditRecords sound, Tenant tenant, AuditId id, Deadline deadline);
  }

  private static UnaryOperator<AuditRecords> finding(Finding finding) {
    return sound -> new BrokenRecords(sound, finding);
  }

  private static class BrokenRecords implements AuditRecords {

    private final AuditRecords sound;
    private final Finding finding;

    BrokenRecords(AuditRecords sound, Finding finding) {
      this.sound = sound;
      this.finding = finding;
    }

    @Override
    public List<Entry> find(Tenant tenant, AuditId id, Deadline deadline) {
      return finding.find(sound, tenant, id, deadline);
    }

    @Override
    public List<Decided> latestDecisions(Tenant tenant, int most, Deadline deadline) {
      return sound.latestDecisions(tenant, most, deadline);
    }
  }

  private static Opening withProof(Opening o, @Nullable ProofClaim proof) {
    return new Opening(o.id(), o.tenant(), o.rate(), proof, o.record());
  }

  private static @Nullable ClientRate ofAnother(Opening o, String client) {
    ClientRate rate = o.rate();
    return rate == null ? null : new ClientRate(new ClientId(client), rate.limit());
  }

  private static UnaryOperator<RequestJournal> limited(Function<ClientRate, RateLimit> limit) {
    return sound ->
        new BrokenJournal(sound) {
          @Override
          public Opened open(Opening o, Deadline d) {
            ClientRate asked = o.rate();
            ClientRate other =
                asked == null ? null : new ClientRate(asked.client(), limit.apply(asked));
            return sound.open(new Opening(o.id(), o.tenant(), other, o.proof(), o.record()), d);
          }
        };
  }

  private static UnaryOperator<RequestJournal> endingAs(UnaryOperator<Outcome> change) {
    return sound ->
        new BrokenJournal(sound) {
          @Override
          public boolean conclude(Conclusion c, Deadline d) {
            return sound.conclude(
                new Conclusion(
                    c.id(), c.tenant(), change.apply(c.outcome()), c.decision(), c.result()),
                d);
          }
        };
  }

  private static Arguments broken(String test, UnaryOperator<RequestJournal> breaking) {
    return Arguments.of(test, breaking);
  }

  private static Arguments brokenRecords(String test, UnaryOperator<AuditRecords> breaking) {
    return Arguments.of(test, breaking);
  }
}
