package org.stellaops.signer.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusted roots and own key of one dependency. */
final class Tls {

  private Tls() {}

  /**
   * @throws IllegalArgumentException a file cannot be read or is out of form
   */
  static SSLContext context(OutboundSettings settings) {
    try {
      OutboundSettings.ClientCertificate own = settings.clientCertificate();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own == null ? null : keys(own), trust(settings), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS settings cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keys(OutboundSettings.ClientCertificate own)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(own.file())) {
      store.load(in, own.password());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, own.password());
    return keys.getKeyManagers();
  }

  private static TrustManager @Nullable [] trust(OutboundSettings settings)
      throws IOException, GeneralSecurityException {
    if (settings.caFiles().isEmpty()) {
      return null;
    }
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    int count = 0;
    for (X509Certificate root :
        managers(null)[0] instanceof X509TrustManager platform
            ? platform.getAcceptedIssuers()
            : new X509Certificate[0]) {
      roots.setCertificateEntry("root-" + count++, root);
    }
    for (Path file : settings.caFiles()) {
      try (InputStream in = Files.newInputStream(file)) {
        for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          roots.setCertificateEntry("root-" + count++, ca);
        }
      }
    }
    return managers(roots);
  }

  private static TrustManager[] managers(@Nullable KeyStore roots) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    return trust.getTrustManagers();
  }
}
