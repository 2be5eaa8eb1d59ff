package org.stellaops.signer.core.api.policy;

/**
 * What a tenant's policy says of one predicate type. A type without a rule is refused.
 *
 * @param release whether the calling scanner must be release-signed; said for every type, so that
 *     neither a missing digest nor a renamed type skips the gate
 * @param report whether {@code predicate.policy} must equal {@code options.policy}
 */
public record PredicateRule(Release release, boolean report) {

  /** Whether a scanner release is needed. */
  public enum Release {
    REQUIRED,
    NOT_REQUIRED
  }
}
