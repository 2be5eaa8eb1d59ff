package org.stellaops.signer.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.temporal.ChronoUnit;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;
import org.stellaops.signer.testkit.KitRun;

/** Each lane that is broken in one way fails the test that is meant for it. */
class RefusalLogKitTest {

  @Test
  void kit_soundLane_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenLanes")
  void kit_brokenLane_failsTheTestMeantForIt(String test, UnaryOperator<RefusalLog> breaking) {
    assertThat(failures(breaking)).contains(test);
  }

  static Stream<Arguments> brokenLanes() {
    AtomicInteger seen = new AtomicInteger();
    return Stream.of(
        broken(
            "record_manyAtOnce_countsAddUp",
            sound ->
                refusal ->
                    seen.incrementAndGet() % 100 == 0 ? refusal.id() : sound.record(refusal)),
        broken(
            "record_overTheRate_keepsUnequalOnesApart",
            sound -> refusal -> sound.record(changed(refusal, "any"))),
        broken(
            "record_overTheRate_mergesEqualOnes",
            sound -> refusal -> sound.record(changed(refusal, refusal.id().value()))),
        broken(
            "record_belowTheRate_isARecordOfItsOwn",
            sound -> {
              RefusalLog merging = new InMemoryLane(0);
              return refusal -> {
                sound.record(refusal);
                return merging.record(refusal);
              };
            }),
        broken(
            "record_threadInterrupted_recordsAllTheSame",
            sound ->
                refusal -> {
                  if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted");
                  }
                  return sound.record(refusal);
                }));
  }

  private static UnidentifiedRefusal changed(UnidentifiedRefusal refusal, String source) {
    return new UnidentifiedRefusal(
        refusal.id(),
        refusal.code(),
        refusal.reason(),
        source,
        refusal.client(),
        refusal.at().truncatedTo(ChronoUnit.MINUTES));
  }

  private static Arguments broken(String test, UnaryOperator<RefusalLog> breaking) {
    return Arguments.of(test, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<RefusalLog> breaking) {
    return KitRun.failures(() -> new Lane(breaking));
  }

  private static final class Lane extends RefusalLogContract {
    private final UnaryOperator<RefusalLog> breaking;

    Lane(UnaryOperator<RefusalLog> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected Bench newBench() {
      return InMemoryRefusalLogTest.bench(breaking);
    }
  }
}
