package org.stellaops.signer.testkit.keyless;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.TimestampAuthority;

/** Adapters with one mistake each, and the test of the contract that notices it. */
enum BrokenTimestamps {
  STAMPS_ANOTHER_SIGNATURE("timestamp_isGranted_overTheSignature") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      return good.timestamp(Bytes.utf8("another"), deadline);
    }
  },
  CUTS_THE_STATUS_OFF("timestamp_isGranted_overTheSignature") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      Bytes whole = good.timestamp(signature, deadline);
      return whole.slice(9, whole.size());
    }
  },
  ANSWERS_FROM_MEMORY("timestamp_answersAQuestionOfItsOwn_withACertificate") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      Bytes known = memory.answer;
      Bytes answer = known == null ? good.timestamp(signature, deadline) : known;
      memory.answer = answer;
      return answer;
    }
  },
  LIVES_IN_THE_PAST("timestamp_timeIsNow") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      Instant past = Instant.parse("2026-01-02T00:00:00Z");
      TestTimestampAuthority authority = TestTimestampAuthority.create("example.test", past);
      return new InMemoryTimestampAuthority("past", authority, () -> past)
          .timestamp(signature, deadline);
    }
  },
  TAKES_ANY_ANSWER("wrongAnswer_isAnOutage") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      try {
        return good.timestamp(signature, deadline);
      } catch (DependencyUnavailable e) {
        return signature;
      }
    }
  },
  IGNORES_THE_DEADLINE("deadlinePassed_isAnOutage_andNobodyIsAsked") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      Deadline own = Deadline.in(Duration.ofSeconds(1), Ticker.system());
      return good.timestamp(signature, deadline.hasPassed() ? own : deadline);
    }
  },
  IS_NEVER_BUSY("busy_isABusyOutage_afterOneRequest") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      try {
        return good.timestamp(signature, deadline);
      } catch (DependencyUnavailable e) {
        throw new DependencyUnavailable(e.dependency(), false, "no", e);
      }
    }
  },
  BLAMES_US_FOR_A_REFUSAL("refusedOrUnusableAnswer_isAnOutage_afterOneRequest") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      try {
        return good.timestamp(signature, deadline);
      } catch (DependencyUnavailable e) {
        throw new BackendRefused("it refused", e);
      }
    }
  },
  ASKS_UNTIL_IT_HAS_IT("noAnswer_isAnOutage_afterAtMostTwoRequests") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      for (int i = 0; i < 2; i++) {
        try {
          return good.timestamp(signature, deadline);
        } catch (DependencyUnavailable e) {
          continue;
        }
      }
      return good.timestamp(signature, deadline);
    }
  },
  WAITS_ON("stalled_endsAtTheDeadline") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      try {
        return good.timestamp(signature, deadline);
      } finally {
        LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());
      }
    }
  },
  SWALLOWS_AN_INTERRUPT("stalled_callerInterrupted_returnsAtOnce") {
    @Override
    Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
      try {
        return good.timestamp(signature, deadline);
      } finally {
        boolean unused = Thread.interrupted();
      }
    }
  },
  IS_ALWAYS_THERE("requireReachable_saysWhetherItCanBeConnectedTo") {
    @Override
    void reach(TimestampAuthority good, Deadline deadline) {}
  };

  private final String caughtBy;

  BrokenTimestamps(String caughtBy) {
    this.caughtBy = caughtBy;
  }

  String caughtBy() {
    return caughtBy;
  }

  /** What one broken adapter keeps between calls. */
  static final class Memory {
    @Nullable Bytes answer;
  }

  Bytes timestamp(TimestampAuthority good, Bytes signature, Deadline deadline, Memory memory) {
    return good.timestamp(signature, deadline);
  }

  void reach(TimestampAuthority good, Deadline deadline) {
    good.requireReachable(deadline);
  }

  UnaryOperator<TimestampAuthority> breaking() {
    return good ->
        new TimestampAuthority() {
          private final Memory memory = new Memory();

          @Override
          public String name() {
            return good.name();
          }

          @Override
          public Bytes timestamp(Bytes signature, Deadline deadline) {
            return BrokenTimestamps.this.timestamp(good, signature, deadline, memory);
          }

          @Override
          public void requireReachable(Deadline deadline) {
            reach(good, deadline);
          }
        };
  }
}
