package org.stellaops.signer.kms.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** TLS that trusts the platform's certificate authorities, and those of a file besides. */
final class VaultTls {

  private VaultTls() {}

  /**
   * @param caFile PEM certificates; null for the platform's alone
   * @throws BackendRefused it holds no certificate
   * @throws DependencyUnavailable {@link Dependency#SIGNING_KEYS}, it cannot be read
   */
  static SSLContext trusting(@Nullable Path caFile) {
    List<Certificate> trusted = new ArrayList<>(caFile == null ? List.of() : read(caFile));
    try {
      for (TrustManager each : managers(null)) {
        if (each instanceof X509TrustManager platform) {
          trusted.addAll(List.of(platform.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate each : trusted) {
        store.setCertificateEntry("trusted-" + store.size(), each);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BackendRefused("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory made =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    made.init(store);
    return made.getTrustManagers();
  }

  private static List<Certificate> read(Path caFile) {
    List<Certificate> read;
    try (InputStream in = Files.newInputStream(caFile)) {
      read = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
    } catch (IOException e) {
      throw AzureFailures.unavailable(false, "caFile " + caFile + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new BackendRefused("caFile " + caFile + " is no file of PEM certificates", e);
    }
    if (read.isEmpty()) {
      throw new BackendRefused("caFile " + caFile + " holds no certificate");
    }
    return read;
  }
}
