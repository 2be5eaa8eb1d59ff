package org.stellaops.signer.verify;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Digest;

/**
 * What a verifier asks of a statement beyond its signature.
 *
 * @param artifact one subject must be this artifact; null asks nothing of the subjects
 * @param predicateType the exact predicate type; null accepts any
 * @param payloadType of what is no statement, and is signed all the same: nothing of it is read;
 *     null for a statement
 */
public record Expectations(
    @Nullable ArtifactDigests artifact,
    @Nullable String predicateType,
    @Nullable String payloadType) {

  /** What is asked of a statement. */
  public Expectations(@Nullable ArtifactDigests artifact, @Nullable String predicateType) {
    this(artifact, predicateType, null);
  }

  /** A good signature over a statement, whatever it says. */
  public static Expectations none() {
    return new Expectations(null, null);
  }

  public static Expectations artifact(Digest artifact) {
    return new Expectations(ArtifactDigests.of(artifact), null);
  }

  /** A good signature over a document of this type that is no statement. */
  public static Expectations document(String payloadType) {
    return new Expectations(null, null, payloadType);
  }

  public Expectations ofType(String type) {
    return new Expectations(artifact, type);
  }
}
