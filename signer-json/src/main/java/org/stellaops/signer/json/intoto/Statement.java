package org.stellaops.signer.json.intoto;

import java.util.List;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;

/**
 * What is read of an in-toto Statement; its predicate is left where it is.
 *
 * @param type its {@code _type}: {@link DocumentTypes#STATEMENT}, or that of v0.1
 */
public record Statement(String type, String predicateType, List<Subject> subjects) {

  public Statement {
    subjects = List.copyOf(subjects);
  }

  /** {@code v1} or {@code v0.1}. */
  public String version() {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  /** Whether one subject has this digest. */
  public boolean isAbout(Digest artifact) {
    return subjects.stream().anyMatch(subject -> subject.has(artifact));
  }
}
