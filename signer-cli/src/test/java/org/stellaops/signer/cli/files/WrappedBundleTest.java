package org.stellaops.signer.cli.files;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

class WrappedBundleTest {

  private static final String BUNDLE = "{\"dsseEnvelope\":{},\"mediaType\":\"m\"}";
  private static final String ENVELOPE =
      "{\"payload\":\"\",\"payloadType\":\"\",\"signatures\":[]}";

  private static Optional<String> hint(Bytes content) {
    return WrappedBundle.hint(Path.of("a.json"), content);
  }

  private static String hint(String content) {
    String full = content.replace("BUNDLE", BUNDLE).replace("ENVELOPE", ENVELOPE);
    return hint(Bytes.utf8(full)).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"attestations\":[{\"repository_id\":1,\"bundle\":BUNDLE}]}"
            + "|jq '.attestations[0].bundle' a.json > bundle.sigstore.json",
        "{\"bundle\":BUNDLE,\"auditId\":\"a\"}|jq '.bundle' a.json",
        "{\"bundle\":{\"dsse\":ENVELOPE,\"sigstore\":[BUNDLE]}}|jq '.bundle.dsse' a.json",
        "[{\"attestation\":{\"bundle\":BUNDLE}}]|jq '.[0].attestation.bundle' a.json",
        "[BUNDLE]|jq '.[0]' a.json",
        "BUNDLE BUNDLE|jq -s '.[0]' a.json > bundle.sigstore.json",
        "\ufeffBUNDLE|tail -c +4 a.json > bundle.sigstore.json",
        "-----BEGIN CERTIFICATE-----|a.json is PEM, not JSON",
        "``|a.json is empty",
        "SPDXVersion: SPDX-2.3|is neither a bundle nor an envelope",
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.2'/>|is neither a bundle nor an envelope",
        "{\"base64Signature\":\"MEUCIQ==\",\"cert\":\"LS0t\",\"rekorBundle\":{}}|a.json is of an"
            + " older cosign and has a file's bare signature",
        "{\"base64Signature\":\"eyJwYXlsb2FkIjoiIn0=\"}|jq -r .base64Signature a.json ¦ base64 -d >"
            + " envelope.dsse.json",
        "{\"bomFormat\":\"CycloneDX\"}|is an SBOM; name its bundle, and the SBOM with --artifact",
        "{\"_type\":\"https://in-toto.io/Statement/v1\"}|that nobody signed"
      })
  void hint_fileWithSomethingElse_saysWhatItIsAndWhatToDo(String content, String hint) {
    assertThat(hint(content)).contains(hint.replace('¦', '|'));
  }

  @Test
  void hint_otherEncoding_namesTheCommand() {
    assertThat(hint(Bytes.adopt(BUNDLE.getBytes(UTF_16)))).get().asString().contains("iconv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BUNDLE", "ENVELOPE", "{}", "{", "[]", "{\"a b\":BUNDLE}"})
  void hint_bundleOrUnknownFile_isNone(String content) {
    assertThat(hint(content)).isEmpty();
  }
}
