package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.VerdictDocuments.Document;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Holds docs/cosign-verdicts.md to what cosign and {@code stella verify} say of each document. */
class CosignVerdictsTest {

  private static final String YES = "yes";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  /**
   * A row of the page's table.
   *
   * @param why the two differ; empty when they do not
   */
  record Row(String document, String cosign, String stella, String why) {

    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
    }

    String verdicts() {
      return "| " + document + " | " + cosign + " | " + stella + " |";
    }

    boolean differ() {
      return cosign.equals(YES) != stella.equals(YES);
    }
  }

  private static String page() throws IOException {
    return Files.readString(Tools.repository().resolve("docs/cosign-verdicts.md"));
  }

  private static List<Row> rows() throws IOException {
    return page().lines().filter(line -> line.startsWith("| ")).skip(1).map(Row::of).toList();
  }

  @Test
  void page_eachDocument_hasTheVerdictsOfBothPrograms() throws IOException {
    Path artifact = directory.resolve("sbom.cdx.json");
    Files.copy(
        Tools.repository().resolve("signer-interop/src/test/samples/sbom.cdx.json"), artifact);
    List<String> asked = new ArrayList<>();
    asked.add(ask("made by `stella sign`", signedByStella(artifact), "stella.pub", artifact));
    asked.add(
        ask("made by `cosign attest-blob`", signedByCosign(artifact), "cosign.pub", artifact));
    DocumentSigner signer = DocumentSigner.p256();
    Files.writeString(directory.resolve("test.pub"), signer.key().pem());
    Bytes content = Bytes.adopt(Files.readAllBytes(artifact));
    for (Document each : new VerdictDocuments(signer, content, certificate()).all()) {
      Path bundle = directory.resolve("document.json");
      Files.write(bundle, each.content().toByteArray());
      asked.add(ask(each.name(), bundle, "test.pub", artifact));
    }

    assertThat(rows().stream().map(Row::verdicts)).containsExactlyElementsOf(asked);
    assertThat(asked).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
  }

  @Test
  void page_documentWithDifferentVerdicts_saysWhy() throws IOException {
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(
            row -> assertThat(row.why().isEmpty()).as(row.document()).isNotEqualTo(row.differ()));
    long differ = rows().stream().filter(Row::differ).count();
    assertThat(page()).contains("differ on " + differ + " of " + rows().size() + " documents");
  }

  private Path signedByStella(Path artifact) {
    Path bundle = directory.resolve("stella.json");
    Command.of(
            Tools.stella(),
            "sign",
            "sbom",
            artifact.toString(),
            "--dev",
            "--bundle",
            bundle.toString(),
            "--public-key",
            directory.resolve("stella.pub").toString())
        .in(directory)
        .succeed();
    return bundle;
  }

  private Path signedByCosign(Path artifact) {
    Path bundle = directory.resolve("cosign.json");
    Cosign cosign = new Cosign(directory);
    cosign.generateKeyPair("cosign");
    cosign
        .command(
            "attest-blob",
            "--key",
            "cosign.key",
            "--type",
            "cyclonedx",
            "--predicate",
            artifact.toString(),
            "--bundle",
            bundle.toString(),
            "--use-signing-config=false",
            "--tlog-upload=false",
            "-y",
            artifact.toString())
        .succeed();
    return bundle;
  }

  private Bytes certificate() throws IOException {
    Path der = directory.resolve("certificate.der");
    Command.of(
            Tools.openssl(),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=signer",
            "-keyout",
            directory.resolve("certificate.key").toString(),
            "-outform",
            "DER",
            "-out",
            der.toString())
        .succeed();
    return Bytes.adopt(Files.readAllBytes(der));
  }

  private String ask(String name, Path bundle, String key, Path artifact) throws IOException {
    Path publicKey = directory.resolve(key);
    Command.Outcome cosign =
        new Verifiers(directory).cosign(bundle, publicKey, "cyclonedx", artifact);
    Command.Outcome stella =
        Command.of(
                Tools.stella(),
                "verify",
                bundle.toString(),
                "--key",
                publicKey.toString(),
                "--artifact",
                artifact.toString(),
                "--type",
                "cyclonedx",
                "--output",
                "json")
            .run();
    return new Row(name, cosign.exit() == 0 ? YES : "no", verdict(stella), "").verdicts();
  }

  /** Yes, or the first check that is in the way; of the form also what is wrong with it. */
  private static String verdict(Command.Outcome stella) throws IOException {
    String outcome =
        switch (stella.exit()) {
          case 0 -> "passed";
          case 1 -> "failed";
          case 6 -> "unsupported";
          default -> throw new AssertionError(stella.toString());
        };
    if (outcome.equals("passed")) {
      return YES;
    }
    for (JsonNode check : JSON.readTree(stella.out()).get("checks")) {
      if (check.get("outcome").textValue().equals(outcome)) {
        String detail = check.get("detail").textValue();
        String name = check.get("name").textValue();
        String what = name.equals("form") ? ", " + detail.substring(0, detail.indexOf(':')) : "";
        return (outcome.equals("failed") ? "no: `" : "unsupported: `") + name + "`" + what;
      }
    }
    throw new AssertionError(stella.toString());
  }
}
