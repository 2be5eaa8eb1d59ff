package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.signer.bootstrap.config.LicensingSettings;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * How we introduce ourselves at Licensing: client id and secret, each form-encoded, as HTTP Basic
 * (RFC 6749 §2.3.1). The secret is read for each question, so that a file may be replaced
 * meanwhile.
 */
final class ClientAuthorization implements Supplier<Optional<String>> {

  private final LicensingSettings settings;

  ClientAuthorization(LicensingSettings settings) {
    this.settings = settings;
  }

  /**
   * @throws DependencyUnavailable {@link Dependency#LICENSING}, the secret is gone: our outage,
   *     which no caller is to blame for
   */
  @Override
  public Optional<String> get() {
    Secret secret = settings.clientSecret();
    if (secret == null) {
      return Optional.empty();
    }
    try {
      char[] password = secret.reveal();
      String pair = encoded(settings.clientId()) + ":" + encoded(new String(password));
      Arrays.fill(password, '\0');
      byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
    } catch (IOException e) {
      throw new DependencyUnavailable(
          Dependency.LICENSING, false, "licensing.clientSecret: " + e.getMessage(), e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
