package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.testkit.KitRun;

/** Each archive that is broken in one way fails the test that is meant for it. */
class ArchiveKitTest {

  @Test
  void kit_soundArchive_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenArchives")
  void kit_brokenArchive_failsTheTestMeantForIt(
      String test, UnaryOperator<EntitlementArchive> breaking) {
    assertThat(failures(breaking)).contains(test);
  }

  static Stream<Arguments> brokenArchives() {
    return Stream.of(
        broken(
            "keep_outdatedVersion_isNotKeptAndTellsTheHighest",
            sound ->
                new Broken(sound) {
                  @Override
                  public Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
                    sound.keep(tenant, answer, deadline);
                    return new Kept(answer.version(), Optional.empty());
                  }
                }),
        broken(
            "find_ofAnotherTenant_isEmpty",
            sound ->
                new Broken(sound) {
                  @Override
                  public Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline) {
                    return sound.find(new Tenant("acme"), proof, deadline);
                  }
                }),
        broken(
            "keep_newerVersionForAnotherProof_outdatesTheAnswersOfTheLicence",
            sound ->
                new Broken(sound) {
                  @Override
                  public Kept keep(Tenant tenant, LastKnown a, Deadline deadline) {
                    return sound.keep(
                        tenant,
                        new LastKnown(
                            a.proof(),
                            a.licence() + a.proof(),
                            a.version(),
                            a.answer(),
                            a.state(),
                            a.signedAt(),
                            a.receivedAt(),
                            a.ends()),
                        deadline);
                  }
                }),
        broken(
            "raise_newerVersion_outdatesTheAnswersAndKeepsNone",
            sound ->
                new Broken(sound) {
                  @Override
                  public long raise(Tenant tenant, String licence, long version, Deadline until) {
                    return version;
                  }
                }),
        broken(
            "raise_olderVersion_tellsTheHighestAndChangesNothing",
            sound ->
                new Broken(sound) {
                  @Override
                  public long raise(Tenant tenant, String licence, long version, Deadline until) {
                    sound.raise(tenant, licence, version, until);
                    return version;
                  }
                }),
        broken(
            "keep_sameVersionLater_replacesTheAnswer",
            sound ->
                new Broken(sound) {
                  @Override
                  public Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
                    boolean known =
                        sound
                            .find(tenant, answer.proof(), deadline)
                            .filter(a -> a.version() == answer.version())
                            .isPresent();
                    return known
                        ? new Kept(answer.version(), Optional.empty())
                        : sound.keep(tenant, answer, deadline);
                  }
                }),
        broken(
            "keep_answersInAnyOrder_leavesWhatWasSignedLast",
            sound ->
                new Broken(sound) {
                  @Override
                  public Kept keep(Tenant tenant, LastKnown a, Deadline deadline) {
                    LastKnown asItCame =
                        new LastKnown(
                            a.proof(),
                            a.licence(),
                            a.version(),
                            a.answer(),
                            a.state(),
                            Instant.EPOCH,
                            a.receivedAt(),
                            a.ends());
                    return sound.keep(tenant, asItCame, deadline);
                  }
                }),
        broken(
            "keep_yesOlderThanANoAboutItsLicence_tellsTheNo",
            sound ->
                new Broken(sound) {
                  @Override
                  public Kept keep(Tenant tenant, LastKnown a, Deadline deadline) {
                    LastKnown alone =
                        new LastKnown(
                            a.proof(),
                            a.licence() + a.state(),
                            a.version(),
                            a.answer(),
                            a.state(),
                            a.signedAt(),
                            a.receivedAt(),
                            a.ends());
                    return sound.keep(tenant, alone, deadline);
                  }
                }),
        broken(
            "keep_deadlinePassed_throwsAndKeepsNothing",
            sound ->
                new Broken(sound) {
                  @Override
                  public Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
                    return sound.keep(tenant, answer, JournalContract.soon());
                  }
                }));
  }

  private static Arguments broken(String test, UnaryOperator<EntitlementArchive> breaking) {
    return Arguments.of(test, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<EntitlementArchive> breaking) {
    return KitRun.failures(() -> new Archive(breaking));
  }

  private static class Broken implements EntitlementArchive {
    final EntitlementArchive sound;

    Broken(EntitlementArchive sound) {
      this.sound = sound;
    }

    @Override
    public Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline) {
      return sound.find(tenant, proof, deadline);
    }

    @Override
    public Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
      return sound.keep(tenant, answer, deadline);
    }

    @Override
    public long raise(Tenant tenant, String licence, long version, Deadline deadline) {
      return sound.raise(tenant, licence, version, deadline);
    }
  }

  private static final class Archive extends EntitlementArchiveContract {
    private final UnaryOperator<EntitlementArchive> breaking;

    Archive(UnaryOperator<EntitlementArchive> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected Bench newBench() {
      return InMemoryArchiveTest.bench(breaking.apply(new InMemoryArchive()));
    }
  }
}
