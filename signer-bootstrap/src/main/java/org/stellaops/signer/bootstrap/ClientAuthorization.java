package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.LicensingSettings;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * How we introduce ourselves at Licensing or an Authority: client id and secret, each form-encoded,
 * as HTTP Basic (RFC 6749 §2.3.1). The secret is read for each question, so that a file may be
 * replaced meanwhile.
 */
final class ClientAuthorization implements Supplier<Optional<String>> {

  private final String clientId;
  private final @Nullable Secret secret;
  private final String section;
  private final Dependency dependency;

  /**
   * @param secret null to send no client authentication
   * @param section the secret's place in the configuration
   */
  ClientAuthorization(
      String clientId, @Nullable Secret secret, String section, Dependency dependency) {
    this.clientId = clientId;
    this.secret = secret;
    this.section = section;
    this.dependency = dependency;
  }

  static ClientAuthorization ofLicensing(LicensingSettings settings) {
    return new ClientAuthorization(
        settings.clientId(),
        settings.clientSecret(),
        "licensing.clientSecret",
        Dependency.LICENSING);
  }

  /**
   * @throws DependencyUnavailable the secret is gone: our outage, which no caller is to blame for
   */
  @Override
  public Optional<String> get() {
    if (secret == null) {
      return Optional.empty();
    }
    try {
      char[] password = secret.reveal();
      String pair = encoded(clientId) + ":" + encoded(new String(password));
      Arrays.fill(password, '\0');
      byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
    } catch (IOException e) {
      throw new DependencyUnavailable(dependency, false, section + ": " + e.getMessage(), e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
