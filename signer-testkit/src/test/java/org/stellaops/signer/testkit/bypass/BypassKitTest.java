package org.stellaops.signer.testkit.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.testkit.KitRun;
import org.stellaops.signer.testkit.StoreBench;

/** Each store that is broken in one way fails at least the test that is meant for it. */
class BypassKitTest {

  /** Passes everything on; each broken store overrides the step that it breaks. */
  private static class Broken implements BypassStore {

    final BypassStore sound;

    Broken(BypassStore sound) {
      this.sound = sound;
    }

    @Override
    public boolean open(Digest id, Bytes record, Act act, Deadline deadline) {
      return sound.open(id, record, act, deadline);
    }

    @Override
    public boolean end(Digest id, Act act, Deadline deadline) {
      return sound.end(id, act, deadline);
    }

    @Override
    public boolean isOpen(Digest id, Deadline deadline) {
      return sound.isOpen(id, deadline);
    }

    @Override
    public List<Stored> latest(int most, Deadline deadline) {
      return sound.latest(most, deadline);
    }
  }

  @Test
  void kit_soundStore_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("brokenStores")
  void kit_brokenStore_failsTheTestMeantForIt(
      String test, String mistake, UnaryOperator<BypassStore> breaking) {
    assertThat(failures(breaking)).as(mistake).contains(test);
  }

  static Stream<Arguments> brokenStores() {
    return Stream.of(
        broken(
            "open_record_isThereByteForByte_onEveryNode",
            "keeps another document than it was given",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean open(Digest id, Bytes record, Act act, Deadline deadline) {
                    return super.open(id, Bytes.utf8("{}"), act, deadline);
                  }
                }),
        broken(
            "open_again_changesNothing_alsoAfterItsEnd",
            "opens again what was ended",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean open(Digest id, Bytes record, Act act, Deadline deadline) {
                    return super.open(id, record, act, deadline) || !super.isOpen(id, deadline);
                  }
                }),
        broken(
            "open_manyAtOnce_oneIsFirst",
            "lets every caller be the first",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean open(Digest id, Bytes record, Act act, Deadline deadline) {
                    super.open(id, record, act, deadline);
                    return true;
                  }
                }),
        broken(
            "end_isForGood_onEveryNode_andSaysWhoAndWhen",
            "ends on this node alone",
            sound ->
                new Broken(sound) {
                  private final Set<Digest> ended = new HashSet<>();

                  @Override
                  public boolean end(Digest id, Act act, Deadline deadline) {
                    return ended.add(id);
                  }

                  @Override
                  public boolean isOpen(Digest id, Deadline deadline) {
                    return super.isOpen(id, deadline) && !ended.contains(id);
                  }
                }),
        broken(
            "end_whatIsNotOpen_changesNothing",
            "says that it ended what is not there",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean end(Digest id, Act act, Deadline deadline) {
                    super.end(id, act, deadline);
                    return true;
                  }
                }),
        broken(
            "end_ofOne_leavesTheOthers",
            "ends all at once",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean end(Digest id, Act act, Deadline deadline) {
                    boolean ended = super.end(id, act, deadline);
                    super.latest(100, deadline)
                        .forEach(each -> super.end(each.id(), act, deadline));
                    return ended;
                  }
                }),
        broken(
            "latest_atMostSoMany_newestFirst",
            "tells all, however many are asked for",
            sound ->
                new Broken(sound) {
                  @Override
                  public List<Stored> latest(int most, Deadline deadline) {
                    return super.latest(1000, deadline);
                  }
                }),
        broken(
            "end_isForGood_onEveryNode_andSaysWhoAndWhen",
            "forgets who ended it",
            sound ->
                new Broken(sound) {
                  @Override
                  public List<Stored> latest(int most, Deadline deadline) {
                    return super.latest(most, deadline).stream()
                        .map(each ->
                            new Stored(each.id(), each.record(), each.opened(), Optional.empty()))
                        .toList();
                  }
                }));
  }

  private static Arguments broken(
      String test, String mistake, UnaryOperator<BypassStore> breaking) {
    return Arguments.of(test, mistake, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<BypassStore> breaking) {
    return KitRun.failures(() -> new Kept(breaking));
  }

  private static final class Kept extends BypassStoreContract {
    private final UnaryOperator<BypassStore> breaking;

    Kept(UnaryOperator<BypassStore> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected StoreBench<BypassStore> bench() {
      return InMemoryBypassesTest.bench(breaking);
    }
  }
}
