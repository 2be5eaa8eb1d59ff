package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.service.DevelopmentService;

/** {@code stella verify release}, which asks a running service. */
class VerifyReleaseTest {

  /** Signed by a key that nobody trusts. */
  private static final String IMPOSTOR =
      "sha256:f246d391455d13f74d492b9cf92b5b854962ae64f39b2b2b4a87a93071cf6209";

  private static DevelopmentService service;

  @BeforeAll
  static void start() {
    service = DevelopmentService.start(null, Ports.free());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Ran ask(String image, Object... more) {
    return stella(List.of("verify", "release", image, "--server", service.origin(), "--dev"), more);
  }

  @Test
  void release_thatIsOne_namesWhoSignedAndWhy() {
    Ran ran = ask("registry.example/scanner@" + Samples.RELEASED, "--explain");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("trusted ", "bundle ", "by sha256:", "A release signature of this image.")
        .contains("type https://sigstore.dev/cosign/sign/v1")
        .endsWith("released: " + Samples.RELEASED + "\n");
  }

  @Test
  void release_thatAStrangerSigned_isNone() {
    Ran ran = ask(IMPOSTOR);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).startsWith("unknown-key ").contains("by nobody known");
    assertThat(ran.out()).endsWith("NOT RELEASED: no-trusted-signature\n");
  }

  @Test
  void release_inJson_isTheServersAnswer() {
    Ran ran = ask(Samples.UNSIGNED, "--output", "json");
    assertThat(ran.exit()).isEqualTo(1);
    JsonNode answer = Samples.json(ran.out());
    assertThat(answer.get("conclusion").asText()).isEqualTo("unsigned");
    assertThat(answer.get("signatures")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry.example/scanner:latest", "sha256:abc", "x@sha512:00", ""})
  void release_notNamedByItsDigest_isNotAskedFor(String image) {
    Ran ran = ask(image);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("IMAGE@sha256:HEX");
  }
}
