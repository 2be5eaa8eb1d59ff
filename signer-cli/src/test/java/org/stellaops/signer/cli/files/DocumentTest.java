package org.stellaops.signer.cli.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/** What is recognised in files that people name, and what is said of the rest. */
class DocumentTest {

  private static final String CYCLONEDX = "{\"bomFormat\":\"CycloneDX\"}";
  private static final String SPDX_3 =
      "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[]}";
  private static final String MARK = "\ufeff";

  @TempDir Path scratch;

  private static Document sbom(Bytes content) {
    return Document.sbom(Path.of("app.json"), content, null);
  }

  private static Document sbom(String content) {
    return sbom(Bytes.utf8(content));
  }

  private static String refused(Bytes content) {
    CommandFailed why = catchThrowableOfType(CommandFailed.class, () -> sbom(content));
    assertThat(why.exitCode()).isEqualTo(ExitCode.USAGE);
    return why.getMessage();
  }

  private static String refused(String content) {
    return refused(Bytes.utf8(content));
  }

  private String refusedStatement(String content) throws IOException {
    Path file = Files.writeString(scratch.resolve("s.json"), content);
    return catchThrowableOfType(CommandFailed.class, () -> Document.statement(file)).getMessage();
  }

  @Test
  void request_saysOfTheScannersImageWhatIsKnown() {
    Digest image = Bytes.utf8("image").sha256();
    Digest index = Bytes.utf8("index").sha256();
    Wanted wanted = Wanted.by(List.of());

    assertThat(sbom(CYCLONEDX).request("p", new ScannerImage(null, null), wanted).utf8())
        .doesNotContain("scanner");
    assertThat(sbom(CYCLONEDX).request("p", new ScannerImage(null, index).or(image), wanted).utf8())
        .contains(
            "\"scannerImageDigest\":\"" + image + "\"", "\"scannerIndexDigest\":\"" + index + "\"");
    assertThat(new ScannerImage(index, null).or(image)).isEqualTo(new ScannerImage(index, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}|https://cyclonedx.org/bom",
        "{\"bomFormat\":\"CycloneDX\"}|https://cyclonedx.org/bom",
        "{\"spdxVersion\":\"SPDX-2.2\"}|https://spdx.dev/Document",
        "{\"spdxVersion\":\"SPDX-2.3\"}|https://spdx.dev/Document",
        "{\"@context\":\"https://spdx.org/rdf/3.0.0/spdx-context.jsonld\",\"@graph\":[]}|https://spdx.dev/Document/v3",
        "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[]}|https://spdx.dev/Document/v3",
        "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"type\":\"SpdxDocument\"}|https://spdx.dev/Document/v3",
        "{\"@context\":[\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",{\"x\":\"https://x.example/\"}],\"@graph\":[]}|https://spdx.dev/Document/v3",
        "{\"@context\":[{\"x\":\"https://x.example/\"},\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\"],\"@type\":\"x\"}|https://spdx.dev/Document/v3",
        "{\"@context\":{\"@vocab\":\"https://spdx.org/rdf/3.0.1/terms/Core/\"},\"@graph\":[]}|https://spdx.dev/Document/v3",
        "{\"@context\":\"https://spdx.github.io/spdx-spec/v3.0.1/rdf/spdx-context.jsonld\",\"@graph\":[]}|https://spdx.dev/Document/v3",
        "{\"@context\":\"./context.jsonld\",\"@graph\":[{\"type\":\"CreationInfo\",\"specVersion\":"
            + " \"3.0.1\"}]}|https://spdx.dev/Document/v3"
      })
  void sbom_ofAKnownKind_hasItsPredicateType(String content, String type) {
    assertThat(sbom(content).predicateType()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {CYCLONEDX, SPDX_3, "\n {\"spdxVersion\":\"SPDX-2.3\"}\n"})
  void sbom_withAByteOrderMark_isReadWithoutItAndHasTheDigestOfTheFile(String content) {
    Document marked = sbom(MARK + content);

    assertThat(marked.predicate()).isEqualTo(sbom(content).predicate());
    assertThat(marked.subject().utf8()).contains(Bytes.utf8(MARK + content).sha256().hex());
    assertThat(refused(MARK + MARK + content)).contains("byte order mark");
  }

  @Test
  void statementAndReport_withAByteOrderMark_areRead() throws IOException {
    Path statement =
        Files.writeString(
            scratch.resolve("s.json"),
            MARK
                + "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"t\","
                + "\"subject\":[]}");
    Path report = Files.writeString(scratch.resolve("r.json"), MARK + "{}");

    assertThat(Document.statement(statement).predicate()).isNull();
    assertThat(Document.report(report, "t", null, "d", "v").predicate().utf8()).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<?xml version=\"1.0\"?>\\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"/>|CycloneDX"
            + " in XML|cyclonedx convert",
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.2'></bom>|CycloneDX in XML|--output-format"
            + " json",
        "SPDXVersion: SPDX-2.3\\nDataLicense: CC0-1.0\\n|SPDX in tag-value|pyspdxtools -i app.json"
            + " -o sbom.json",
        "# comment\\r\\nSPDXVersion:SPDX-2.2\\r\\n|SPDX in tag-value|pyspdxtools",
        "<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>|SPDX in RDF|pyspdxtools",
        "@prefix spdx: <http://spdx.org/rdf/terms#> .\\n|SPDX in RDF|pyspdxtools",
        "@prefix s: <https://spdx.org/rdf/3.0.1/terms/Core/> .\\n|SPDX 3 in RDF|JSON-LD",
        "<Document><spdxVersion>SPDX-2.3</spdxVersion></Document>|SPDX in XML|pyspdxtools",
        "SPDXID: SPDXRef-DOCUMENT\\nspdxVersion: SPDX-2.3\\n|SPDX in YAML|pyspdxtools",
        "---\\nspdxVersion: \"SPDX-2.3\"\\n|SPDX in YAML|*.yaml",
        "bomFormat: CycloneDX\\nspecVersion: 1.6\\n|CycloneDX in YAML|yq",
        "<SoftwareIdentity name=\"x\"/>|SWID|CycloneDX and SPDX",
        "<!DOCTYPE html>\\n<HTML lang=\"en\">|HTML|servers",
        "<a/>|XML|not JSON",
        "-----BEGIN CERTIFICATE-----|PEM|not JSON",
        "[{\"bomFormat\":\"CycloneDX\"}]|JSON array|each",
        "\\n\\0031.6|Protobuf|cyclonedx convert"
      })
  void sbom_inAnotherForm_isRefusedByItsNameWithWhatConvertsIt(
      String content, String name, String advice) {
    String text = content.translateEscapes();

    assertThat(refused(text)).startsWith("app.json is ").contains(name, advice);
    assertThat(refused(MARK + text)).doesNotContain("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t", MARK})
  void sbom_thatIsEmpty_isRefusedAsSuch(String content) {
    assertThat(refused(content)).isEqualTo("app.json is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16, iconv -f UTF-16 ",
    "UTF-16LE, iconv -f UTF-16LE ",
    "UTF-16BE, iconv -f UTF-16BE ",
    "UTF-32LE, iconv -f UTF-32 ",
    "UTF-32BE, iconv -f UTF-32 "
  })
  void sbom_inAnotherEncoding_isRefusedWithWhatConvertsIt(String encoding, String command) {
    byte[] content = CYCLONEDX.getBytes(Charset.forName(encoding));

    assertThat(refused(Bytes.adopt(content))).contains("not UTF-8", command);
    assertThat(refused(Bytes.adopt((MARK + CYCLONEDX).getBytes(StandardCharsets.UTF_16LE))))
        .contains("PowerShell", "iconv -f UTF-16 ");
  }

  @Test
  void sbom_compressed_isRefusedWithWhatUnpacksIt() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(CYCLONEDX.getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("a"));
    }

