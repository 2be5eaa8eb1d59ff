package org.stellaops.signer.core.api.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.PinnedKey;

/**
 * What makes a scanner image a release. Without a signer none is one.
 *
 * @param signers whose signatures count, each once, but that a key may have several times
 * @param threshold how many different signers must have signed one image
 * @param attestations predicate types of which there must be an attestation about the image, each
 *     signed by one of the signers
 * @param oldest null for no floor
 * @param indexes whether an image is a release that is in an index which is one
 */
public record ReleaseRule(
    List<ReleaseSigner> signers,
    int threshold,
    Set<String> attestations,
    @Nullable VersionFloor oldest,
    boolean indexes) {

  /** A rule by which the signature of an index counts for that index alone. */
  public ReleaseRule(
      List<ReleaseSigner> signers,
      int threshold,
      Set<String> attestations,
      @Nullable VersionFloor oldest) {
    this(signers, threshold, attestations, oldest, false);
  }

  /**
   * A rule.
   *
   * @throws IllegalArgumentException the threshold is none that so many signers can meet
   */
  public ReleaseRule {
    signers = List.copyOf(signers);
    attestations = Set.copyOf(attestations);
    if (new HashSet<>(signers).size() != signers.size()) {
      throw new IllegalArgumentException("a release signer is named twice");
    }
    int different = different(signers);
    if (threshold < 1 || threshold > Math.max(1, different)) {
      throw new IllegalArgumentException(
          "a threshold of "
              + threshold
              + " cannot be met by "
              + different
              + " different release signer(s)");
    }
  }

  private static int different(List<ReleaseSigner> signers) {
    long identities = signers.stream().filter(ReleaseIdentity.class::isInstance).count();
    return ReleaseSigner.keys(signers).size() + (int) identities;
  }

  /** A signature of any one of these makes a release. */
  public static ReleaseRule anyOf(List<ReleaseSigner> signers) {
    return new ReleaseRule(signers, 1, Set.of(), null);
  }

  /** The keys of the signers. */
  public Set<PinnedKey> keys() {
    return Set.copyOf(ReleaseSigner.keys(signers));
  }

  /**
   * No tenant's own identity may be that of a release signer, which could release-sign a scanner.
   */
  void requireApart(Iterable<TenantPolicy> tenants) {
    for (TenantPolicy tenant : tenants) {
      KeylessRule keyless = tenant.keyless();
      if (keyless != null
          && signers.stream()
              .anyMatch(signer ->
                  signer instanceof ReleaseIdentity identity
                      && identity.is(keyless.issuer(), keyless.subject()))) {
        throw new IllegalArgumentException(
            "the keyless identity of tenant "
                + tenant.tenant()
                + " is one of a release signer: "
                + keyless.subject());
      }
    }
  }
}
