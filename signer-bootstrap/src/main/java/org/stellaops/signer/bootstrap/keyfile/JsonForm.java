package org.stellaops.signer.bootstrap.keyfile;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/** What a JSON document is that was given as a public key. */
final class JsonForm {

  private static final int MOST_VALUES = 100_000;
  private static final int DEEPEST = 4;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9_./:@-]{1,64}");

  private JsonForm() {}

  static KeyForm of(Bytes content) {
    try {
      JsonValue value = JsonValue.parse(content, JsonLimits.REQUEST, MOST_VALUES);
      return value instanceof JsonObject document ? of(document) : notAKey();
    } catch (InvalidJson e) {
      return notAKey();
    }
  }

  private static KeyForm notAKey() {
    return KeyForm.of("is JSON, not a public key");
  }

  private static KeyForm of(JsonObject document) {
    if (document.has("kty")) {
      return jwk(document);
    }
    if (document.member("keys").orElse(null) instanceof JsonArray keys
        && !keys.values().isEmpty()
        && keys.values().stream().allMatch(key -> key instanceof JsonObject o && o.has("kty"))) {
      return KeyForm.jwkSet(keys.values().size());
    }
    String mediaType = text(document, "mediaType");
    if (mediaType.contains("trustedroot")) {
      return KeyForm.of(
          "is a Sigstore trusted root, not a public key; certificates cannot be checked here yet");
    }
    if (document.has("dsseEnvelope")
        || document.has("messageSignature")
        || mediaType.contains("sigstore.bundle")) {
      return KeyForm.of("is a Sigstore bundle, not the public key that verifies it");
    }
    if (document.has("payload") && document.has("signatures")) {
      return KeyForm.of("is a DSSE envelope, not the public key that verifies it");
    }
    if (text(document, "_type").startsWith("https://in-toto.io/")) {
      return KeyForm.of("is an in-toto statement, not a public key");
    }
    if (document.has("bomFormat") || document.has("spdxVersion")) {
      return KeyForm.of("is an SBOM, not a public key");
    }
    // Last: the documents above may have keys in them that are not the signer's.
    KeyForm inside = keyIn(document, "", 0);
    return inside == null ? notAKey() : inside;
  }

  private static KeyForm jwk(JsonObject key) {
    if (text(key, "kty").equals("oct")) {
      return KeyForm.of("is a secret that several share (JWK of type oct), not a public key");
    }
    return KeyForm.jwk(
        key.has("d")
            ? "is a private key (JWK), which belongs to the signer alone; take the public key out"
                + " of it"
            : "is a JWK; convert it");
  }

  /** The first public key in a document, at a place that jq can name; null if there is none. */
  private static @Nullable KeyForm keyIn(JsonValue value, String path, int depth) {
    if (value instanceof JsonString string) {
      return string.value().startsWith("-----BEGIN PUBLIC KEY-----")
          ? KeyForm.jsonWithPem(path)
          : PublicKeyFile.isBareKey(string.value()) ? KeyForm.jsonWithDer(path) : null;
    }
    if (depth > DEEPEST) {
      return null;
    }
    if (value instanceof JsonArray array) {
      List<JsonValue> values = array.values();
      for (int i = 0; i < values.size(); i++) {
        KeyForm found =
            keyIn(values.get(i), (path.isEmpty() ? "." : path) + "[" + i + "]", depth + 1);
        if (found != null) {
          return found;
        }
      }
    } else if (value instanceof JsonObject object) {
      if (depth > 0 && object.has("kty") && !text(object, "kty").equals("oct")) {
        return KeyForm.jsonWithJwk(path);
      }
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        // Another name would need more quoting in jq and in the shell.
        if (SHOWN.matcher(member.getKey()).matches()) {
          KeyForm found = keyIn(member.getValue(), path + step(member.getKey()), depth + 1);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  private static String step(String name) {
    return NAME.matcher(name).matches() ? "." + name : ".\"" + name + "\"";
  }

  private static String text(JsonObject object, String name) {
    return object.member(name).orElse(null) instanceof JsonString string ? string.value() : "";
  }
}
