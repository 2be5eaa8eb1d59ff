package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.verify.ExpectedIdentity;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * By what certificates, log entries and timestamps are checked, as the options were given; null for
 * each that was not.
 *
 * @param roots files with a Sigstore trusted root each; all of them are trusted
 * @param published a file with the keys that a service publishes, their validity and what is
 *     revoked
 * @param logs of how many operators' transparency logs an entry is wanted
 * @param timestamps of how many operators' timestamp authorities a timestamp is wanted
 * @param certificateLogs of how many operators' certificate logs a promise is wanted
 */
public record TrustRequest(
    List<Path> roots,
    @Nullable Path published,
    @Nullable String identity,
    @Nullable String identityPattern,
    @Nullable String issuer,
    @Nullable Integer logs,
    @Nullable Integer timestamps,
    @Nullable Integer certificateLogs) {

  /** Keys alone. */
  public static final TrustRequest NONE =
      new TrustRequest(List.of(), null, null, null, null, null, null, null);

  public TrustRequest {
    roots = List.copyOf(roots);
  }

  /** Whether a certificate may have signed. */
  boolean namesIdentity() {
    return identity != null || identityPattern != null || issuer != null;
  }

  /**
   * What is wrong with the options is said before any file is read.
   *
   * @param inKit whether an Offline Kit has the trusted root
   */
  void requireWhole(boolean inKit) {
    if (inKit && !roots.isEmpty()) {
      throw CommandFailed.usage("the trusted root is that of the kit: without --trusted-root");
    }
    if (inKit && published != null) {
      throw CommandFailed.usage("the keys are those of the kit: without --trust");
    }
    if (namesIdentity() && issuer == null) {
      throw CommandFailed.usage("name who vouches for the identity: --certificate-oidc-issuer URL");
    }
    if (issuer != null && (identity == null) == (identityPattern == null)) {
      throw CommandFailed.usage(
          "give --certificate-identity or --certificate-identity-regexp: one of them");
    }
    if (namesIdentity() && roots.isEmpty() && !inKit) {
      throw CommandFailed.usage("a certificate is checked by a trusted root: --trusted-root FILE");
    }
    if (roots.isEmpty()
        && !inKit
        && (logs != null || timestamps != null || certificateLogs != null)) {
      throw CommandFailed.usage(
          "--require-logs, --require-timestamps and --require-scts go with --trusted-root FILE");
    }
  }

  /** The keys that a service publishes; empty without such a file. */
  Optional<TrustDocumentKeys> publishedKeys() {
    if (published == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TrustDocumentKeys.parse(LocalFile.read(published)));
    } catch (InvalidTrust e) {
      throw CommandFailed.usage("--trust: " + published + ": " + e.getMessage(), e);
    }
  }

  List<ExpectedIdentity> identities() {
    if (issuer == null) {
      return List.of();
    }
    if (identity != null) {
      return List.of(ExpectedIdentity.exactly(issuer, identity));
    }
    try {
      return List.of(ExpectedIdentity.matching(issuer, String.valueOf(identityPattern)));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--certificate-identity-regexp: " + e.getMessage(), e);
    }
  }

  /**
   * What certificates, log entries and timestamps are checked against; empty without a root. A
   * certificate needs what its trusted root has logs for, unless fewer were asked for.
   */
  Optional<MaterialTrust> material() {
    if (roots.isEmpty()) {
      return Optional.empty();
    }
    List<TrustedRoot> read = new ArrayList<>();
    for (Path file : roots) {
      try {
        read.add(TrustedRoot.parse(LocalFile.read(file)));
      } catch (InvalidTrust e) {
        throw CommandFailed.usage("--trusted-root: " + file + ": " + e.getMessage(), e);
      }
    }
    return Optional.of(material(TrustedRoot.merge(read)));
  }

  /** The same with a root that is known already. */
  MaterialTrust material(TrustedRoot root) {
    Requirements requirements =
        new Requirements(
            wanted(logs, !root.logs().isEmpty()),
            timestamps == null ? 0 : timestamps,
            wanted(certificateLogs, !root.certificateLogs().isEmpty()));
    return new MaterialTrust(root, requirements, InstantSource.system());
  }

  private int wanted(@Nullable Integer asked, boolean known) {
    return asked == null ? (known && namesIdentity() ? 1 : 0) : asked;
  }
}
