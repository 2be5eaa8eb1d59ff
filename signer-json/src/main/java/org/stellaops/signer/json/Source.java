package org.stellaops.signer.json;

/** The received bytes and the reading position in them. */
final class Source {
  final byte[] bytes;
  final int start;
  final int end;
  int at;

  Source(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.start = from;
    this.end = to;
    this.at = from;
  }

  /** The next byte that is not white space, left unread; -1 at the end. */
  int peekToken() {
    byte[] b = bytes;
    int p = at;
    while (p < end) {
      int c = b[p];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        at = p;
        return c & 0xFF;
      }
      p++;
    }
    at = p;
    return -1;
  }

  ScanStopped stop(JsonFault fault) {
    return new ScanStopped(fault, at);
  }

  ScanStopped unexpected(int token) {
    return stop(token < 0 ? JsonFault.UNEXPECTED_END : JsonFault.UNEXPECTED_CHARACTER);
  }
}
