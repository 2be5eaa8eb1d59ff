package org.stellaops.signer.core.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;

/** What a request is answered with once its outcome is durable. */
public interface Answer extends AutoCloseable {

  /** The id in the answer's body: of the request that was first answered so. */
  AuditId auditId();

  /**
   * Writes the JSON body. May be called more than once; a payload of any size is streamed, not
   * copied.
   */
  void writeTo(OutputStream out) throws IOException;

  /** The JSON body in memory. The answer is still to be closed. */
  default Bytes bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory does not fail", e);
    }
    return Bytes.adopt(out.toByteArray());
  }

  /**
   * Gives back the memory that the process counts for this request until then. Every answer is
   * closed, written or not.
   */
  @Override
  default void close() {}
}
