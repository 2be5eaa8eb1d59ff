package org.stellaops.signer.core.api;

import java.io.IOException;
import java.io.OutputStream;
import org.stellaops.signer.model.AuditId;

/** What a request is answered with once its outcome is durable. */
public interface Answer extends AutoCloseable {

  /** The id in the answer's body: of the request that was first answered so. */
  AuditId auditId();

  /**
   * Writes the JSON body. May be called more than once; a payload of any size is streamed, not
   * copied.
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Gives back the memory that the process counts for this request until then. Every answer is
   * closed, written or not.
   */
  @Override
  default void close() {}
}
