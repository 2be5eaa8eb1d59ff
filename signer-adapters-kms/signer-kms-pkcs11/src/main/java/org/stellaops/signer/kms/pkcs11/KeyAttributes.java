package org.stellaops.signer.kms.pkcs11;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stellaops.signer.kms.pkcs11.worker.Rfc7512;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.KeyNotFound;

/** A key's name on its token: {@code pkcs11:object=LABEL;id=%01}, either or both. */
final class KeyAttributes {

  private final byte[] label;
  private final byte[] id;

  private KeyAttributes(byte[] label, byte[] id) {
    this.label = label;
    this.id = id;
  }

  /**
   * @throws KeyNotFound the name has another form
   */
  static KeyAttributes of(KeyUri key) {
    try {
      Map<String, String> given = Rfc7512.parse(key.value(), List.of("object", "id", "type"));
      String type = given.getOrDefault("type", "private");
      if (!type.equals("private") || !(given.containsKey("object") || given.containsKey("id"))) {
        throw new IllegalArgumentException("name a private key by object or id");
      }
      return new KeyAttributes(
          Wire.text(given.getOrDefault("object", "")), Rfc7512.bytes(given.getOrDefault("id", "")));
    } catch (IllegalArgumentException e) {
      throw new KeyNotFound(withoutValues(key), String.valueOf(e.getMessage()));
    }
  }

  /** A name that is refused may hold what belongs elsewhere, such as a PIN. */
  private static KeyUri withoutValues(KeyUri key) {
    return key.value().toLowerCase(Locale.ROOT).contains("pin")
        ? new KeyUri("pkcs11:(not shown)")
        : key;
  }

  byte[] label() {
    return label;
  }

  byte[] id() {
    return id;
  }
}
