package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.model.SignatureAlgorithm;

/** Reads the files with certificates and their private keys that are shown in TLS. */
public final class TlsKeyFiles {

  /** The password of the entry that {@link #pem} makes. */
  static final char[] IN_MEMORY = new char[0];

  private TlsKeyFiles() {}

  /**
   * @param password cleared by the caller
   * @throws IllegalArgumentException the file cannot be used; names it and no content of it
   */
  public static KeyStore pkcs12(Path file, char[] password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return store;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException("cannot open the PKCS#12 file " + file, broken);
    }
  }

  /**
   * The pair as a keystore whose entry has the empty password.
   *
   * @throws IllegalArgumentException a file cannot be used; names it and no content of it
   */
  public static KeyStore pem(TlsFiles.Pem pem) {
    Certificate[] chain = chain(pem.chain());
    PrivateKey key = key(pem.key());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("listener", key, IN_MEMORY, chain);
      return store;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException(
          "cannot use " + pem.key() + " with " + pem.chain(), broken);
    }
  }

  /**
   * The public keys of all private keys in {@code store}.
   *
   * @throws IllegalArgumentException a certificate is not that of the private key beside it, so
   *     that it does not tell whose key that is
   */
  static List<PublicKey> publicKeys(KeyStore store, char[] password) {
    List<PublicKey> keys = new ArrayList<>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey own) {
          PublicKey key = store.getCertificate(alias).getPublicKey();
          if (!isPair(own, key)) {
            throw new IllegalArgumentException(
                "the private key is not that of the certificate beside it");
          }
          keys.add(key);
        }
      }
    } catch (GeneralSecurityException broken) {
      throw new IllegalArgumentException("its private key cannot be read", broken);
    }
    return keys;
  }

  private static boolean isPair(PrivateKey own, PublicKey key) {
    if (own instanceof RSAKey secret && key instanceof RSAKey open) {
      return secret.getModulus().equals(open.getModulus());
    }
    SignatureAlgorithm algorithm =
        own.getAlgorithm().equals("EC")
            ? SignatureAlgorithm.ECDSA_P256_SHA256
            : SignatureAlgorithm.ED25519;
    try {
      Signature signature = algorithm.newSignature();
      signature.initSign(own);
      byte[] signed = signature.sign();
      signature.initVerify(key);
      return signature.verify(signed);
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  private static Certificate[] chain(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IllegalArgumentException("no certificate in " + file);
      }
      return chain;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException("cannot read certificates in PEM from " + file, broken);
    }
  }

  private static PrivateKey key(Path file) {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8(file));
    Exception last = new InvalidKeySpecException("no algorithm fits");
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException other) {
        last = other;
      }
    }
    throw new IllegalArgumentException("no unencrypted PKCS#8 key (EC or RSA) in " + file, last);
  }

  private static byte[] pkcs8(Path file) {
    try {
      String body =
          Files.readString(file)
              .replace("-----BEGIN PRIVATE KEY-----", "")
              .replace("-----END PRIVATE KEY-----", "");
      return Base64.getMimeDecoder().decode(body);
    } catch (IOException | IllegalArgumentException broken) {
      throw new IllegalArgumentException("cannot read a key in PEM from " + file, broken);
    }
  }
}
