package org.stellaops.signer.core.statement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyName;

/**
 * What a caller asks for beside the statement. Only what this service can do: a known option that
 * is not supported yet was refused by name when this was read.
 *
 * @param keys the keys to sign with, or the name of one profile; empty where the caller leaves it
 *     to the tenant's policy, and for keyless signing
 * @param timestamp whether the time of each signature is to be proven; keyless signing always does
 * @param log whether every signature must be one that a Rekor v2 log takes
 * @param reportPolicy what {@code predicate.policy} of a report must equal, or null
 */
public record SignOptions(
    Mode mode,
    List<KeyName> keys,
    ReturnBundle returnBundle,
    boolean timestamp,
    boolean log,
    @Nullable ReportPolicy reportPolicy) {

  public SignOptions {
    keys = List.copyOf(keys);
  }

  /** Whose key signs. */
  public enum Mode {
    /** Keys of the tenant's. */
    KEYFUL,
    /** A key of the moment, certified for the tenant's workload identity. */
    KEYLESS
  }

  /** Whether a signature is released only with proof of its time. */
  public boolean isTimed() {
    return timestamp || mode == Mode.KEYLESS;
  }

  /** Which form of the result the answer carries. */
  public enum ReturnBundle {
    DSSE,
    SIGSTORE,
    BOTH
  }

  /** A caller's claim about the policy a report was made under; recorded as such. */
  public record ReportPolicy(String digest, String viewSet) {}
}
