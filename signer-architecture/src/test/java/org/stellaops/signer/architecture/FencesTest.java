package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private static final Map<String, ArchRule> RULES = new Fences(ROOT).all();

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
    List<String> gaps = new ContractCoverage(ROOT, MAIN, ProductModule.testClasses()).gaps();

    assertThat(gaps).isEmpty();
  }

  @Test
  void parentPom_everyModule_isFencedOrShipsNothing() throws IOException {
    Set<String> shipsNothing =
        Set.of(
            "signer-adapters-kms",
            "signer-architecture",
            "signer-interop",
            "signer-bench",
            "examples/embedding");
    Set<String> fenced =
        Arrays.stream(ProductModule.values())
            .map(ProductModule::directory)
            .collect(Collectors.toSet());

    Stream<String> listed =
        Stream.concat(
            modulesIn(ProductModule.root(), ""),
            modulesIn(ProductModule.root().resolve("signer-adapters-kms"), "signer-adapters-kms/"));

    assertThat(listed.filter(module -> !shipsNothing.contains(module)).toList())
        .containsExactlyInAnyOrderElementsOf(fenced);
  }

  @Test
  void scan_everyFencedModule_foundClasses() {
    Set<String> packages = MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages)
        .contains(
            ROOT + ".ports",
            ROOT + ".json",
            ROOT + ".core",
            ROOT + ".verify",
            ROOT + ".kms.keystore",
            ROOT + ".oci")
        .contains(
            ROOT + ".identity",
            ROOT + ".sql",
            ROOT + ".bootstrap",
            ROOT + ".http",
            ROOT + ".dev",
            ROOT + ".cli");
  }

  private static Stream<String> modulesIn(Path directory, String prefix) throws IOException {
    String pom = Files.readString(directory.resolve("pom.xml"));
    return Pattern.compile("<module>([^<]+)</module>")
        .matcher(pom)
        .results()
        .map((MatchResult module) -> prefix + module.group(1));
  }
}
