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
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.testkit.KitRun;

class CertificateIssuerKitTest {

  private static CertificateIssuerContract contract(UnaryOperator<CertificateIssuer> made) {
    return new CertificateIssuerContract() {
      @Override
      protected CertificateIssuerBench bench() {
        return new InMemoryIssuerBench(made);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void contract_brokenIssuer_failsTheTestsMeantForIt(BrokenIssuers broken) {
    for (String test : broken.caughtBy()) {
      assertThat(KitRun.fails(test, () -> contract(broken.breaking()))).as(test).isTrue();
      assertThat(KitRun.fails(test, () -> contract(good -> good))).as(test).isFalse();
    }
  }

  @Test
  void contract_everyTest_catchesABrokenIssuer() {
    Set<String> caught = new TreeSet<>();
    for (BrokenIssuers broken : BrokenIssuers.values()) {
      caught.addAll(broken.caughtBy());
    }
    List<String> tests =
        Arrays.stream(CertificateIssuerContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(caught).containsExactlyInAnyOrderElementsOf(tests);
  }
}
