package org.stellaops.signer.verify;

/** Text of a document in a sentence. */
final class Shown {

  private static final int MAX = 200;

  private Shown() {}

  /** Visible ASCII, and not too long. */
  static String text(String text) {
    String visible = text.replaceAll("[^ -~]", "?");
    return visible.length() > MAX ? visible.substring(0, MAX) + "..." : visible;
  }
}
