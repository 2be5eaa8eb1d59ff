package org.stellaops.signer.testkit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Deed;
import org.stellaops.signer.ports.SealStore.Event;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SealStore.SealState;
import org.stellaops.signer.ports.SealStore.Waiting;
import org.stellaops.signer.testkit.KitRun;
import org.stellaops.signer.testkit.Meeting;
import org.stellaops.signer.testkit.StoreBench;

/** Each seal that is broken in one way fails the test that is meant for it, and no other. */
class SealKitTest {

  private static final Act NOBODY =
      new Act(Person.signal("nobody"), null, "what the broken seal does by itself");

  @Test
  void kit_soundSeal_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("brokenSeals")
  void kit_brokenSeal_failsTheTestMeantForIt(
      String test, String mistake, UnaryOperator<SealStore> breaking) {
    assertThat(failures(breaking)).as(mistake).containsExactly(test);
  }

  /** The worst mistake, which many tests notice. */
  @Test
  void kit_sealThatOnePersonOpens_failsEveryTestOfTheSecond() {
    assertThat(
            failures(sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    super.unseal(NOBODY, within, deadline);
                    return super.unseal(act, within, deadline);
                  }
                }))
        .contains(
            "unseal_byOne_waitsForASecond",
            "unseal_bySameOneTwice_staysSealed_andIsOneRequest",
            "unseal_secondTooLate_isAFirstAgain");
  }

  @Test
  void kit_everyTest_hasABrokenSealThatItCatches() {
    Set<String> caught =
        brokenSeals()
            .map(each -> (String) each.get()[0])
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> tests =
        Arrays.stream(SealStoreContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(caught).containsExactlyInAnyOrderElementsOf(tests);
  }

  private static Act withPerson(Act act, @Nullable PersonId id) {
    Person person = act.person();
    return new Act(
        new Person(person.issuer(), person.tenant(), person.client(), id, null),
        act.audit(),
        act.reason());
  }

  static Stream<Arguments> brokenSeals() {
    return Stream.of(
        broken(
            "state_nothingEverDone_isUnsealed",
            "is sealed until somebody says otherwise",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState state(Deadline deadline) {
                    SealState state = super.state(deadline);
                    return state.last().isPresent()
                        ? state
                        : new SealState(true, Optional.empty(), Optional.empty());
                  }
                }),
        broken(
            "seal_byOne_holdsForEveryNode_andIsOnRecord",
            "tells the history of this node alone",
            sound ->
                new BrokenSeal(sound) {
                  private boolean acted;

                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    acted = true;
                    return super.seal(act, deadline);
                  }

                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    acted = true;
                    return super.unseal(act, within, deadline);
                  }

                  @Override
                  public List<Event> history(int most, Deadline deadline) {
                    return acted ? super.history(most, deadline) : List.of();
                  }
                }),
        broken(
            "seal_again_changesNothing",
            "says that the last who sealed was the first",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    SealState sealed = super.seal(act, deadline);
                    return new SealState(
                        true,
                        sealed.last().map(event -> new Event(Deed.SEALED, event.at(), act)),
                        sealed.waiting());
                  }
                }),
        broken(
            "unseal_byOne_waitsForASecond",
            "tells another end than the one that it keeps to",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    SealState state = super.unseal(act, within, deadline);
                    return new SealState(
                        state.sealed(),
                        state.last(),
                        state
                            .waiting()
                            .map(each -> new Waiting(each.event(), each.until().plus(within))));
                  }
                }),
        broken(
            "unseal_bySameOneTwice_staysSealed_andIsOneRequest",
            "takes one client for two who speaks for two tenants",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    boolean elsewhere =
                        super.state(deadline)
                            .waiting()
                            .map(each -> each.event().act().person().tenant())
                            .filter(first -> !first.equals(act.person().tenant()))
                            .isPresent();
                    return super.unseal(elsewhere ? NOBODY : act, within, deadline);
                  }
                }),
        broken(
            "unseal_byTwo_unseals_onEveryNode",
            "learns of an unsealing by itself alone",
            sound ->
                new BrokenSeal(sound) {
                  private boolean acted;
                  private boolean sealed;

                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    SealState state = super.seal(act, deadline);
                    acted = true;
                    sealed = state.sealed();
                    return state;
                  }

                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    SealState state = super.unseal(act, within, deadline);
                    sealed = state.sealed();
                    return state;
                  }

                  @Override
                  public SealState state(Deadline deadline) {
                    SealState state = super.state(deadline);
                    return acted ? new SealState(sealed, state.last(), state.waiting()) : state;
                  }
                }),
        broken(
            "unseal_secondTooLate_isAFirstAgain",
            "waits for the second for ever",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    SealState state = super.unseal(act, within.multipliedBy(2), deadline);
                    return new SealState(
                        state.sealed(),
                        state.last(),
                        state
                            .waiting()
                            .map(each -> new Waiting(each.event(), each.until().minus(within))));
                  }
                }),
        broken(
            "unseal_secondJustInTime_unseals",
            "goes by the shorter of the two waits",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    boolean shorter =
                        super.state(deadline)
                            .waiting()
                            .filter(each -> each.event().at().plus(within).isBefore(each.until()))
                            .isPresent();
                    return shorter ? super.state(deadline) : super.unseal(act, within, deadline);
                  }
                }),
        broken(
            "unseal_bySameNameOfAnotherIssuer_mayBeTheSamePerson",
            "takes one client for two whom two Authorities know",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    Person person = act.person();
                    boolean elsewhere =
                        !new IssuerName("https://authority.example").equals(person.issuer());
                    Person another =
                        elsewhere
                            ? new Person(
                                person.issuer(),
                                person.tenant(),
                                new ClientId(person.client() + "-elsewhere"),
                                null,
                                null)
                            : person;
                    return super.unseal(
                        new Act(another, act.audit(), act.reason()), within, deadline);
                  }
                }),
        broken(
            "unseal_byTwoPersonsOfOneClient_isByTwo",
            "keeps the client alone",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    Person person = act.person();
                    boolean itself = person.person() == null;
                    return super.unseal(
                        new Act(
                            new Person(
                                person.issuer(),
                                person.tenant(),
                                person.client(),
                                null,
                                itself ? person.subject() : person.person()),
                            act.audit(),
                            act.reason()),
                        within,
                        deadline);
                  }
                }),
        broken(
            "unseal_byAPersonAndAClientOfTheirOwn_staysSealed",
            "forgets whom a client acts for",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    return super.unseal(withPerson(act, act.person().person()), within, deadline);
                  }
                }),
        broken(
            "unseal_byAPersonAndTheirClientItself_mayBeOne",
            "takes a client for somebody who uses it",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    Person person = act.person();
                    boolean itself =
                        person.person() == null && person.client().equals(new ClientId("page"));
                    return super.unseal(
                        itself ? withPerson(act, new PersonId("somebody")) : act, within, deadline);
                  }
                }),
        broken(
            "unseal_byOneManyTimesAtOnce_isOneRequest",
            "looks first and writes afterwards",
            sound ->
                new BrokenSeal(sound) {
                  private final Meeting meeting = new Meeting();

                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    boolean first = super.state(deadline).waiting().isEmpty();
                    boolean met = first && meeting.withAnother();
                    return super.unseal(met ? ofThisThread(act) : act, within, deadline);
                  }

                  private Act ofThisThread(Act act) {
                    Person person = act.person();
                    return new Act(
                        new Person(
                            person.issuer(),
                            person.tenant(),
                            new ClientId("thread-" + Thread.currentThread().getName()),
                            null,
                            null),
                        act.audit(),
                        act.reason());
                  }
                }),
        broken(
            "seal_whileUnsealingWaits_endsTheRequest",
            "changes nothing where it is sealed already",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    SealState before = super.state(deadline);
                    return before.sealed() ? before : super.seal(act, deadline);
                  }
                }),
        broken(
            "unseal_whatIsNotSealed_changesNothing",
            "seals in order to unseal",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState unseal(Act act, Duration within, Deadline deadline) {
                    if (super.state(deadline).last().isEmpty()) {
                      super.seal(act, deadline);
                    }
                    return super.unseal(act, within, deadline);
                  }
                }),
        broken(
            "seal_afterUnsealing_sealsAgain",
            "seals once",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    SealState before = super.state(deadline);
                    return before.last().isPresent() && !before.sealed()
                        ? before
                        : super.seal(act, deadline);
                  }
                }),
        broken(
            "seal_bySignal_hasNoTenant",
            "lets nobody act who has no tenant",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    return act.person().tenant() == null
                        ? super.state(deadline)
                        : super.seal(act, deadline);
                  }
                }),
        broken(
            "history_newestFirst_atMostSoMany_withWhoAndWhy",
            "tells all, however many are asked for",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public List<Event> history(int most, Deadline deadline) {
                    return super.history(1000, deadline);
                  }
                }),
        broken(
            "history_newestFirst_atMostSoMany_withWhoAndWhy",
            "forgets which request asked",
            sound ->
                new BrokenSeal(sound) {
                  @Override
                  public SealState seal(Act act, Deadline deadline) {
                    return super.seal(new Act(act.person(), null, act.reason()), deadline);
                  }
                }));
  }

  private static Arguments broken(String test, String mistake, UnaryOperator<SealStore> breaking) {
    return Arguments.of(test, mistake, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<SealStore> breaking) {
    return KitRun.failures(() -> new Seal(breaking));
  }

  private static final class Seal extends SealStoreContract {
    private final UnaryOperator<SealStore> breaking;

    Seal(UnaryOperator<SealStore> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected StoreBench<SealStore> bench() {
      return InMemorySealTest.bench(breaking);
    }
  }
}
