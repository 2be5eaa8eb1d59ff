package org.stellaops.signer.kms.azure;

import com.azure.core.util.Configuration;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/**
 * The key backend {@code azure-key-vault}. Settings: {@code vault}, and {@code authority} and
 * {@code caFile}, which may be absent. Credentials come from the environment.
 */
public final class AzureKeyVault implements KeyBackendType {

  private final Function<String, @Nullable String> variables;

  /** Reads the environment as the SDK does, and at the same time: when it is needed. */
  public AzureKeyVault() {
    this(name -> Configuration.getGlobalConfiguration().get(name));
  }

  /**
   * @param variables the environment
   */
  AzureKeyVault(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  @Override
  public String name() {
    return "azure-key-vault";
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    VaultHost vault =
        VaultHost.of(address(options, "vault", options.required("vault")))
            .orElseThrow(() ->
                refused(
                    options,
                    "vault has to be https://NAME. and one of "
                        + String.join(", ", VaultHost.SERVICES)));
    String authority =
        options
            .setting("authority")
            .map(text -> "https://" + address(options, "authority", text).getRawAuthority())
            .orElse(null);
    return new AzureVaultKeys(
        options.name(),
        new AzureClient(
            vault,
            authority,
            TrustedCertificates.of(options.setting("caFile").map(Path::of).orElse(null)),
            variables));
  }

  /** Credentials are sent there: it has to be the service itself, and by TLS. */
  private static URI address(KeyBackendOptions options, String setting, String text) {
    try {
      URI url = new URI(text);
      if ("https".equalsIgnoreCase(url.getScheme())
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null
          && List.of("", "/").contains(url.getPath())) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw refused(options, setting + " is no URL");
    }
    throw refused(options, setting + " has to be https://HOST");
  }

  private static BackendRefused refused(KeyBackendOptions options, String what) {
    return new BackendRefused("key backend " + options.name() + ": " + what);
  }
}
