package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fence bites: the same rules, on a small product that breaks each of them. */
class PlantedViolationsTest {
  private static final String ROOT = "org.stellaops.signer.architecture.planted";
  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(ROOT);
  private static final Map<String, ArchRule> RULES =
      new Fences(ROOT, ProductModule.behindAPort()).all();

  @ParameterizedTest
  @CsvSource({
    "model, model.Porter",
    "ports, ports.Street",
    "json, json.KnowsAPort",
    "core, core.ReadsFiles",
    "core, core.ReadsOldFiles",
    "core, core.Logs",
    "core, core.NamesAnAdapter",
    "verify, verify.Calls",
    "verify, verify.ReadsWithAVendor",
    "outbound, outbound.KnowsTheCore",
    "crypto, crypto.AsksAPort",
    "kms.keystore, kms.keystore.ReadsJson",
    "kms.aws, kms.aws.ReadsJsonToo",
    "kms.gcp, kms.gcp.ReadsJsonAsWell",
    "kms.azure, kms.azure.ReadsJsonByItself",
    "kms.pkcs11, kms.pkcs11.NamesAVendor",
    "identity, identity.AsksTheCore",
    "fulcio, fulcio.JudgesACertificate",
    "fido2, fido2.ChecksWithTheVerifier",
    "tuf, tuf.BelievesTheVerifier",
    "sql, sql.PeeksAtNeighbour",
    "oci, oci.TestedLampSpecimen",
    "oci, oci.HidesAVendor",
    "one statement reader, core.MakesAStatement",
    "bootstrap, bootstrap.KnowsAShell",
    "http, http.NamesAnAdapterToo",
    "dev, dev.DeepIntoAdapters",
    "cli, cli.NamesDev",
    "testkit, testkit.KnowsTheCore",
    "no cycle, core.left.Left",
    "no cycle, model.Porter",
    "telling names, core.util.Misplaced",
    "telling names, core.LampManager",
    "evidence, core.Admitted",
    "repeats, core.intake.AnswersByItself",
    "key use, core.UsesAKey",
    "log push, http.PushesToALog",
    "no vendor in public, oci.ShowsAVendor",
    "null marked, ports.Lamp",
    "embedding, dev.KnowsAGate",
    "one name each, ports.Lamp",
  })
  void fence_plantedViolation_isReported(String fence, String planted) {
    assertThat(reported(fence)).anyMatch(line -> line.contains(ROOT + "." + planted));
  }

  @ParameterizedTest
  @CsvSource({
    "model, model.Coin",
    "ports, ports.Lamp",
    "core, core.Decision",
    "evidence, core.Entitled",
    "key use, core.signing.Signs",
    "no vendor in public, oci.HidesAVendor",
    "null marked, model.Coin",
    "telling names, core.Decision",
  })
  void fence_innocentNeighbour_isNotReported(String fence, String innocent) {
    assertThat(reported(fence))
        .noneMatch(line ->
            line.contains("<" + ROOT + "." + innocent + ".")
                || line.startsWith(ROOT + "." + innocent));
  }

  @Test
  void fences_all_haveAPlantedViolation() {
    Set<String> silent = new TreeSet<>();
    RULES.forEach((name, rule) -> {
      if (!rule.evaluate(PLANTED).hasViolation()) {
        silent.add(name);
      }
    });

    assertThat(silent).isEmpty();
  }

  @Test
  void contractCoverage_plantedGap_isTheOnlyOneNamed() {
    List<String> gaps =
        new ContractCoverage(ROOT, ProductModule.behindAPort().keySet(), PLANTED, PLANTED).gaps();

    assertThat(gaps)
        .containsExactly(
            ROOT + ".sql.UntestedLamp implements Lamp, but no test extends its contract");
  }

  private static List<String> reported(String fence) {
    return RULES.get(fence).evaluate(PLANTED).getFailureReport().getDetails();
  }
}
