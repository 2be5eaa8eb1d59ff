package org.stellaops.signer.bootstrap.config;

import org.stellaops.signer.core.api.policy.ReleaseIdentity;

/** Whether one release signer is a key, or an identity that can be recognised. */
final class ReleaseSignerChecks {

  private final ReleaseSettings.Signer signer;
  private final FipsChecks.Sink wrong;

  ReleaseSignerChecks(ReleaseSettings.Signer signer, FipsChecks.Sink wrong) {
    this.signer = signer;
    this.wrong = wrong;
  }

  void check(String path) {
    if (signer.isCertified()) {
      certified(path);
    } else if (signer.key() == null) {
      wrong.add(
          path + ".key",
          "missing",
          "a file with one PEM block, PUBLIC KEY; or certificateIdentity and certificateIssuer");
    } else if (signer.validFrom() != null
        && signer.validUntil() != null
        && signer.validUntil().isBefore(signer.validFrom())) {
      wrong.add(path + ".validUntil", "before validFrom", "a later moment");
    }
  }

  private void certified(String path) {
    if (signer.key() != null || signer.validFrom() != null || signer.validUntil() != null) {
      wrong.add(path + ".key", "beside a certificate's identity", "two signers, one for each");
    }
    if (signer.certificateIssuer() == null) {
      wrong.add(path + ".certificateIssuer", "missing", "who vouches for the identity");
    }
    String pattern = signer.certificateIdentityPattern();
    if ((pattern == null) == (signer.certificateIdentity() == null)) {
      wrong.add(
          path + ".certificateIdentity",
          pattern == null ? "missing" : "beside a pattern of it",
          "certificateIdentity or certificateIdentityPattern");
    }
    if (pattern != null) {
      try {
        new ReleaseIdentity("any", pattern, true);
      } catch (IllegalArgumentException e) {
        wrong.add(
            path + ".certificateIdentityPattern",
            String.valueOf(e.getMessage()),
            "a regular expression of whole identities, from ^ to $");
      }
    }
  }
}
