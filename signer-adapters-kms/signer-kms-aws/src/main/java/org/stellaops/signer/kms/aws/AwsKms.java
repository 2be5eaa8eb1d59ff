package org.stellaops.signer.kms.aws;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/**
 * The key backend {@code aws-kms}. Settings: {@code region}, {@code endpoint} and {@code caFile},
 * each of which may be absent. Credentials come from the environment, as the SDK finds them.
 */
public final class AwsKms implements KeyBackendType {

  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  @Override
  public String name() {
    return "aws-kms";
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    return new AwsKmsKeys(
        options.name(),
        new AwsClient(
            options.setting("region").map(text -> region(options, text)).orElse(null),
            options.setting("endpoint").map(text -> endpoint(options, text)).orElse(null),
            TrustedCertificates.of(options.setting("caFile").map(Path::of).orElse(null))));
  }

  private static String region(KeyBackendOptions options, String text) {
    if (!text.matches("[a-z0-9-]{1,40}")) {
      throw refused(options, "region is none, such as eu-central-1", null);
    }
    return text;
  }

  /** What comes from it becomes the pinned key, so that it has to be the service itself. */
  private static URI endpoint(KeyBackendOptions options, String text) {
    try {
      URI url = new URI(text);
      if (isPlain(url) && isSafe(url)) {
        return url;
      }
      throw refused(options, "endpoint has to be https://HOST or https://HOST:PORT", null);
    } catch (URISyntaxException e) {
      throw refused(options, "endpoint is no URL", e);
    }
  }

  private static boolean isPlain(URI url) {
    return url.getHost() != null
        && url.getUserInfo() == null
        && url.getQuery() == null
        && url.getFragment() == null
        && List.of("", "/").contains(url.getPath());
  }

  private static boolean isSafe(URI url) {
    return switch (url.getScheme()) {
      case "https" -> true;
      case "http" -> LOOPBACK.matcher(url.getHost()).matches();
      case null, default -> false;
    };
  }

  private static BackendRefused refused(
      KeyBackendOptions options, String what, @Nullable Exception cause) {
    String message = "key backend " + options.name() + ": " + what;
    return cause == null ? new BackendRefused(message) : new BackendRefused(message, cause);
  }
}
