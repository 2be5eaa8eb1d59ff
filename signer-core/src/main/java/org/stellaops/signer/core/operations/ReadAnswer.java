package org.stellaops.signer.core.operations;

import java.io.IOException;
import java.io.OutputStream;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;

/** The answer of a route that reads. */
record ReadAnswer(AuditId auditId, CanonicalWriter document) implements Answer {

  @Override
  public void writeTo(OutputStream out) throws IOException {
    document.writeTo(out);
  }
}
