package org.stellaops.signer.testkit.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.model.Bytes;

/** A key of a TUF role: Ed25519, as metadata write it. */
final class TufSigner {

  /** Before the 32 bytes of a public key in its SubjectPublicKeyInfo. */
  private static final int HEAD = 12;

  private final KeyPair keys;

  TufSigner() {
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, Object> form() {
    Bytes encoded = Bytes.copyOf(keys.getPublic().getEncoded());
    return new TreeMap<>(
        Map.of(
            "keytype",
            "ed25519",
            "scheme",
            "ed25519",
            "keyval",
            Map.of("public", encoded.slice(HEAD, encoded.size()).hex())));
  }

  String id() {
    return Bytes.utf8(CanonicalText.of(form())).sha256().hex();
  }

  Map<String, Object> sign(String text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(Bytes.utf8(text).toByteArray());
      return Map.of("keyid", id(), "sig", Bytes.copyOf(signature.sign()).hex());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Metadata and their signatures. */
  static Bytes signed(Map<String, Object> metadata, List<TufSigner> signers) {
    String text = CanonicalText.of(metadata);
    List<Map<String, Object>> signatures =
        signers.stream().map(signer -> signer.sign(text)).toList();
    return Bytes.utf8(CanonicalText.of(Map.of("signed", metadata, "signatures", signatures)));
  }
}
