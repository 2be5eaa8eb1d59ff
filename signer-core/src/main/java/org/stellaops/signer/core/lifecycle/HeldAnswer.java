package org.stellaops.signer.core.lifecycle;

import java.io.IOException;
import java.io.OutputStream;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.model.AuditId;

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
