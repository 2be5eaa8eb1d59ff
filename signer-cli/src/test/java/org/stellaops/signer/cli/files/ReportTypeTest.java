package org.stellaops.signer.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTypeTest {

  @TempDir Path scratch;

  private String type(String json, @Nullable String said) throws IOException {
    Path file = Files.writeString(scratch.resolve("r.json"), json.replace('\'', '"'));
    return Document.report(file, said, null, null, null).predicateType();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'@context':'https://openvex.dev/ns/v0.2.0','@id':'x','author':'a','timestamp':'t','version':1,'statements':[]}"
            + " | https://openvex.dev/ns",
        "{'document':{'category':'csaf_vex','csaf_version':'2.0','publisher':{},'title':'t','tracking':{}}}"
            + " | https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
        "{'version':'2.1.0','runs':[{'tool':{'driver':{'name':'n'}}}]}"
            + " | https://docs.oasis-open.org/sarif/sarif/v2.1.0",
        "{'invocation':{},'scanner':{'uri':'u'},'metadata':{'scanStartedOn':'a','scanFinishedOn':'b'}}"
            + " | https://cosign.sigstore.dev/attestation/vuln/v1",
        "{'bomFormat':'CycloneDX'} | https://cyclonedx.org/bom",
        "{'spdxVersion':'SPDX-2.3'} | https://spdx.dev/Document",
        "{'@context':'https://spdx.org/rdf/3.0.1/spdx-context.jsonld','@graph':[]}"
            + " | https://spdx.dev/Document/v3",
      })
  void report_thatSaysWhatItIs_hasItsType(String json, String expected) throws IOException {
    assertThat(type(json, null)).isEqualTo(expected);
    assertThat(type(json, expected)).isEqualTo(expected);
    assertThatThrownBy(() -> type("{}", expected)).hasMessageContaining("as --type says");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'@context':'https://openvex.dev/ns/v0.2.0'} | says that it is OpenVEX, and is not",
        "{'document':{'csaf_version':'1.9'}}          | says that it is CSAF, and is not",
        "{'version':'2.0.0','runs':[]}                | says that it is SARIF, and is not",
        "{'version':'2.1.0','runs':[{}]}              | says that it is SARIF, and is not",
        "{'$schema':'https://x/sarif-2.1.0.json'}     | says that it is SARIF, and is not",
        "{'invocation':1,'scanner':1,'metadata':1}    | and is not",
        "{'_type':'https://in-toto.io/Statement/v1'}  | sign it with: stella sign statement",
        "{'results':[]}                               | say its type with --type",
      })
  void report_thatIsNotWhatItSays_isRefused(String json, String sentence) {
    assertThatThrownBy(() -> type(json, null)).hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({"https://example.org/report/v1", "https://cosign.sigstore.dev/attestation/v1"})
  void report_ofAnyKind_canBeSignedUnderATypeThatIsNotKnownHere(String said) throws IOException {
    assertThat(type("{'results':[]}", said)).isEqualTo(said);
    assertThat(type("{'version':'2.1.0','runs':[]}", said)).isEqualTo(said);
  }
}
