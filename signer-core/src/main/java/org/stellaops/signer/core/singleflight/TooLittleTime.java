package org.stellaops.signer.core.singleflight;

import org.jspecify.annotations.Nullable;

/**
 * A request ran out of its own time before an answer came. It says nothing about whoever was asked,
 * and is nobody's failure but this request's.
 */
public final class TooLittleTime extends Exception {

  private static final long serialVersionUID = 1L;

  TooLittleTime(String why, @Nullable Throwable cause) {
    super(why, cause);
  }

  /**
   * The failure to report for this request.
   *
   * @param ranOut what to report when the request failed by waiting alone
   */
  public RuntimeException failure(RuntimeException ranOut) {
    return getCause() instanceof RuntimeException failure ? failure : ranOut;
  }
}
