package org.stellaops.signer.architecture.planted.json.intoto;

/** Breaks nothing: it is made where it is read. */
public record Statement(String predicateType) {
  public static Statement read(String text) {
    return new Statement(text);
  }
}
