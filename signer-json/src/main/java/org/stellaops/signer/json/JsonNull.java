package org.stellaops.signer.json;

/** The literal null: present, and therefore not the same as an absent member. */
public enum JsonNull implements JsonValue {
  NULL;

  @Override
  public JsonKind kind() {
    return JsonKind.NULL;
  }
}
