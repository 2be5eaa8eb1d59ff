package org.stellaops.signer.verify;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Digest;

/**
 * The digests of one artifact by algorithm: of a file all that are compared, of a digest that was
 * given that one.
 *
 * @param byAlgorithm {@code sha256}, {@code sha384} or {@code sha512} to lower-case hexadecimal
 */
public record ArtifactDigests(Map<String, String> byAlgorithm) {

  /** How a subject relates to the artifact. */
  enum Match {
    /** Every digest that both have is the same, and there is one. */
    SAME,
    /** A digest that both have is another, whatever the others are. */
    ANOTHER,
    /** They have no algorithm in common. */
    INCOMPARABLE
  }

  public ArtifactDigests {
    byAlgorithm = Map.copyOf(byAlgorithm);
    if (byAlgorithm.isEmpty() || !Subject.STRONG.containsAll(byAlgorithm.keySet())) {
      throw new IllegalArgumentException("an artifact has a sha256, sha384 or sha512 digest");
    }
  }

  public static ArtifactDigests of(Digest digest) {
    return new ArtifactDigests(Map.of("sha256", digest.hex()));
  }

  /** Digests are compared as numbers: some producers write their digits in upper case. */
  Match match(Subject subject) {
    Match match = Match.INCOMPARABLE;
    for (Map.Entry<String, String> own : byAlgorithm.entrySet()) {
      String other = subject.digests().get(own.getKey());
      if (other != null && !other.equalsIgnoreCase(own.getValue())) {
        return Match.ANOTHER;
      }
      match = other == null ? match : Match.SAME;
    }
    return match;
  }

  /** As {@code sha256:<hex>}, the one that identifies the artifact best known. */
  @Override
  public String toString() {
    return Subject.STRONG.stream()
        .filter(byAlgorithm::containsKey)
        .findFirst()
        .map(algorithm -> algorithm + ":" + byAlgorithm.get(algorithm))
        .orElseThrow();
  }

  String algorithms() {
    return new TreeSet<>(byAlgorithm.keySet()).stream().collect(Collectors.joining(", "));
  }
}
