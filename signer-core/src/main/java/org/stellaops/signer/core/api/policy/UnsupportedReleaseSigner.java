package org.stellaops.signer.core.api.policy;

/** A release signer that cannot be recognised yet: certificates are not verified. */
public final class UnsupportedReleaseSigner extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UnsupportedReleaseSigner(ReleaseIdentity identity) {
    super(
        "the release signer "
            + identity.subject()
            + " of "
            + identity.issuer()
            + " is a certificate identity; only keys are supported yet");
  }
}
