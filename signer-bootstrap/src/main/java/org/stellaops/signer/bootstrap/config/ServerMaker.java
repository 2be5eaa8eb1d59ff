package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ServerSettings.Listener;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;

/** Makes the server's part, and refuses listeners over which tokens would travel in the clear. */
final class ServerMaker {

  private final Findings found;
  private final Settings settings;

  ServerMaker(Findings found) {
    this.found = found;
    this.settings = found.settings();
  }

  ServerSettings make() {
    Listener listen =
        new Listener(
            settings.get(ConfigSchema.LISTEN_HOST), settings.get(ConfigSchema.LISTEN_PORT));
    Listener management =
        new Listener(
            settings.get(ConfigSchema.MANAGEMENT_HOST), settings.get(ConfigSchema.MANAGEMENT_PORT));
    boolean behindProxy = settings.get(ConfigSchema.BEHIND_PROXY);
    Optional<TlsFiles> tls = tls();
    if (!listen.isLoopback() && tls.isEmpty() && !behindProxy) {
      found.wrong(
          ConfigSchema.LISTEN_HOST,
          "callers elsewhere would send their tokens in the clear",
          "a loopback address, or server.tls, or server.behindProxy: true");
    }
    if (listen.equals(management)) {
      found.wrong(ConfigSchema.MANAGEMENT_PORT, "the port of server.listen", "another port");
    }
    return new ServerSettings(
        listen,
        publicOrigin(listen, behindProxy, tls.isPresent()),
        behindProxy,
        tls.orElse(null),
        management,
        new ServerSettings.Connections(
            Math.toIntExact(settings.get(ConfigSchema.HEADER_BYTES)),
            settings.get(ConfigSchema.HEADER_TIME),
            settings.get(ConfigSchema.IDLE_TIME),
            settings.get(ConfigSchema.BYTES_PER_SECOND),
            settings.get(ConfigSchema.PACE),
            settings.get(ConfigSchema.CONNECTIONS),
            settings.get(ConfigSchema.DRAIN_TIME)));
  }

  private String publicOrigin(Listener listen, boolean behindProxy, boolean tls) {
    Optional<String> written = settings.find(ConfigSchema.PUBLIC_ORIGIN);
    String own = (tls ? "https://" : "http://") + bracketed(listen.host()) + ":" + listen.port();
    if (written.isEmpty() && (behindProxy || !listen.isLoopback())) {
      found.wrong(
          ConfigSchema.PUBLIC_ORIGIN,
          "missing: proofs are compared with it, never with what a request says of its host",
          ConfigSchema.PUBLIC_ORIGIN.kind().allowed());
    }
    return written.orElse(own);
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private Optional<TlsFiles> tls() {
    @Nullable Path keystore = settings.find(ConfigSchema.TLS_KEYSTORE).orElse(null);
    @Nullable Secret password = settings.find(ConfigSchema.TLS_PASSWORD).orElse(null);
    @Nullable Path chain = settings.find(ConfigSchema.TLS_CHAIN).orElse(null);
    @Nullable Path key = settings.find(ConfigSchema.TLS_KEY).orElse(null);
    if (keystore != null && password != null && chain == null && key == null) {
      return Optional.of(new TlsFiles.Pkcs12(keystore, password));
    }
    if (chain != null && key != null && keystore == null && password == null) {
      return Optional.of(new TlsFiles.Pem(chain, key));
    }
    if (keystore != null || password != null || chain != null || key != null) {
      found.wrong(
          SettingPath.of("server.tls"),
          "no pair of settings",
          "keystore and password, or chain and key");
    }
    return Optional.empty();
  }
}
