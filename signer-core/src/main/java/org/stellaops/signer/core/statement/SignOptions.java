package org.stellaops.signer.core.statement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyName;

/**
 * What a caller asks for beside the statement. Only what this service can do: a known option that
 * is not supported yet was refused by name when this was read.
 *
 * @param keys the keys to sign with, or the name of one profile; empty where the caller leaves it
 *     to the tenant's policy
 * @param reportPolicy what {@code predicate.policy} of a report must equal, or null
 */
public record SignOptions(
    List<KeyName> keys, ReturnBundle returnBundle, @Nullable ReportPolicy reportPolicy) {

  public SignOptions {
    keys = List.copyOf(keys);
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
