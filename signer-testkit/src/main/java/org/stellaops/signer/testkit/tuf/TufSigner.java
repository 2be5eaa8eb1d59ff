package org.stellaops.signer.testkit.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/** A key of a TUF role: Ed25519 or P-256, as metadata write it. */
final class TufSigner {

  /** Before the 32 bytes of a public key in its SubjectPublicKeyInfo. */
  private static final int HEAD = 12;

  private final KeyPair keys;

  /** Ed25519. */
  TufSigner() {
    this(generate("Ed25519"));
  }

  private TufSigner(KeyPair keys) {
    this.keys = keys;
  }

  /** P-256. */
  static TufSigner ofP256() {
    return new TufSigner(generate("EC"));
  }

  private static KeyPair generate(String kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("EC")) {
        generator.initialize(256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isP256() {
    return keys.getPublic() instanceof ECPublicKey;
  }

  /** What metadata say of a key that is written so. */
  static Map<String, Object> form(String type, String scheme, Map<String, ?> value) {
    return new TreeMap<>(Map.of("keytype", type, "scheme", scheme, "keyval", value));
  }

  Map<String, Object> form() {
    if (isP256()) {
      String pem = PinnedKey.of(keys.getPublic()).pem();
      return form("ecdsa", "ecdsa-sha2-nistp256", Map.of("public", pem));
    }
    Bytes encoded = Bytes.copyOf(keys.getPublic().getEncoded());
    return form("ed25519", "ed25519", Map.of("public", encoded.slice(HEAD, encoded.size()).hex()));
  }

  String id() {
    return Bytes.utf8(CanonicalText.of(form())).sha256().hex();
  }

  Map<String, Object> sign(String text) {
    return sign(text, id());
  }

  /** The same under another id. */
  Map<String, Object> sign(String text, String keyid) {
    try {
      Signature signature = Signature.getInstance(isP256() ? "SHA256withECDSA" : "Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(Bytes.utf8(text).toByteArray());
      return Map.of("keyid", keyid, "sig", Bytes.copyOf(signature.sign()).hex());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Metadata and their signatures. */
  static Bytes signed(Map<String, Object> metadata, List<TufSigner> signers) {
    return signed(metadata, signers, Map.of());
  }

  /** The same with signatures under other ids than those of their keys. */
  static Bytes signed(
      Map<String, Object> metadata, List<TufSigner> signers, Map<String, TufSigner> others) {
    String text = CanonicalText.of(metadata);
    List<Map<String, Object>> signatures =
        Stream.concat(
                signers.stream().map(signer -> signer.sign(text)),
                new TreeMap<>(others)
                    .entrySet().stream().map(other -> other.getValue().sign(text, other.getKey())))
            .toList();
    String file = CanonicalText.of(Map.of("signed", metadata, "signatures", signatures));
    return Bytes.utf8(file.replace("\n", "\\n"));
  }
}
