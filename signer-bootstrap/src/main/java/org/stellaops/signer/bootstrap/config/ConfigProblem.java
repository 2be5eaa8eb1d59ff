package org.stellaops.signer.bootstrap.config;

/**
 * One thing that is wrong with the configuration. Holds no secret.
 *
 * @param place file and line, or the environment variable
 * @param key the setting's path
 * @param what what is wrong with it
 * @param allowed what may stand there instead
 */
public record ConfigProblem(String place, String key, String what, String allowed) {

  /** {@code signer.yaml:7: server.listen.port: not a port; allowed: 1 to 65535}. */
  @Override
  public String toString() {
    return place + ": " + (key.isEmpty() ? "" : key + ": ") + what + "; allowed: " + allowed;
  }
}
