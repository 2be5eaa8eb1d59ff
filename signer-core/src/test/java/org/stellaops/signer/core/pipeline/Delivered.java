package org.stellaops.signer.core.pipeline;

import java.io.IOException;
import java.io.InputStream;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.model.Bytes;

/** A body as it arrives, with the length that was declared for it. */
record Delivered(InputStream content, long declaredLength) implements RequestBody {

  static Delivered whole(String text) {
    Bytes bytes = Bytes.utf8(text);
    return new Delivered(bytes.openStream(), bytes.size());
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return content.read(target, offset, length);
  }
}
