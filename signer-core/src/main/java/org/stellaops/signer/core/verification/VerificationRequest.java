package org.stellaops.signer.core.verification;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.BundleExaminer.TrustedIdentity;

/**
 * What a caller wants verified.
 *
 * @param documents envelopes or bundles as they came, whose signatures count together
 * @param subject what they must be about
 * @param policy how much of what the operator trusts is to count
 */
record VerificationRequest(List<Bytes> documents, Wanted subject, Choice policy) {

  /**
   * What the documents must be about: at least one of the two.
   *
   * @param artifact digests of one artifact, lower-case hexadecimal, by algorithm; may be empty
   * @param pae SHA-256 of the pre-authentication encoding, as the answer to signing names it
   */
  record Wanted(Map<String, String> artifact, @Nullable Digest pae) {}

  /**
   * What the caller chose; null for what was left to the service.
   *
   * @param keys by the SHA-256 of their SubjectPublicKeyInfo
   */
  record Choice(
      @Nullable List<Digest> keys,
      @Nullable List<TrustedIdentity> identities,
      @Nullable Integer threshold,
      @Nullable String predicateType,
      @Nullable Integer logs,
      @Nullable Integer timestamps,
      @Nullable Integer certificateLogs) {

    static final Choice NONE = new Choice(null, null, null, null, null, null, null);

    /** Whether the caller says whose signatures count. */
    boolean namesSomebody() {
      return keys != null || identities != null;
    }
  }
}
