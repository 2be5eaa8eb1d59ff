package org.stellaops.signer.bootstrap;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ReleaseSettings;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.api.policy.VersionFloor;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.verify.JsonSignatureReader;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** What makes a scanner image a release, as configured, and what checks its signatures. */
final class ReleaseRules {

  private ReleaseRules() {}

  /**
   * The policy of releases.
   *
   * @throws IllegalArgumentException it does not hold together
   */
  static ReleaseRule of(ReleaseSettings settings) {
    List<ReleaseSigner> signers = new ArrayList<>();
    settings.signers().forEach(signer -> signers.add(signer(signer)));
    return new ReleaseRule(
        signers,
        settings.threshold(),
        settings.attestations(),
        settings.oldestVersion() == null
            ? null
            : new VersionFloor(settings.versionAnnotation(), settings.oldestVersion()),
        settings.indexes() == ReleaseSettings.Indexes.IMAGES);
  }

  private static ReleaseSigner signer(ReleaseSettings.Signer signer) {
    if (signer.key() != null) {
      return new ReleaseKey(signer.key(), signer.validFrom(), signer.validUntil());
    }
    String issuer = Objects.requireNonNull(signer.certificateIssuer(), "checked with the file");
    String pattern = signer.certificateIdentityPattern();
    return pattern == null
        ? new ReleaseIdentity(
            issuer, Objects.requireNonNull(signer.certificateIdentity(), "checked with the file"))
        : new ReleaseIdentity(issuer, pattern, true);
  }

  /**
   * Checks certificates, log entries and timestamps by the trusted root; without one they are
   * unsupported, and so is the signature beside them.
   */
  static SignatureReader reader(Config config, JcaProviders providers, InstantSource clock)
      throws StartFailed {
    JsonSignatureReader keysAlone = new JsonSignatureReader(providers);
    Path file = config.sigstore().trustedRoot();
    if (file == null) {
      return keysAlone;
    }
    TrustedRoot root = TrustedRoots.ofSigning(file);
    ReleaseSettings.Certificates certificates = config.releases().certificates();
    return keysAlone.trusting(
        new MaterialTrust(root, Requirements.NONE, clock),
        new MaterialTrust(
            root,
            new Requirements(
                certificates.logs(), certificates.timestamps(), certificates.certificateLogs()),
            clock));
  }
}
