package org.stellaops.signer.core.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import org.stellaops.signer.core.decision.Answer;
import org.stellaops.signer.core.json.CanonicalWriter;
import org.stellaops.signer.words.AuditId;

/** The answer of a route that reads. */
record ReadAnswer(AuditId auditId, CanonicalWriter document) implements Answer {

  @Override
  public void writeTo(OutputStream out) throws IOException {
    document.writeTo(out);
  }
}
