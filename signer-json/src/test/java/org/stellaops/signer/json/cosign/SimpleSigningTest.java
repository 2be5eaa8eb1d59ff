package org.stellaops.signer.json.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

class SimpleSigningTest {

  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final String GOOD =
      "{'critical':{'identity':{'docker-reference':'registry.example.test/scanner'},"
              .replace('\'', '"')
          + "\"image\":{\"docker-manifest-digest\":\""
          + IMAGE
          + "\"},\"type\":\"cosign container image signature\"},"
          + "\"optional\":{\"version\":\"1.2.3\",\"n\":1}}";

  private static SimpleSigning read(String json) throws InvalidField {
    return SimpleSigning.read(Bytes.utf8(json));
  }

  @Test
  void read_whatCosignWrites_saysTheImageItsNameAndItsAnnotations() throws InvalidField {
    assertThat(read(GOOD))
        .isEqualTo(
            new SimpleSigning(IMAGE, "registry.example.test/scanner", Map.of("version", "1.2.3")));
    assertThat(read(GOOD.replaceFirst("\"optional\":.*", "\"optional\":null}")).annotations())
        .isEmpty();
    assertThat(read(GOOD.replaceFirst(",\"optional\":.*", "}")).annotations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "cosign container image signature | atomic container signature",
        "\"type\" | \"Type\"",
        "\"critical\" | \"Critical\"",
        "\"critical\":{ | \"critical\":{\"more\":1,",
        "{\"critical\" | {\"more\":1,\"critical\"",
        "\"docker-reference\" | \"docker-name\"",
        "{\"docker-reference\" | {\"more\":1,\"docker-reference\"",
        "{\"docker-manifest-digest\" | {\"docker-manifest-digest\":\"\",\"docker-manifest-digest\"",
        "sha256: | sha512:",
        "sha256: | SHA256:",
        "sha256: | ~~",
        "\"optional\":{ | \"optional\":[{",
      })
  void read_anythingElse_isRefused(String part, String other) {
    String changed = GOOD.replace(part, other == null ? "" : other);
    assertThat(changed).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(changed)).isInstanceOf(InvalidField.class);
  }
}
