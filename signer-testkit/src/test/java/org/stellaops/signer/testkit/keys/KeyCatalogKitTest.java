package org.stellaops.signer.testkit.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.testkit.KitRun;

/** Each catalog that is broken in one way fails the test that is meant for it, and no other. */
class KeyCatalogKitTest {

  @Test
  void kit_soundCatalog_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("brokenCatalogs")
  void kit_brokenCatalog_failsTheTestMeantForIt(
      String test, String mistake, UnaryOperator<KeyCatalog> breaking) {
    assertThat(failures(breaking)).as(mistake).containsExactly(test);
  }

  @Test
  void kit_everyTest_hasABrokenCatalogThatItCatches() {
    Set<String> caught =
        brokenCatalogs()
            .map(each -> (String) each.get()[0])
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> tests =
        Arrays.stream(KeyCatalogContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(caught).containsExactlyInAnyOrderElementsOf(tests);
  }

  static Stream<Arguments> brokenCatalogs() {
    return Stream.of(
        broken(
            "enrol_newKey_standsAsItIs_withItsEvent",
            "writes every enrolment down to the configuration",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
                    return super.enrol(
                        fresh,
                        new KeyEvent(
                            event.at(),
                            event.verb(),
                            event.to(),
                            Actor.configuration(),
                            event.reason(),
                            event.audit()),
                        deadline);
                  }
                }),
        broken(
            "enrol_knownName_changesNothing",
            "brings a revoked key back to life",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
                    Optional<KeyEntry> revoked =
                        standing(fresh, deadline)
                            .filter(entry -> entry.state() == KeyState.REVOKED);
                    revoked.ifPresent(entry ->
                        sound.change(List.of(new Replacement(entry, fresh, event)), deadline));
                    return super.enrol(fresh, event, deadline);
                  }
                }),
        broken(
            "enrol_sameNameOfAnotherTenant_isAnotherKey",
            "knows keys by their names alone",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
                    Optional<KeyEntry> ofAnybody =
                        entries(deadline).stream()
                            .filter(each -> each.name().equals(fresh.name()))
                            .findFirst();
                    return ofAnybody.orElseGet(() -> super.enrol(fresh, event, deadline));
                  }
                }),
        broken(
            "enrol_knownKey_underAnotherName_standsUnderTheFirst",
            "says of a key's second name that it stands",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
                    KeyEntry standing = super.enrol(fresh, event, deadline);
                    return standing.isOf(fresh.tenant(), fresh.name()) ? standing : fresh;
                  }
                }),
        broken(
            "enrol_several_oneInConflict_addsNone",
            "adds one after the other",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
                    return all.stream()
                        .map(each -> super.enrol(each.fresh(), each.event(), deadline))
                        .toList();
                  }
                }),
        broken(
            "read_entryIsNotWhatItsEventsSay_tenantIsInDoubt",
            "leaves out what is in doubt without a word",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public Content read(Deadline deadline) {
                    return new Content(entries(deadline), Set.of());
                  }
                }),
        broken(
            "enrol_manyAtOnce_oneStands_forAll",
            "looks first and writes afterwards",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
                    Optional<KeyEntry> standing = standing(fresh, deadline);
                    if (standing.isPresent()) {
                      return standing.get();
                    }
                    meeting.withAnother();
                    KeyEntry written = super.enrol(fresh, event, deadline);
                    if (!written.isOf(fresh.tenant(), fresh.name())) {
                      return written;
                    }
                    if (!written.equals(fresh)) {
                      sound.change(List.of(new Replacement(written, fresh, event)), deadline);
                    }
                    return fresh;
                  }
                }),
        broken(
            "change_presentVersion_replaces_andKeepsEveryMember",
            "loses what waits for a second person",
            sound ->
                new Rewriting(
                    sound, entry -> BrokenKeyCatalog.with(entry, entry.hardware(), List.of()))),
        broken(
            "change_presentVersion_replaces_andKeepsEveryMember",
            "lets one person's request take the place of another's",
            sound ->
                new Rewriting(
                    sound,
                    entry ->
                        BrokenKeyCatalog.with(
                            entry, entry.hardware(), entry.proposals().stream().skip(1).toList()))),
        broken(
            "change_presentVersion_replaces_andKeepsEveryMember",
            "loses from when a revocation is to count",
            sound ->
                new Rewriting(
                    sound, entry -> BrokenKeyCatalog.with(entry, entry.hardware(), atOnce(entry)))),
        broken(
            "change_presentVersion_replaces_andKeepsEveryMember",
            "takes each key for one in software",
            sound ->
                new Rewriting(
                    sound, entry -> BrokenKeyCatalog.with(entry, false, entry.proposals()))),
        broken(
            "change_presentVersion_replaces_andKeepsEveryMember",
            "forgets which request asked",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public List<KeyEvent> events(
                      Tenant tenant, KeyName name, int most, Deadline deadline) {
                    return super.events(tenant, name, most, deadline).stream()
                        .map(e ->
                            new KeyEvent(
                                e.at(),
                                e.verb(),
                                e.to(),
                                e.actor(),
                                e.reason(),
                                Optional.empty(),
                                e.effective()))
                        .toList();
                  }
                }),
        broken(
            "change_several_replacesAll",
            "replaces the first alone",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public boolean change(List<Replacement> replacements, Deadline deadline) {
                    return isPresent(replacements, deadline)
                        && super.change(replacements.subList(0, 1), deadline);
                  }
                }),
        broken(
            "change_oneOfSeveralIsOutdated_replacesNone",
            "replaces one after the other",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public boolean change(List<Replacement> replacements, Deadline deadline) {
                    return replacements.stream()
                        .allMatch(each -> super.change(List.of(each), deadline));
                  }
                }),
        broken(
            "change_manyAtOnce_oneWins",
            "compares versions first and writes afterwards",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public boolean change(List<Replacement> replacements, Deadline deadline) {
                    if (!isPresent(replacements, deadline)) {
                      return false;
                    }
                    meeting.withAnother();
                    synchronized (meeting) {
                      return super.change(
                          replacements.stream()
                              .map(each ->
                                  new Replacement(
                                      standing(each.before(), deadline).orElseThrow(),
                                      each.after(),
                                      each.event()))
                              .toList(),
                          deadline);
                    }
                  }
                }),
        broken(
            "change_unknownKey_isFalse",
            "adds what it does not find",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public boolean change(List<Replacement> replacements, Deadline deadline) {
                    replacements.forEach(
                        each -> super.enrol(each.before(), each.event(), deadline));
                    return super.change(replacements, deadline);
                  }
                }),
        broken(
            "anyStep_isSeenByAnotherNode",
            "remembers what it has read until it writes itself",
            sound ->
                new BrokenKeyCatalog(sound) {
                  private @Nullable List<KeyEntry> read;

                  @Override
                  public List<KeyEntry> entries(Deadline deadline) {
                    List<KeyEntry> known = read;
                    if (known == null) {
                      known = super.entries(deadline);
                      read = known;
                    }
                    return known;
                  }

                  @Override
                  public KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
                    read = null;
                    return super.enrol(fresh, event, deadline);
                  }

                  @Override
                  public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
                    read = null;
                    return super.enrol(all, deadline);
                  }

                  @Override
                  public boolean change(List<Replacement> replacements, Deadline deadline) {
                    read = null;
                    return super.change(replacements, deadline);
                  }
                }),
        broken(
            "changes_areNotPushedOutByWhatOnlyWaits",
            "looks at the newest events alone",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public List<KeyEvent> changes(
                      Tenant tenant, KeyName name, int most, Deadline deadline) {
                    return events(tenant, name, most, deadline).stream()
                        .filter(event -> !event.isProposed())
                        .toList();
                  }
                }),
        broken(
            "events_areOfTheKeyAlone_newestFirst_atMostSoMany",
            "tells all events, however many are asked for",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public List<KeyEvent> events(
                      Tenant tenant, KeyName name, int most, Deadline deadline) {
                    return super.events(tenant, name, 1000, deadline);
                  }
                }),
        broken(
            "events_areOfTheKeyAlone_newestFirst_atMostSoMany",
            "tells the oldest first",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public List<KeyEvent> events(
                      Tenant tenant, KeyName name, int most, Deadline deadline) {
                    List<KeyEvent> told =
                        new ArrayList<>(super.events(tenant, name, most, deadline));
                    Collections.reverse(told);
                    return told;
                  }
                }),
        broken(
            "events_areOfTheKeyAlone_newestFirst_atMostSoMany",
            "tells those of every tenant's key of that name",
            sound ->
                new BrokenKeyCatalog(sound) {
                  @Override
                  public List<KeyEvent> events(
                      Tenant tenant, KeyName name, int most, Deadline deadline) {
                    return Stream.concat(
                            super.events(tenant, name, most, deadline).stream(),
                            super.events(new Tenant("beta"), name, most, deadline).stream())
                        .toList();
                  }
                }));
  }

  private static List<Proposal> atOnce(KeyEntry entry) {
    return entry.proposals().stream()
        .map(
            waits -> new Proposal(waits.verb(), null, waits.actor(), waits.until(), waits.reason()))
        .toList();
  }

  /** Gives other entries back than were put in. */
  private static final class Rewriting extends BrokenKeyCatalog {
    private final UnaryOperator<KeyEntry> rewriting;

    Rewriting(KeyCatalog sound, UnaryOperator<KeyEntry> rewriting) {
      super(sound);
      this.rewriting = rewriting;
    }

    @Override
    public List<KeyEntry> entries(Deadline deadline) {
      return super.entries(deadline).stream().map(rewriting).toList();
    }
  }

  private static Arguments broken(String test, String mistake, UnaryOperator<KeyCatalog> breaking) {
    return Arguments.of(test, mistake, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<KeyCatalog> breaking) {
    return KitRun.failures(() -> new Catalog(breaking));
  }

  private static final class Catalog extends KeyCatalogContract {
    private final UnaryOperator<KeyCatalog> breaking;

    Catalog(UnaryOperator<KeyCatalog> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected KeyCatalogBench bench() {
      return InMemoryKeyCatalogTest.bench(breaking);
    }
  }
}
