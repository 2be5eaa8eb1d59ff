package org.stellaops.signer.core.statement;

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

  /** The strongest known digest in the form {@code sha256:<hex>}, for records and log lines. */
  public String label() {
    for (String algorithm : SubjectReader.STRONG) {
      String hex = digests.get(algorithm);
      if (hex != null) {
        return algorithm + ":" + hex;
      }
    }
    throw new IllegalStateException("a subject has a strong digest");
  }
}
