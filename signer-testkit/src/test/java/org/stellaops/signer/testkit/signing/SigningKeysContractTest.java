package org.stellaops.signer.testkit.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.ports.PortException;

class SigningKeysContractTest {

  @ParameterizedTest
  @EnumSource
  void contract_brokenAdapter_failsTheTestMeantForIt(BrokenSigningKeys broken) throws Exception {
    Throwable failure = run(broken.caughtBy(), () -> new InMemoryBench(broken.breaking()));
    assertThat(failure).isInstanceOfAny(AssertionError.class, PortException.class);
  }

  @Test
  void contract_correctAdapter_passesWhenRunTheSameWay() throws Exception {
    for (BrokenSigningKeys broken :
        EnumSet.of(BrokenSigningKeys.RAW_RS, BrokenSigningKeys.RETRIES_A_DENIAL)) {
      assertThat(run(broken.caughtBy(), () -> new InMemoryBench(keys -> keys))).isNull();
    }
  }

  @Test
  void contract_everyTest_hasABrokenAdapterThatItCatches() {
    Set<String> caught =
        EnumSet.allOf(BrokenSigningKeys.class).stream()
            .map(BrokenSigningKeys::caughtBy)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> tests =
        Arrays.stream(SigningKeysContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(caught).containsExactlyInAnyOrderElementsOf(tests);
  }

  @Test
  void contract_impossibleFaultThatHappensAllTheSame_fails() throws Exception {
    Throwable failure =
        run(
            "denied_throwsBackendRefused_afterOneRequest",
            () -> new WithoutFaults(new InMemoryBench(keys -> keys)));
    assertThat(failure).isInstanceOf(AssertionError.class);
  }

  private static Throwable run(String test, Supplier<SigningBench> benches) throws Exception {
    SigningKeysContract contract =
        new SigningKeysContract() {
          @Override
          protected SigningBench bench() {
            return benches.get();
          }
        };
    Method method = SigningKeysContract.class.getDeclaredMethod(test);
    Throwable thrown = catchThrowable(() -> method.invoke(contract));
    return thrown instanceof InvocationTargetException wrapped ? wrapped.getCause() : thrown;
  }
}
