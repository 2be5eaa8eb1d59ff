package org.stellaops.signer.http.connection;

import java.io.IOException;
import java.io.InputStream;
import org.stellaops.signer.core.api.RequestBody;

/**
 * A request's body, not touched before the core reads it and then at no less than the least rate.
 */
public final class PacedBody implements RequestBody {

  private final BodySource source;
  private final long declaredLength;
  private final Pace pace;

  public PacedBody(BodySource source, long declaredLength, Pace pace) {
    this.source = source;
    this.declaredLength = declaredLength;
    this.pace = pace;
  }

  @Override
  public long declaredLength() {
    return declaredLength;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    long began = pace.begin();
    int count = source.open().read(target, offset, length);
    pace.moved(began, Math.max(count, 0));
    return count;
  }

  /**
   * Opening the transport's stream invites a caller that waits for {@code 100 Continue} to send.
   */
  @FunctionalInterface
  public interface BodySource {
    InputStream open() throws IOException;
  }
}
