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
 * @param releaseSigners whose signatures make a scanner image a release; no key of theirs may be a
 *     tenant's
 * @param revocations what verifiers are told not to believe, beside keys that the catalog revokes
 * @param sha256 names the snapshot in records: SHA-256 of its canonical form
 */
public record PolicySnapshot(
    Policies policies,
    List<ReleaseSigner> releaseSigners,
    List<Revocation> revocations,
    Digest sha256) {

  /** Of the digest, which says it all: each request looks its keys up by its policy. */
  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  /**
   * @throws UnsupportedReleaseSigner if a release signer is a certificate identity
   */
  public PolicySnapshot {
    releaseSigners = List.copyOf(releaseSigners);
    revocations = List.copyOf(revocations);
    requireSupported(releaseSigners);
  }

  /** One in which nothing is revoked. */
  public PolicySnapshot(Policies policies, List<ReleaseSigner> releaseSigners, Digest sha256) {
    this(policies, releaseSigners, List.of(), sha256);
  }

  /**
   * The snapshot of {@code policies}, named by what it says: the same policy has the same name.
   *
   * @throws UnsupportedReleaseSigner if a release signer is a certificate identity
   */
  public static PolicySnapshot of(Policies policies, List<ReleaseSigner> releaseSigners) {
    return of(policies, releaseSigners, List.of());
  }

  /** As {@link #of(Policies, List)}, with what is revoked. */
  public static PolicySnapshot of(
      Policies policies, List<ReleaseSigner> releaseSigners, List<Revocation> revocations) {
    return new PolicySnapshot(
        policies,
        releaseSigners,
        revocations,
        PolicyForm.bytes(policies, releaseSigners, revocations).sha256());
  }

  private static void requireSupported(List<ReleaseSigner> signers) {
    if (ReleaseSigner.keys(signers).size() != signers.size()) {
      throw new IllegalArgumentException("a release signer without a key");
    }
  }

  /** The keys of the release signers. */
  public Set<PinnedKey> releaseKeys() {
    return Set.copyOf(ReleaseSigner.keys(releaseSigners));
  }
}
