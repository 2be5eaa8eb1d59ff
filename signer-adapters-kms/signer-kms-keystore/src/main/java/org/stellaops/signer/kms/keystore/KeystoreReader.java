package org.stellaops.signer.kms.keystore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.BackendRefused;

/** Turns a PKCS#12 file into keys by alias. */
final class KeystoreReader {

  private KeystoreReader() {}

  static Map<String, HeldKey> read(Path file, Supplier<char[]> secret) {
    byte[] content = PrivateFile.read(file);
    char[] password = secret.get();
    try {
      if (!KeystoreFile.isUsable(password)) {
        throw new BackendRefused(
            "the password of the keystore " + file + " is not printable ASCII, or is empty");
      }
      return entries(file, content, password);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static Map<String, HeldKey> entries(Path file, byte[] content, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      Map<String, HeldKey> keys = new HashMap<>();
      for (String alias : Collections.list(store.aliases())) {
        HeldKey held =
            held(
                file + ", alias " + alias,
                store.isKeyEntry(alias) ? store.getKey(alias, password) : null,
                store.getCertificate(alias));
        if (keys.put(alias, held) != null) {
          throw new BackendRefused("the keystore " + file + " has the alias " + alias + " twice");
        }
      }
      return Map.copyOf(keys);
    } catch (IOException e) {
      throw new BackendRefused(
          e.getCause() instanceof GeneralSecurityException
              ? "the keystore " + file + " does not open with the configured password"
              : "the keystore " + file + " is not a PKCS#12 file, or is corrupt",
          e);
    } catch (GeneralSecurityException e) {
      throw new BackendRefused(
          "the keystore " + file + " has an entry under another password, or an unknown cipher", e);
    }
  }

  private static HeldKey held(String place, @Nullable Key key, @Nullable Certificate certificate) {
    if (!(key instanceof PrivateKey) || certificate == null) {
      return new HeldKey.NotAKeyPair();
    }
    PublicKey publicKey = certificate.getPublicKey();
    boolean p256 =
        SignatureAlgorithm.of(publicKey)
            .filter(SignatureAlgorithm.ECDSA_P256_SHA256::equals)
            .isPresent();
    if (!p256) {
      return new HeldKey.OfAnotherKind(
          "a keystore signs by ECDSA on P-256 only, and this key is " + publicKey.getAlgorithm());
    }
    if (key instanceof ECPrivateKey ec && publicKey instanceof ECPublicKey expected) {
      Rfc6979Key own = new Rfc6979Key(ec.getS());
      // A pin that comes from a foreign certificate would fail every signature, one by one.
      if (own.belongsTo(expected)) {
        return new HeldKey.Usable(PinnedKey.of(expected), own);
      }
    }
    throw new BackendRefused("the key in " + place + " does not belong to its certificate");
  }
}
