package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.Map;
import org.stellaops.signer.model.Digest;

/**
 * A configuration as it was read.
 *
 * @param sha256 of the file's bytes, as {@code sha256sum} says it; variables are no part of it
 */
public record ConfigFile(Path path, Digest sha256, Config config) {

  /**
   * Reads and checks everything, as {@link ConfigReader#read} does.
   *
   * @throws ConfigRefused with all that is wrong
   */
  public static ConfigFile read(Path path, Map<String, String> environment) throws ConfigRefused {
    return ConfigReader.open(path, environment, Runtime.getRuntime().maxMemory());
  }
}
