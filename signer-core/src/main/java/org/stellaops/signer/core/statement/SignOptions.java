package org.stellaops.signer.core.statement;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyName;

/**
 * What a caller asks for beside the statement. Only what this service can do: a known option that
 * is not supported yet was refused by name when this was read.
 *
 * @param keyName the key to sign with, or null for the tenant's only one
 * @param reportPolicy what {@code predicate.policy} of a report must equal, or null
 */
public record SignOptions(
    @Nullable KeyName keyName, ReturnBundle returnBundle, @Nullable ReportPolicy reportPolicy) {

  /** Which form of the result the answer carries. */
  public enum ReturnBundle {
    DSSE,
    SIGSTORE,
    BOTH
  }

  /** A caller's claim about the policy a report was made under; recorded as such. */
  public record ReportPolicy(String digest, String viewSet) {}

  public Optional<KeyName> key() {
    return Optional.ofNullable(keyName);
  }
}
