package org.stellaops.signer.http.connection;

import java.io.IOException;
import java.io.OutputStream;

/** An answer on its way to a caller that reads it at no less than the least rate. */
public final class PacedOutput extends OutputStream {

  /** Small enough that a slow reader is noticed, large enough to cost nothing. */
  private static final int STEP = 64 * 1024;

  private final OutputStream target;
  private final Pace pace;

  public PacedOutput(OutputStream target, Pace pace) {
    this.target = target;
    this.pace = pace;
  }

  @Override
  public void write(int b) throws IOException {
    target.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int step = Math.min(STEP, length - done);
      long began = pace.begin();
      target.write(bytes, offset + done, step);
      pace.moved(began, step);
      done += step;
    }
  }

  /** Leaves it to the server, which writes a small answer at once, with its length. */
  @Override
  public void flush() {}

  @Override
  public void close() throws IOException {
    target.close();
  }
}
