package org.stellaops.signer.kms.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.soon;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.unavailable;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.testkit.tls.OwnCertificate;

/** Where the service may be, and whose certificate it may have. */
class GoogleTrustTest {

  @TempDir static Path folder;

  private static KeyBackend open(FakeGoogleCloudKms fake, Map<String, String> also) {
    Map<String, String> settings = new HashMap<>(also);
    settings.put("endpoint", fake.endpoint());
    return GoogleCloudKms.open(
        new KeyBackendOptions("main", settings, Map.of()), FakeGoogleCloudKmsContractTest::token);
  }

  @Test
  void authorityInNoFile_isNotTrusted_andNoTokenIsSent() {
    OwnCertificate another = new OwnCertificate(folder, "another", "IP:127.0.0.1");
    for (Map<String, String> settings :
        List.of(Map.<String, String>of(), Map.of("caFile", another.pem().toString()))) {
      try (FakeGoogleCloudKms fake = new FakeGoogleCloudKms();
          KeyBackend backend = open(fake, settings)) {
        DependencyUnavailable failure = unavailable(() -> backend.requireReachable(soon()));
        assertThat(failure).hasMessageContaining("caFile");
        assertThat(failure.mayHaveHappened()).isFalse();
        assertThat(fake.wire().lastAuthorization()).isEmpty();
      }
    }
  }

  @Test
  void certificateOfAnotherHost_isNotTrusted_andNoTokenIsSent() {
    OwnCertificate other = new OwnCertificate(folder, "other", "DNS:kms.example");
    try (FakeGoogleCloudKms fake = new FakeGoogleCloudKms(other, 0);
        KeyBackend backend = open(fake, Map.of("caFile", other.pem().toString()))) {
      assertThat(unavailable(() -> backend.requireReachable(soon())))
          .hasMessageContaining("no TLS");
      assertThat(fake.wire().lastAuthorization()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cloudkms.googleapis.com",
        "https://cloudkms.googleapis.com:443",
        "cloudkms.googleapis.com:0",
        "cloudkms.googleapis.com:65536",
        "cloudkms.googleapis.com:443/path",
        "user@cloudkms.googleapis.com:443",
        "unix:/run/kms:1",
        ":443",
        "a b:443"
      })
  void endpointThatIsNoHostAndPort_isRefused(String endpoint) {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() ->
            new GoogleCloudKms()
                .open(new KeyBackendOptions("main", Map.of("endpoint", endpoint), Map.of())))
        .withMessageContaining("key backend main: endpoint");
  }

  @Test
  void caFileThatIsNotThere_isUnavailable() {
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() ->
            new GoogleCloudKms()
                .open(
                    new KeyBackendOptions(
                        "main", Map.of("caFile", folder.resolve("none.pem").toString()), Map.of())))
        .withMessageContaining("caFile");
  }
}
