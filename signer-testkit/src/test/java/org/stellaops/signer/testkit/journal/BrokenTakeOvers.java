package org.stellaops.signer.testkit.journal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.Conclusion;

/** Journals that get the ownership of requests wrong, with the test that has to notice. */
final class BrokenTakeOvers {

  private BrokenTakeOvers() {}

  static Stream<Arguments> journals() {
    return Stream.of(
        broken(
            "takeOver_requestsOfThisNode_areNotGivenHoweverLongItWasSilent",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    InMemoryJournal memory = (InMemoryJournal) sound;
                    return memory.restarted().takeOver(most, d);
                  }
                }),
        broken(
            "takeOver_requestsOfANodeThatEnded_areGivenOldestFirst",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    return sound.takeOver(most, d).stream()
                        .map(u -> new Unconcluded(u.id(), u.tenant(), false))
                        .toList();
                  }
                }),
        broken(
            "takeOver_moreThanAskedFor_areGivenAsTheOthersAreConcluded",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    return sound.takeOver(1_000, d);
                  }
                }),
        broken(
            "takeOver_takenButNotConcluded_areGivenAgainAlsoToTheNextNode",
            sound ->
                new BrokenJournal(sound) {
                  private final Set<AuditId> given = new HashSet<>();

                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    return sound.takeOver(most, d).stream().filter(u -> given.add(u.id())).toList();
                  }
                }),
        broken(
            "takeOver_requestOfALivingNode_isNotGivenBeforeItsLeaseEnds",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    ((InMemoryJournal) sound).endLeases();
                    return sound.takeOver(most, d);
                  }
                }),
        broken(
            "takeOver_ofTheOwner_renewsItsLease",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    InMemoryJournal memory = (InMemoryJournal) sound;
                    return memory.anotherNode().takeOver(most, d);
                  }
                }),
        broken(
            "takeOver_manyNodesAtOnce_giveEachRequestOnce",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public List<Unconcluded> takeOver(int most, Deadline d) {
                    InMemoryJournal brief = ((InMemoryJournal) sound).anotherNode();
                    List<Unconcluded> given = brief.takeOver(most, d);
                    brief.restarted();
                    return given;
                  }
                }),
        broken(
            "conclude_takenOver_saysFalseAndLeavesItToTheTaker",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public boolean conclude(Conclusion c, Deadline d) {
                    return sound.conclude(c, d) || byAnybody((InMemoryJournal) sound, c, d);
                  }
                }),
        broken(
            "conclude_requestOfAnotherNodeNotTakenOver_saysFalseAndChangesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public boolean conclude(Conclusion c, Deadline d) {
                    return sound.conclude(c, d) || byAnybody((InMemoryJournal) sound, c, d);
                  }
                }),
        broken(
            "reserve_takenOver_isRefusedAndWritesNothing",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Reservation reserve(ReserveRequest r, Deadline d) {
                    try {
                      return sound.reserve(r, d);
                    } catch (DependencyUnavailable lost) {
                      return new Reservation.Reserved(0, 0);
                    }
                  }
                }),
        broken(
            "hold_takenOver_isRefused",
            sound ->
                new BrokenJournal(sound) {
                  @Override
                  public Hold hold(HoldRequest h, Deadline d) {
                    try {
                      return sound.hold(h, d);
                    } catch (DependencyUnavailable lost) {
                      return new Hold.Held(0);
                    }
                  }
                }));
  }

  private static boolean byAnybody(InMemoryJournal memory, Conclusion c, Deadline d) {
    InMemoryJournal other = memory.anotherNode();
    memory.endLeases();
    other.takeOver(1_000, d);
    return other.conclude(c, d);
  }

  private static Arguments broken(String test, UnaryOperator<RequestJournal> breaking) {
    return Arguments.of(test, breaking);
  }
}
