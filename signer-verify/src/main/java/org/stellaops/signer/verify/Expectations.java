package org.stellaops.signer.verify;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Digest;

/**
 * What a verifier asks of a statement beyond its signature.
 *
 * @param artifact one subject must be this artifact; null asks nothing of the subjects
 * @param predicateType the exact predicate type; null accepts any
 */
public record Expectations(@Nullable ArtifactDigests artifact, @Nullable String predicateType) {

  /** A good signature over a statement, whatever it says. */
  public static Expectations none() {
    return new Expectations(null, null);
  }

  public static Expectations artifact(Digest artifact) {
    return new Expectations(ArtifactDigests.of(artifact), null);
  }

  public Expectations ofType(String type) {
    return new Expectations(artifact, type);
  }
}
