package org.stellaops.signer.kms.keystore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.stellaops.signer.ports.BackendRefused;

/** Turns a BCFKS file into keys by alias, by a {@link CryptoModule} alone. */
final class ModuleKeystore {

  private static final String TYPE = "BCFKS";

  private ModuleKeystore() {}

  static Map<String, HeldKey> read(Path file, Supplier<char[]> secret, CryptoModule module) {
    byte[] content = PrivateFile.read(file);
    requireNotPkcs12(file, content);
    char[] password = secret.get();
    try {
      KeyStore store = KeyStore.getInstance(TYPE, module.provider());
      store.load(new ByteArrayInputStream(content), password);
      Map<String, HeldKey> keys = new HashMap<>();
      for (String alias : Collections.list(store.aliases())) {
        keys.put(alias, held(store, file + ", alias " + alias, alias, password, module));
      }
      return Map.copyOf(keys);
    } catch (IOException e) {
      throw new BackendRefused(
          "the keystore "
              + file
              + " is not a BCFKS file, is corrupt, or does not open with the password that is set"
              + " for it",
          e);
    } catch (GeneralSecurityException e) {
      throw new BackendRefused(
          "the keystore " + file + " has an entry under another password, or an unknown cipher", e);
    } catch (AssertionError e) {
      throw new BackendRefused(
          "the module does not open the keystore "
              + file
              + ": "
              + e.getMessage()
              + "; a password has at least 14 characters",
          e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** Its encryption and its integrity are by methods that are not approved. */
  private static void requireNotPkcs12(Path file, byte[] content) {
    try {
      Pfx.getInstance(content);
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      return;
    }
    throw new BackendRefused(
        "the keystore "
            + file
            + " is a PKCS#12 file, whose encryption the module does not use: convert it to BCFKS"
            + " with keytool -importkeystore, as docs/fips.md shows");
  }

  private static HeldKey held(
      KeyStore store, String place, String alias, char[] password, CryptoModule module)
      throws GeneralSecurityException {
    Certificate certificate = store.getCertificate(alias);
    if (!store.isKeyEntry(alias)
        || certificate == null
        || !(store.getKey(alias, password) instanceof PrivateKey key)) {
      return new HeldKey.NotAKeyPair();
    }
    try {
      return new HeldKey.Usable(ModuleKey.of(module, key, certificate.getPublicKey()));
    } catch (ModuleKey.NotAPair e) {
      throw new BackendRefused("the key in " + place + " does not belong to its certificate", e);
    } catch (IllegalArgumentException e) {
      return new HeldKey.OfAnotherKind(String.valueOf(e.getMessage()));
    }
  }
}
