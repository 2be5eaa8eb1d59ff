package org.stellaops.signer.core.statement;

import java.util.List;
import java.util.Map;

/**
 * One artifact that a statement speaks of (in-toto ResourceDescriptor). Only the digests identify
 * it; the name is what the policy's patterns are matched against.
 *
 * @param digests lower-case hexadecimal by algorithm
 */
public record Subject(String name, Map<String, String> digests) {

  public Subject {
    digests = Map.copyOf(digests);
  }

  /**
   * The strong digests in the form {@code sha256:<hex>}, at least one, the commonest first: what an
   * artifact can be found by in records and log lines.
   */
  public List<String> labels() {
    return SubjectReader.STRONG.stream()
        .filter(digests::containsKey)
        .map(algorithm -> algorithm + ":" + digests.get(algorithm))
        .toList();
  }
}
