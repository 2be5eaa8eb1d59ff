package org.stellaops.signer.core.api;

import java.io.IOException;
import java.io.InputStream;
import org.stellaops.signer.model.Bytes;

/** The body of a request, not read before the caller is identified. */
public interface RequestBody {

  /** The length that the transport declares in bytes, or -1. A claim: what arrives is counted. */
  long declaredLength();

  /**
   * Reads the next bytes into {@code target}.
   *
   * @return how many, or -1 at the end
   * @throws IOException the caller went away or was too slow
   */
  int read(byte[] target, int offset, int length) throws IOException;

  /** A body that is in memory already. */
  static RequestBody of(Bytes content) {
    InputStream stream = content.openStream();
    return new RequestBody() {
      @Override
      public long declaredLength() {
        return content.size();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return stream.read(target, offset, length);
      }
    };
  }
}
