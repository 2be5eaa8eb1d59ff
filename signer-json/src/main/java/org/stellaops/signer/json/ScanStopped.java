package org.stellaops.signer.json;

/** A fault on its way to the reader's outer edge, where its path is added. */
final class ScanStopped extends Exception {
  private static final long serialVersionUID = 1L;

  private final JsonFault fault;
  private final int at;

  /**
   * @param at index into the source array, not yet relative to the document's start
   */
  ScanStopped(JsonFault fault, int at) {
    super(null, null, false, false);
    this.fault = fault;
    this.at = at;
  }

  JsonFault fault() {
    return fault;
  }

  int at() {
    return at;
  }
}