    assertThat(refused(Bytes.adopt(gzip.toByteArray())))
        .isEqualTo("app.json is compressed; unpack it: gzip -dc app.json > sbom.json");
    assertThat(refused(Bytes.adopt(zip.toByteArray()))).contains("zip archive");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sbom\":{\"spdxVersion\":\"SPDX-2.3\"}}|jq '.sbom' app.json > sbom.json",
        "{\"SPDX\":{\"spdxVersion\":\"SPDX-2.3\"}}|jq '.SPDX' app.json",
        "{\"linux/amd64\":{\"SPDX\":{\"spdxVersion\":\"SPDX-2.3\"}}}|jq '.\"linux/amd64\".SPDX'"
            + " app.json",
        "{\"id\":1,\"bom\":{\"bomFormat\":\"CycloneDX\"}}|jq '.bom' app.json",
        "{\"attestations\":[{\"bundle\":{}}]}|jq '.attestations[0].bundle' app.json",
        "{\"payload\":\"e30=\",\"payloadType\":\"t\",\"signatures\":[]}|a DSSE envelope, signed"
            + " already",
        "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}|a Sigstore bundle,"
            + " signed already",
        "{\"_type\":\"https://in-toto.io/Statement/v1\"}|stella sign statement app.json",
        "{\"@context\":\"https://spdx.org/rdf/3.1.0/spdx-context.jsonld\",\"@graph\":[]}|SPDX"
            + " 3.1.0, of which only 3.0",
        "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\"}|neither @graph nor type",
        "{\"spdxVersion\":\"SPDX-3.0\"}|@context",
        "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[{\"type\":"
            + "\"CreationInfo\",\"specVersion\":\"3.1.0\"}]}|SPDX 3.1.0, of which only 3.0",
        "{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"type\":\"SpdxDocument\",\"creationInfo\":{\"type\":\"CreationInfo\",\"specVersion\":\"2.3\"}}|SPDX"
            + " 2.3, of which",
        "{\"bomFormat\":\"CycloneDX\",\"spdxVersion\":\"SPDX-2.3\"}|several formats at once",
        "{\"@context\":\"https://openvex.dev/ns/v0.2.0\"}|OpenVEX",
        "{\"bomFormat\":\"cyclonedx\"}|\"bomFormat\": \"CycloneDX\"",
        "{\"specVersion\":\"1.6\",\"components\":[]}|\"bomFormat\": \"CycloneDX\"",
        "{\"specFormat\":\"CycloneDX\",\"specVersion\":\"2.0\"}|CycloneDX 2",
        "{\"artifacts\":[],\"source\":{},\"descriptor\":{}}|syft convert app.json",
        "{\"SchemaVersion\":2,\"ArtifactName\":\"x\"}|trivy convert",
        "{\"_type\":\"https://in-toto.io/Statement/v0.1\"}|it is of version v0.1",
        "{\"@context\":\"https://openvex.dev/ns/v0.2.0\"}|predicateType:\"https://openvex.dev/ns\"",
        "{\"buildDefinition\":{},\"runDetails\":{}}|predicateType:\"https://slsa.dev/provenance/v1\"",
        "{\"builder\":{},\"buildType\":\"x\"}|predicateType:\"https://slsa.dev/provenance/v0.2\"",
        "{\"version\":\"2.1.0\",\"runs\":[]}|is SARIF; make a statement of it",
        "{\"document\":{},\"product_tree\":{}}|is CSAF; make a statement of it",
        "{\"auditReportVersion\":2,\"vulnerabilities\":{}}|is a report of npm audit; make",
        "{\"actions\":[],\"advisories\":{},\"metadata\":{}}|is a report of npm audit; make",
        "{\"matches\":[],\"source\":{},\"descriptor\":{}}|Grype's own report; make a statement",
        "{\"lockfileVersion\":3,\"packages\":{}}|npm sbom --sbom-format cyclonedx > sbom.json",
        "{\"detector\":{},\"manifests\":{}}|gh api repos/OWNER/REPO/dependency-graph/sbom",
        "{\"message\":\"Not Found\",\"documentation_url\":\"x\"}|an error message of an API",
        "{\"schemaVersion\":2,\"layers\":[]}|an OCI manifest",
        "{\"_type\":\"link\"}|before statements",
        "{\"base64Signature\":\"x\",\"cert\":\"y\"}|--new-bundle-format",
        "{\"payload\":\"x\",\"protected\":\"y\",\"signature\":\"z\"}|a JWS, signed already",
        "{\"bomFormat\":\"CycloneDX\"} {}|sign each by itself: jq -s '.[0]' app.json > sbom.json",
        "[{\"bomFormat\":\"CycloneDX\"}]|jq '.[0]' app.json > sbom.json",
        "{\"name\":\"x\"}|neither CycloneDX nor SPDX"
      })
  void sbom_thatIsAnotherDocument_isRefusedWithAHint(String content, String hint) {
    assertThat(refused(content)).contains(hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "123456789012345678|write it with at most 17, or as a string",
        "0.123456789012345678|write it with at most 17, or as a string",
        "12345678901234567890|write it with at most 17, or as a string",
        "1e400|write it as a string",
        "0.1e-400|write it as a string",
        "01|leading zeros",
        "+1|are not JSON",
        "NaN|NaN",
        "-Infinity|Infinity",
        "'a'|single quotes",
        "1,|a comma before a closing bracket",
        "1/* */|comments",
        "1,\"x\":2|keep one of them",
        "\"a\tb\"|write it as an escape",
        "\"\\a\"|a backslash itself",
        "\"\\ud800\"|write the whole character"
      })
  void sbom_withAValueThatIsNotRead_isToldWhatToDo(String value, String remedy) {
    assertThat(refused("{\"bomFormat\":\"CycloneDX\",\"x\":" + value + "}")).contains(remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-0", "-0.0", "1E+2", "1e2", "1234567890123456", "1.7976931348623157e308"})
  void sbom_withAnUnusualNumber_isRead(String number) {
    assertThat(sbom("{\"bomFormat\":\"CycloneDX\",\"x\":" + number + "}")).isNotNull();
  }

  @Test
  void sbom_inLatin1OrTooDeep_isToldWhatToDo() {
    byte[] latin1 = "{\"bomFormat\":\"CycloneDX\",\"x\":\"\u00e9\"}".getBytes(ISO_8859_1);
    String deep = "[".repeat(200) + "]".repeat(200);

    assertThat(refused(Bytes.adopt(latin1))).contains("save the document as UTF-8");
    assertThat(refused("{\"bomFormat\":\"CycloneDX\",\"x\":" + deep + "}"))
        .contains("fewer levels");
  }

  @Test
  void statement_thatIsAnotherDocument_isRefusedWithAHint() throws IOException {
    assertThat(refusedStatement(CYCLONEDX))
        .contains("not an in-toto Statement v1: it is CycloneDX", "stella sign sbom");
    assertThat(refusedStatement(SPDX_3)).contains("it is SPDX 3.0");
    assertThat(refusedStatement("{\"_type\":\"https://in-toto.io/Statement/v0.1\"}"))
        .contains("it is of version v0.1", "jq '._type=\"https://in-toto.io/Statement/v1\"'");
    assertThat(refusedStatement("{\"dsseEnvelope\":{}}")).contains("signed already");
    assertThat(refusedStatement("{}")).contains("it has no _type; make a statement of it");
    assertThat(refusedStatement("{\"sbom\":{\"spdxVersion\":\"SPDX-2.3\"}}"))
        .contains("it has an SBOM in its member .sbom: jq '.sbom'");
    assertThat(refusedStatement("{\"version\":\"2.1.0\",\"runs\":[]}"))
        .contains("it is SARIF; make a statement of it");
    assertThat(refusedStatement("{\"_type\":1}")).contains("its _type is another; make");
    String statement = "{\"_type\":\"https://in-toto.io/Statement/v1\"";
    assertThat(refusedStatement(statement + "}")).contains("no predicateType");
    assertThat(refusedStatement(statement + ",\"predicateType\":\"t\"}")).contains("no subject");
    assertThat(refusedStatement(statement + ",\"predicateType\":\"t\",\"x\":1}"))
        .contains("a member that no in-toto Statement v1 has, at $.x");
  }

  @Test
  void notes_numbersThatAreSignedAsOtherDecimals_nameTheFirstAndCountTheRest() {
    String number = "1.0000000000000001";
    Document document =
        sbom(
            "{\"bomFormat\":\"CycloneDX\",\"w\":["
                + String.join(",", number, number, number, number, number)
                + "]}");

    assertThat(document.notes())
        .hasSize(4)
        .startsWith(
            "note: 1.0000000000000001 at $.w[0] is signed as 1, the same IEEE 754 double (RFC"
                + " 8785)")
        .endsWith("note: and 2 more such numbers");
    assertThat(sbom(CYCLONEDX).notes()).isEmpty();
  }

  @Test
  void sbom_numberOfEighteenDigits_isToldWhatToDo() {
    assertThat(refused("{\"bomFormat\":\"CycloneDX\",\"w\":0.123456789012345678}"))
        .contains("more than 17 significant digits", "$.w")
        .endsWith("; write it with at most 17, or as a string");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/fd/987654, -",
    "/proc/self/fd/987654, -",
    "-, -",
    "some/app.json, app.json",
    "/dev/fd/x, x"
  })
  void name_ofADescriptor_isNoNumber(Path file, String name) {
    assertThat(LocalFile.name(file)).isEqualTo(name);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void name_ofADescriptorOfAFile_isThatOfTheFile() throws IOException {
    Path file = Files.writeString(scratch.resolve("app.cdx.json"), CYCLONEDX);
    try (var open = Files.newInputStream(file);
        var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      @Nullable Path found = null;
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).equals(file.toRealPath())) {
          found = descriptor;
        }
      }
      assertThat(open.read()).isEqualTo('{');
      assertThat(found).isNotNull();
      assertThat(LocalFile.name(found)).isEqualTo("app.cdx.json");
    }
  }
}
