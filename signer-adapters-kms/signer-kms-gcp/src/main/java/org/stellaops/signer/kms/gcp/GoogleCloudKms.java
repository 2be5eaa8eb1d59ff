package org.stellaops.signer.kms.gcp;

import com.google.cloud.kms.v1.KeyManagementServiceSettings;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/**
 * The key backend {@code google-cloud-kms}. Settings: {@code endpoint} and {@code caFile}, each of
 * which may be absent. Credentials are the application default ones, as the SDK finds them.
 */
public final class GoogleCloudKms implements KeyBackendType {

  private static final String PUBLIC = "cloudkms.googleapis.com:443";
  private static final Pattern ENDPOINT =
      Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):([0-9]{1,5})");

  @Override
  public String name() {
    return "google-cloud-kms";
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    return open(
        options,
        () ->
            KeyManagementServiceSettings.defaultCredentialsProviderBuilder()
                .build()
                .getCredentials());
  }

  static KeyBackend open(KeyBackendOptions options, GoogleAccess.Source credentials) {
    Matcher endpoint = ENDPOINT.matcher(options.setting("endpoint").orElse(PUBLIC));
    if (!endpoint.matches() || port(endpoint) < 1 || port(endpoint) > 65535) {
      throw new BackendRefused(
          "key backend " + options.name() + ": endpoint has to be HOST:PORT, such as " + PUBLIC);
    }
    return new GoogleKeys(
        options.name(),
        new GoogleClient(
            endpoint.group(1).replaceAll("[\\[\\]]", ""),
            port(endpoint),
            TrustedCertificates.of(options.setting("caFile").map(Path::of).orElse(null)),
            credentials));
  }

  private static int port(Matcher endpoint) {
    return Integer.parseInt(endpoint.group(2));
  }
}
