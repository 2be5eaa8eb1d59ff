package org.stellaops.signer.http.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;

/** Loads a listener's certificate and key. */
public final class TlsContext {

  private static final char[] IN_MEMORY = new char[0];

  private TlsContext() {}

  /**
   * @throws IllegalArgumentException a file cannot be used, with its name and no content of it
   */
  public static SslContextFactory.Server of(TlsFiles tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setRenegotiationAllowed(false);
    load(factory, tls);
    return factory;
  }

  /**
   * Has {@code running} present what {@code tls} names to every connection from now on. What cannot
   * be used changes nothing.
   *
   * @throws IllegalArgumentException a file cannot be used, with its name and no content of it
   */
  public static void reload(SslContextFactory.Server running, TlsFiles tls) {
    SslContextFactory.Server tried = of(tls);
    try {
      tried.start();
      tried.stop();
      running.reload(factory -> load(running, tls));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "server.tls: the certificate and its key cannot be used", e);
    }
  }

  private static void load(SslContextFactory.Server factory, TlsFiles tls) {
    switch (tls) {
      case TlsFiles.Pkcs12 store -> {
        char[] password = reveal(store.password());
        try {
          factory.setKeyStore(load(store.keystore(), password));
          factory.setKeyManagerPassword(new String(password));
        } finally {
          Arrays.fill(password, '\0');
        }
      }
      case TlsFiles.Pem pem -> {
        factory.setKeyStore(load(pem));
        factory.setKeyManagerPassword("");
      }
    }
  }

  private static KeyStore load(Path file, char[] password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return store;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException("cannot open the PKCS#12 file " + file, broken);
    }
  }

  private static char[] reveal(Secret password) {
    try {
      return password.reveal();
    } catch (IOException gone) {
      throw new IllegalArgumentException(gone.getMessage(), gone);
    }
  }

  private static KeyStore load(TlsFiles.Pem pem) {
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
