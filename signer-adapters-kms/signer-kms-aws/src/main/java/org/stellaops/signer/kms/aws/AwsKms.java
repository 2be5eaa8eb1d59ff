package org.stellaops.signer.kms.aws;

import java.net.URI;
import java.nio.file.Path;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/**
 * The key backend {@code aws-kms}. Settings: {@code region}, {@code endpoint} and {@code caFile},
 * each of which may be absent. Credentials come from the environment, as the SDK finds them.
 */
public final class AwsKms implements KeyBackendType {

  @Override
  public String name() {
    return "aws-kms";
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    return new AwsKmsKeys(
        options.name(),
        new AwsClient(
            options.setting("region").orElse(null),
            options.setting("endpoint").map(text -> endpoint(options, text)).orElse(null),
            TrustedCertificates.of(options.setting("caFile").map(Path::of).orElse(null))));
  }

  private static URI endpoint(KeyBackendOptions options, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("key backend " + options.name() + ": endpoint is no URL", e);
    }
  }
}
