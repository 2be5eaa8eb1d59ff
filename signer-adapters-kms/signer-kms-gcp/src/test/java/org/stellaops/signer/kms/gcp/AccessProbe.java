package org.stellaops.signer.kms.gcp;

import java.time.Duration;
import java.util.Map;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;

/** A program that signs once, with the credentials of its environment. */
final class AccessProbe {

  static final int UNAVAILABLE = 75;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private AccessProbe() {}

  /**
   * @param arguments the endpoint, its certificate's file and a key
   */
  public static void main(String[] arguments) {
    try (KeyBackend backend =
        new GoogleCloudKms()
            .open(
                new KeyBackendOptions(
                    "probe", Map.of("endpoint", arguments[0], "caFile", arguments[1]), Map.of()))) {
      try {
        backend
            .open(new KeyUri(arguments[2]), null, by(PATIENCE.multipliedBy(4)))
            .sign(PreAuthEncoding.of("t", Bytes.utf8("m")), () -> {}, by(PATIENCE));
      } catch (DependencyUnavailable e) {
        e.printStackTrace();
        System.exit(UNAVAILABLE);
      }
    }
  }

  private static Deadline by(Duration time) {
    return Deadline.in(time, Ticker.system());
  }
}
