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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * TLS with a service that holds keys: it trusts the platform's certificate authorities, and those
 * of a file besides.
 */
public final class TrustedCertificates {

  private TrustedCertificates() {}

  /**
   * @param file PEM certificates; null for the platform's alone
   * @throws BackendRefused it holds no certificate
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, it cannot be read
   */
  public static SSLContext of(@Nullable Path file) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate known : platform().getAcceptedIssuers()) {
        all.setCertificateEntry("platform-" + number++, known);
      }
      for (Certificate own : file == null ? List.<Certificate>of() : read(file)) {
        all.setCertificateEntry("own-" + number++, own);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(all);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BackendRefused("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager platform() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("the platform trusts no X.509"));
  }

  private static Collection<? extends Certificate> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (read.isEmpty()) {
        throw new BackendRefused("caFile " + file + " holds no certificate");
      }
      return read;
    } catch (GeneralSecurityException e) {
      throw new BackendRefused("caFile " + file + " is no file of PEM certificates", e);
    } catch (IOException e) {
      throw new DependencyUnavailable(
          Dependency.SIGNING_KEYS, false, "caFile " + file + " cannot be read", e);
    }
  }
}
