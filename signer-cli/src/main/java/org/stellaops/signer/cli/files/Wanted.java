package org.stellaops.signer.cli.files;

import java.util.List;
import org.stellaops.signer.json.CanonicalWriter;

/**
 * How a document is to be signed.
 *
 * @param keys the tenant's keys, or one profile; none leaves the choice to its policy
 * @param keyless for the tenant's workload identity, in place of keys
 * @param timestamp with proof of its time; keyless signatures have it in any case
 * @param log only by a key whose signatures a Rekor v2 log takes
 */
public record Wanted(List<String> keys, boolean keyless, boolean timestamp, boolean log) {

  public Wanted {
    keys = List.copyOf(keys);
  }

  /** By these keys, and nothing more. */
  public static Wanted by(List<String> keys) {
    return new Wanted(keys, false, false, false);
  }

  CanonicalWriter options() {
    CanonicalWriter options =
        CanonicalWriter.object().string("signingMode", keyless ? "keyless" : "keyful");
    if (!keys.isEmpty()) {
      options.strings("keys", keys);
    }
    if (timestamp) {
      options.bool("timestamp", true);
    }
    if (log) {
      options.string("log", "rekor-v2");
    }
    return options;
  }
}
