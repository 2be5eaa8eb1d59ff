package org.stellaops.signer.core.trail;

import java.io.IOException;
import java.io.OutputStream;
import org.stellaops.signer.core.decision.Answer;
import org.stellaops.signer.words.AuditId;

/** An answer that gives something back once it is closed: until then it can be written again. */
record HeldAnswer(Answer answer, Runnable release) implements Answer {

  @Override
  public AuditId auditId() {
    return answer.auditId();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    answer.writeTo(out);
  }

  @Override
  public void close() {
    release.run();
  }
}
