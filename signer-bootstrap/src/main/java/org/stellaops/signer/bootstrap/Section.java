package org.stellaops.signer.bootstrap;

import java.util.function.Supplier;

/** Makes what one section of the configuration asks for. */
final class Section {

  private Section() {}

  /**
   * @param name its place in the configuration, as {@code authority.jwksUri}
   * @throws StartFailed where the part refuses a value that the reader of the file let pass
   */
  static <T> T made(String name, Supplier<T> part) throws StartFailed {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.SETTINGS, name + ": " + e.getMessage(), e);
    }
  }
}
