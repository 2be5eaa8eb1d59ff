package org.stellaops.signer.core.api.policy;

import java.util.List;
import java.util.Set;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Revocation;

/**
 * Policy at one moment: immutable, and swapped as a whole. A request keeps to the one that it found
 * when its caller was identified.
 *
 * @param releases what makes a scanner image a release; no key or identity of its signers may be a
 *     tenant's
 * @param revocations what verifiers are told not to believe, beside keys that the catalog revokes
 * @param sha256 names the snapshot in records: SHA-256 of its canonical form
 */
public record PolicySnapshot(
    Policies policies, ReleaseRule releases, List<Revocation> revocations, Digest sha256) {

  /**
   * A snapshot.
   *
   * @throws IllegalArgumentException a tenant's keyless identity is a release signer's
   */
  public PolicySnapshot {
    revocations = List.copyOf(revocations);
    releases.requireApart(policies.tenants());
  }

  /** The snapshot with releases that any one of these signed. */
  public PolicySnapshot(Policies policies, List<ReleaseSigner> releaseSigners, Digest sha256) {
    this(policies, ReleaseRule.anyOf(releaseSigners), List.of(), sha256);
  }

  /** Of the digest, which says it all: each request looks its keys up by its policy. */
  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  /**
   * The snapshot of {@code policies}, named by what it says: the same policy has the same name.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static PolicySnapshot of(
      Policies policies, ReleaseRule releases, List<Revocation> revocations) {
    return new PolicySnapshot(
        policies,
        releases,
        revocations,
        PolicyForm.bytes(policies, releases, revocations).sha256());
  }

  /** The same with releases that any one of these signed. */
  public static PolicySnapshot of(Policies policies, List<ReleaseSigner> releaseSigners) {
    return of(policies, ReleaseRule.anyOf(releaseSigners), List.of());
  }

  /** The keys of the release signers. */
  public Set<PinnedKey> releaseKeys() {
    return releases.keys();
  }
}
