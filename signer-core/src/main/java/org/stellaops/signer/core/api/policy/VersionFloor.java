package org.stellaops.signer.core.api.policy;

/**
 * The oldest version of a scanner that may be run. Signatures made before it knew of a fault stay
 * good for ever otherwise.
 *
 * @param annotation the name under which a release signature states the version, as with {@code
 *     cosign sign -a NAME=VERSION}
 * @param minimum the oldest version that counts
 */
public record VersionFloor(String annotation, ReleaseVersion minimum) {

  public VersionFloor {
    if (annotation.isEmpty()) {
      throw new IllegalArgumentException("the version's annotation has a name");
    }
  }
}
