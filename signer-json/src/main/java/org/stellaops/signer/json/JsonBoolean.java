package org.stellaops.signer.json;

/** True or false. */
public record JsonBoolean(boolean value) implements JsonValue {
  @Override
  public JsonKind kind() {
    return JsonKind.BOOLEAN;
  }
}
