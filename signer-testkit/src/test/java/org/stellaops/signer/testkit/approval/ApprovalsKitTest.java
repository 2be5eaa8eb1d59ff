package org.stellaops.signer.testkit.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.testkit.KitRun;
import org.stellaops.signer.testkit.StoreBench;

/** Each store that is broken in one way fails at least the test that is meant for it. */
class ApprovalsKitTest {

  /** Passes everything on; each broken store overrides the step that it breaks. */
  private static class Broken implements ImageApprovals {

    final ImageApprovals sound;

    Broken(ImageApprovals sound) {
      this.sound = sound;
    }

    @Override
    public boolean add(Approval after, Deadline deadline) {
      return sound.add(after, deadline);
    }

    @Override
    public Optional<Approval> find(Tenant tenant, AuditId id, Deadline deadline) {
      return sound.find(tenant, id, deadline);
    }

    @Override
    public List<Approval> of(Tenant tenant, Digest image, Deadline deadline) {
      return sound.of(tenant, image, deadline);
    }

    @Override
    public List<Approval> latest(Tenant tenant, int most, Deadline deadline) {
      return sound.latest(tenant, most, deadline);
    }
  }

  @Test
  void kit_soundStore_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("brokenStores")
  void kit_brokenStore_failsTheTestMeantForIt(
      String test, String mistake, UnaryOperator<ImageApprovals> breaking) {
    assertThat(failures(breaking)).as(mistake).contains(test);
  }

  static Stream<Arguments> brokenStores() {
    return Stream.of(
        broken(
            "add_whatIsNotNext_addsNothing",
            "says that it added what it did not",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean add(Approval after, Deadline deadline) {
                    super.add(after, deadline);
                    return true;
                  }
                }),
        broken(
            "add_manyAtOnce_oneIsFirst",
            "lets every caller be the first",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean add(Approval after, Deadline deadline) {
                    return super.add(after, deadline) || after.steps().size() > 1;
                  }
                }),
        broken(
            "add_request_isFoundAsItIs_onEveryNode",
            "keeps requests of this node to itself",
            sound ->
                new Broken(sound) {
                  private final Map<AuditId, Approval> own = new HashMap<>();

                  @Override
                  public boolean add(Approval after, Deadline deadline) {
                    return after.steps().size() == 1
                        ? own.putIfAbsent(after.id(), after) == null
                        : super.add(after, deadline);
                  }
                }),
        broken(
            "add_nextStep_isAdded_andTheOnesBeforeStay",
            "keeps the last step alone",
            sound ->
                new Broken(sound) {
                  @Override
                  public Optional<Approval> find(Tenant tenant, AuditId id, Deadline deadline) {
                    return super.find(tenant, id, deadline)
                        .map(all ->
                            new Approval(all.tenant(), all.id(), all.image(), List.of(all.last())));
                  }
                }),
        broken(
            "add_stepWithAProof_keepsItByteForByte",
            "keeps no proof",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean add(Approval after, Deadline deadline) {
                    List<Step> steps = new ArrayList<>(after.steps());
                    Step last = after.last();
                    steps.set(
                        steps.size() - 1,
                        new Step(last.deed(), last.at(), last.until(), last.act()));
                    return super.add(
                        new Approval(after.tenant(), after.id(), after.image(), steps), deadline);
                  }
                }),
        broken(
            "find_ofAnotherTenant_isNothing",
            "finds by the id alone",
            sound ->
                new Broken(sound) {
                  @Override
                  public Optional<Approval> find(Tenant tenant, AuditId id, Deadline deadline) {
                    return super.find(new Tenant("acme"), id, deadline);
                  }
                }),
        broken(
            "of_imageOrTenantOfAnother_isNothing",
            "takes one image for all",
            sound ->
                new Broken(sound) {
                  @Override
                  public List<Approval> of(Tenant tenant, Digest image, Deadline deadline) {
                    return super.latest(tenant, 100, deadline);
                  }
                }),
        broken(
            "of_severalOfOneImage_isNewestFirst",
            "tells the oldest first",
            sound ->
                new Broken(sound) {
                  @Override
                  public List<Approval> of(Tenant tenant, Digest image, Deadline deadline) {
                    return new ArrayList<>(super.of(tenant, image, deadline)).reversed();
                  }
                }),
        broken(
            "latest_atMostSoMany_newestFirst_ofTheTenantAlone",
            "tells all, however many are asked for",
            sound ->
                new Broken(sound) {
                  @Override
                  public List<Approval> latest(Tenant tenant, int most, Deadline deadline) {
                    return super.latest(tenant, 1000, deadline);
                  }
                }));
  }

  private static Arguments broken(
      String test, String mistake, UnaryOperator<ImageApprovals> breaking) {
    return Arguments.of(test, mistake, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<ImageApprovals> breaking) {
    return KitRun.failures(() -> new Stored(breaking));
  }

  private static final class Stored extends ImageApprovalsContract {
    private final UnaryOperator<ImageApprovals> breaking;

    Stored(UnaryOperator<ImageApprovals> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected StoreBench<ImageApprovals> bench() {
      return InMemoryApprovalsTest.bench(breaking);
    }
  }
}
