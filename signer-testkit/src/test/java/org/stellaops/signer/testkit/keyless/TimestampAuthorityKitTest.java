package org.stellaops.signer.testkit.keyless;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.testkit.KitRun;

class TimestampAuthorityKitTest {

  private static TimestampAuthorityContract contract(UnaryOperator<TimestampAuthority> made) {
    return new TimestampAuthorityContract() {
      @Override
      protected TimestampAuthorityBench bench() {
        return new InMemoryTimestampBench(made);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void contract_brokenAdapter_failsTheTestMeantForIt(BrokenTimestamps broken) {
    assertThat(KitRun.fails(broken.caughtBy(), () -> contract(broken.breaking()))).isTrue();
    assertThat(KitRun.fails(broken.caughtBy(), () -> contract(good -> good))).isFalse();
  }

  @Test
  void contract_everyTest_catchesABrokenAdapter() {
    Set<String> caught = new TreeSet<>();
    for (BrokenTimestamps broken : BrokenTimestamps.values()) {
      caught.add(broken.caughtBy());
    }
    List<String> tests =
        Arrays.stream(TimestampAuthorityContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(caught).containsExactlyInAnyOrderElementsOf(tests);
  }
}
