package org.stellaops.signer.http.connection;

import java.io.IOException;
import java.util.Arrays;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.stellaops.signer.bootstrap.TlsKeyFiles;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;

/** Loads a listener's certificate and key. */
public final class TlsContext {

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
          factory.setKeyStore(TlsKeyFiles.pkcs12(store.keystore(), password));
          factory.setKeyManagerPassword(new String(password));
        } finally {
          Arrays.fill(password, '\0');
        }
      }
      case TlsFiles.Pem pem -> {
        factory.setKeyStore(TlsKeyFiles.pem(pem));
        factory.setKeyManagerPassword("");
      }
    }
  }

  private static char[] reveal(Secret password) {
    try {
      return password.reveal();
    } catch (IOException gone) {
      throw new IllegalArgumentException(gone.getMessage(), gone);
    }
  }
}
