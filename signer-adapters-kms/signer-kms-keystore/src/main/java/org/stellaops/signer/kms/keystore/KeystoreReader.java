package org.stellaops.signer.kms.keystore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  /** Leaves the password as it is. */
  static Map<String, HeldKey> entries(Path file, byte[] content, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      Map<String, HeldKey> keys = new HashMap<>();
      for (String alias : Collections.list(store.aliases())) {
        HeldKey held = held(store, file + ", alias " + alias, alias, password);
        if (keys.put(alias, held) != null) {
          throw new BackendRefused("the keystore " + file + " has the alias " + alias + " twice");
        }
      }
      return Map.copyOf(keys);
    } catch (IOException e) {
      throw new BackendRefused(
          e.getCause() instanceof GeneralSecurityException
              ? "the keystore " + file + " does not open with the password that is set for it"
              : "the keystore " + file + " is not a PKCS#12 file, or is corrupt",
          e);
    } catch (GeneralSecurityException e) {
      throw new BackendRefused(
          "the keystore " + file + " has an entry under another password, or an unknown cipher", e);
    }
  }

  private static HeldKey held(KeyStore store, String place, String alias, char[] password)
      throws GeneralSecurityException {
    Key key;
    try {
      key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
    } catch (UnrecoverableKeyException e) {
      if (e.getCause() instanceof NoSuchAlgorithmException unknown) {
        return new HeldKey.OfAnotherKind(
            "this Java does not read its kind: " + unknown.getMessage());
      }
      throw e;
    }
    return held(place, key, store.getCertificate(alias));
  }

  private static HeldKey held(String place, @Nullable Key key, @Nullable Certificate certificate) {
    if (!(key instanceof PrivateKey) || certificate == null || key.getEncoded() == null) {
      return new HeldKey.NotAKeyPair();
    }
    SoftwareKey own;
    try {
      own = SoftwareKey.of(key.getEncoded());
    } catch (IllegalArgumentException e) {
      return new HeldKey.OfAnotherKind(String.valueOf(e.getMessage()));
    }
    // A pin that comes from a foreign certificate would fail every signature, one by one.
    if (!own.belongsTo(certificate.getPublicKey())) {
      throw new BackendRefused("the key in " + place + " does not belong to its certificate");
    }
    return new HeldKey.Usable(own);
  }
}
