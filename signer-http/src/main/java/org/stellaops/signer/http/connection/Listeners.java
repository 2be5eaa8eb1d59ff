package org.stellaops.signer.http.connection;

import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.bootstrap.config.ServerSettings.Listener;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;

/** Builds connectors. HTTP/1.1 alone is spoken. */
public final class Listeners {

  /** An answer of up to so many bytes goes out in one piece. */
  private static final int GATHERED = 32 * 1024;

  private Listeners() {}

  public static void strict(HttpConfiguration configuration, Connections limits) {
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setOutputBufferSize(GATHERED);
    configuration.setOutputAggregationSize(GATHERED);
    configuration.setRequestHeaderSize(limits.headerBytes());
    configuration.setUriCompliance(UriCompliance.DEFAULT);
    configuration.setHttpCompliance(
        HttpCompliance.RFC9110
            .with("RFC9110_SEEN_FOLDS", HttpCompliance.Violation.MULTILINE_FIELD_VALUE)
            // RFC 9112 §2.2: what is in front may see other lines where a bare LF ends one.
            .without(
                "RFC9110_SEEN_FOLDS_CRLF",
                HttpCompliance.Violation.LF_HEADER_TERMINATION,
                HttpCompliance.Violation.LF_CHUNK_TERMINATION));
    configuration.addComplianceViolationListener(new ComplianceViolation.CapturingListener());
    configuration.setRelativeRedirectAllowed(true);
  }

  public static ServerConnector connector(
      Server server, Listener listener, @Nullable TlsFiles tls, HttpConfiguration configuration) {
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
    } else {
      HttpConfiguration secure = new HttpConfiguration(configuration);
      // The name that a caller chose decides nothing here, so it is not checked either.
      secure.addCustomizer(new SecureRequestCustomizer(false));
      connector =
          new ServerConnector(
              server,
              new SslConnectionFactory(TlsContext.of(tls), "http/1.1"),
              new HttpConnectionFactory(secure));
    }
    connector.setHost(listener.host());
    connector.setPort(listener.port());
    return connector;
  }
}
