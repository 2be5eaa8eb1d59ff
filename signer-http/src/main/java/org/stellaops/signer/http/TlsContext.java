package org.stellaops.signer.http;

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

/** Loads a listener's certificate and key. */
final class TlsContext {

  private static final char[] IN_MEMORY = new char[0];

  private TlsContext() {}

  /**
   * @throws IllegalArgumentException a file cannot be used, with its name and no content of it
   */
  static SslContextFactory.Server of(Tls tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setRenegotiationAllowed(false);
    switch (tls) {
      case Tls.Pkcs12 store -> {
        char[] password = store.password().get();
        try {
          factory.setKeyStore(load(store.file(), password));
          factory.setKeyManagerPassword(new String(password));
        } finally {
          Arrays.fill(password, '\0');
        }
      }
      case Tls.Pem pem -> {
        factory.setKeyStore(load(pem));
        factory.setKeyManagerPassword("");
      }
    }
    return factory;
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

  private static KeyStore load(Tls.Pem pem) {
    try (InputStream in = Files.newInputStream(pem.chain())) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IllegalArgumentException("no certificate in " + pem.chain());
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("listener", key(pem.key()), IN_MEMORY, chain);
      return store;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException("cannot read the PEM file " + pem.chain(), broken);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String body =
        Files.readString(file)
            .replace("-----BEGIN PRIVATE KEY-----", "")
            .replace("-----END PRIVATE KEY-----", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
    InvalidKeySpecException last = new InvalidKeySpecException("no algorithm fits");
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException other) {
        last = other;
      }
    }
    throw new IllegalArgumentException("no unencrypted PKCS#8 key (EC or RSA) in " + file, last);
  }
}
