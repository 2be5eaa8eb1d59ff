package org.stellaops.signer.verify.trust;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.model.Bytes;

/**
 * The authorities and logs that a verifier trusts. Immutable, and made once: it keeps what it found
 * out about its own certificates.
 */
public record TrustedRoot(
    List<TrustedLog> logs,
    List<TrustedAuthority> certificateAuthorities,
    List<TrustedLog> certificateLogs,
    List<TrustedAuthority> timestampAuthorities) {

  public TrustedRoot {
    logs = List.copyOf(logs);
    certificateAuthorities = List.copyOf(certificateAuthorities);
    certificateLogs = List.copyOf(certificateLogs);
    timestampAuthorities = List.copyOf(timestampAuthorities);
  }

  /** Nothing at all. */
  public static TrustedRoot empty() {
    return new TrustedRoot(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * Reads a Sigstore {@code trusted_root.json}, v0.1 or v0.2.
   *
   * @throws InvalidTrust it is not one, or an entry of it lacks what makes it usable; members that
   *     are not known are refused, since they may restrict what those that are known allow
   */
  public static TrustedRoot parse(Bytes json) throws InvalidTrust {
    return TrustedRootReader.read(json);
  }

  /** Everything that these trust. */
  public static TrustedRoot merge(List<TrustedRoot> roots) {
    List<TrustedLog> logs = new ArrayList<>();
    List<TrustedAuthority> authorities = new ArrayList<>();
    List<TrustedLog> certificateLogs = new ArrayList<>();
    List<TrustedAuthority> timestamps = new ArrayList<>();
    for (TrustedRoot root : roots) {
      logs.addAll(root.logs());
      authorities.addAll(root.certificateAuthorities());
      certificateLogs.addAll(root.certificateLogs());
      timestamps.addAll(root.timestampAuthorities());
    }
    return new TrustedRoot(logs, authorities, certificateLogs, timestamps);
  }
}
