package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The registries behave as the release tests assume; without this, a pass there could mean that
 * nothing was exercised.
 */
class RegistriesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void referrersApi_eachKind_isThereOrNotAsBelieved(Registry.Kind kind) {
    try (Registry registry = Registry.start(kind, directory)) {
      String image = registry.pushImage("scanner", "any");

      int expected = kind == Registry.Kind.DISTRIBUTION ? 404 : 200;
      assertThat(registry.referrersStatus("scanner", image)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cosignVerify_signedImage_holdsOnlyUnderTheSigningKey(Registry.Kind kind) {
    try (Registry registry = Registry.start(kind, directory)) {
      Cosign cosign = new Cosign(directory);
      Path release = cosign.generateKeyPair("release");
      Path stranger = cosign.generateKeyPair("stranger");
      String reference = registry.reference("scanner", registry.pushImage("scanner", "signed"));
      cosign.signImage("release", reference);

      assertThat(cosign.verifyImage(release, reference).exit()).isZero();
      assertThat(cosign.verifyImage(stranger, reference).exit()).isNotZero();
    }
  }
}
