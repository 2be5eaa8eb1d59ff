package org.stellaops.signer.bootstrap.config;

/**
 * Where a value was written.
 *
 * @param source the file's name, or what else gave the value
 * @param line from 1, or 0 where lines mean nothing
 */
record Place(String source, int line) {

  static Place variable(String name) {
    return new Place("environment variable " + name, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
