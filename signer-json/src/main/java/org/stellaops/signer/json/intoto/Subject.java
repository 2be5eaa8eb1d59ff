package org.stellaops.signer.json.intoto;

import java.util.List;
import java.util.Map;
import org.stellaops.signer.model.Digest;

/**
 * One artifact that a statement speaks of (in-toto ResourceDescriptor). Only the digests identify
 * it.
 *
 * @param name empty when absent, which in-toto holds to be the same; a label, against which a
 *     policy's patterns are matched
 * @param digests by algorithm, as they stand
 * @param annotations those that are texts
 */
public record Subject(String name, Map<String, String> digests, Map<String, String> annotations) {

  /** The algorithms by which an artifact is identified, the commonest first. */
  public static final List<String> STRONG = List.of("sha256", "sha512", "sha384");

  public Subject {
    digests = Map.copyOf(digests);
    annotations = Map.copyOf(annotations);
  }

  /** A subject without annotations. */
  public Subject(String name, Map<String, String> digests) {
    this(name, digests, Map.of());
  }

  /** Whether this is the artifact with this digest. */
  public boolean has(Digest artifact) {
    return artifact.hex().equals(digests.get("sha256"));
  }

  /** The strong digests in the form {@code sha256:<hex>}, the commonest first. */
  public List<String> labels() {
    return STRONG.stream()
        .filter(digests::containsKey)
        .map(algorithm -> algorithm + ":" + digests.get(algorithm))
        .toList();
  }
}
