package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.LicensingSettings;
import org.stellaops.signer.ports.DependencyUnavailable;

class ClientAuthorizationTest {

  @TempDir Path directory;

  private LicensingSettings settings(String more) throws Exception {
    Path minimal =
        Path.of(
            Objects.requireNonNull(
                    ClientAuthorizationTest.class.getResource("/config/working_minimal.yaml"))
                .toURI());
    String text = Files.readString(minimal).replace("store:\n", more + "store:\n");
    Path file = Files.writeString(directory.resolve("signer.yaml"), text);
    return ConfigReader.read(file, Map.of()).licensing();
  }

  @Test
  void get_withoutSecret_isEmpty() throws Exception {
    assertThat(ClientAuthorization.ofLicensing(settings("")).get()).isEmpty();
  }

  @Test
  void get_secretWithReservedCharacters_isFormEncoded() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "p:ä+ %\n");
    LicensingSettings settings = settings("  clientId: signer:1\n  clientSecret: file:secret\n");

    String header = ClientAuthorization.ofLicensing(settings).get().orElseThrow();

    String pair =
        new String(
            Base64.getDecoder().decode(header.substring("Basic ".length())),
            StandardCharsets.US_ASCII);
    assertThat(pair).isEqualTo("signer%3A1:p%3A%C3%A4%2B+%25");
    Files.writeString(secret, "next");
    assertThat(ClientAuthorization.ofLicensing(settings).get().orElseThrow()).isNotEqualTo(header);
  }

  @Test
  void get_secretIsGone_isOurOutage() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "there");
    LicensingSettings settings = settings("  clientSecret: file:secret\n");
    Files.delete(secret);

    assertThatThrownBy(() -> ClientAuthorization.ofLicensing(settings).get())
        .isInstanceOf(DependencyUnavailable.class);
  }
}
