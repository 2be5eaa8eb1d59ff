package org.stellaops.signer.json.intoto;

import java.util.List;
import org.stellaops.signer.model.Digest;

/** What is read of an in-toto Statement v1; its predicate is left where it is. */
public record Statement(String predicateType, List<Subject> subjects) {

  public Statement {
    subjects = List.copyOf(subjects);
  }

  /** Whether one subject has this digest. */
  public boolean isAbout(Digest artifact) {
    return subjects.stream().anyMatch(subject -> subject.has(artifact));
  }
}
