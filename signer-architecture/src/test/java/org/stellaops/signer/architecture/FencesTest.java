package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The product keeps to its architecture. {@link PlantedViolationsTest} shows that these rules can
 * fail.
 */
class FencesTest {
  private static final String ROOT = "org.stellaops.signer";
  private static final JavaClasses MAIN = ProductModule.mainClasses();
  private static final Map<String, ArchRule> RULES =
      new Fences(ROOT, ProductModule.behindAPort()).all();

  static Set<String> names() {
    return RULES.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void product_everyModule_keepsTheFence(String name) {
    RULES.get(name).check(MAIN);
  }

  @Test
  void adapters_everyPortImplementation_runsItsContract() {
    List<String> gaps =
        new ContractCoverage(
                ROOT, ProductModule.behindAPort().keySet(), MAIN, ProductModule.testClasses())
            .gaps();

    assertThat(gaps).isEmpty();
  }

  @Test
  void scan_everyFencedModule_foundClasses() {
    for (ProductModule module : ProductModule.all()) {
      String top = ROOT + "." + module.name();
      assertThat(MAIN)
          .as(module.directory())
          .anyMatch(type -> (type.getPackageName() + ".").startsWith(top + "."));
      assertThat(names()).contains(module.name());
    }
  }
}
