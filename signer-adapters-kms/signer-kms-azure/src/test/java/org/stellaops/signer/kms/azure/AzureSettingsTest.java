package org.stellaops.signer.kms.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;

/** What a configuration may say. */
class AzureSettingsTest {

  private static KeyBackend open(Map<String, String> settings) {
    return new AzureKeyVault(FakeAzure.ENVIRONMENT::get)
        .open(new KeyBackendOptions("main", settings, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vault.azure.net",
        "https://a.b.vault.azure.net",
        "https://acme.vault.azure.net.evil.example",
        "https://evil-vault.azure.net",
        "https://acme.blob.core.windows.net",
        "https://127.0.0.1",
        "http://acme.vault.azure.net",
        "https://acme.vault.azure.net:8443",
        "https://user@acme.vault.azure.net",
        "https://acme.vault.azure.net/keys",
        "https://acme.vault.azure.net?x",
        "https:",
        "acme",
        "not a url"
      })
  void vaultThatIsNone_isRefused(String address) {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(Map.of("vault", address)))
        .withMessageContaining("key backend main: vault");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://acme.vault.azure.net",
        "https://acme.vault.azure.net/",
        "https://acme.vault.azure.net:443",
        "HTTPS://Acme.Vault.Azure.Net",
        "https://acme.managedhsm.azure.net",
        "https://acme.vault.azure.cn",
        "https://acme.managedhsm.usgovcloudapi.net"
      })
  void vault_ofEachService_isOpened(String address) {
    open(Map.of("vault", address)).close();
  }

  @Test
  void noVault_isRefused() {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> open(Map.of()))
        .withMessageContaining("vault");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://login.own", "https://user:pw@login.own", "https://login.own/x", "login"})
  void authorityThatIsNone_isRefused(String authority) {
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(
            () -> open(Map.of("vault", "https://acme.vault.azure.net", "authority", authority)))
        .withMessageContaining("key backend main: authority")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pw"));
  }

  @Test
  void options_ofTheType_areFoundByItsName() {
    assertThat(new AzureKeyVault().name()).isEqualTo("azure-key-vault");
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> new AzureKeyVault().open(new KeyBackendOptions("x", Map.of(), Map.of())));
  }
}
