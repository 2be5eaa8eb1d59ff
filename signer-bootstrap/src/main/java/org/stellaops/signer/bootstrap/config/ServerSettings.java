package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the service listens.
 *
 * @param publicOrigin what callers write before the path, without a trailing slash
 * @param tls null where the listener speaks plain HTTP
 */
public record ServerSettings(
    Listener listen,
    String publicOrigin,
    boolean behindProxy,
    @Nullable TlsFiles tls,
    Listener management,
    Connections connections) {

  /** One address. */
  public record Listener(String host, int port) {

    /** Whether nobody outside this machine can reach it. */
    public boolean isLoopback() {
      return Loopback.is(host);
    }
  }

  /** What the TLS listener presents. */
  public sealed interface TlsFiles {

    /** A PKCS#12 file with one key entry. */
    record Pkcs12(Path keystore, Secret password) implements TlsFiles {}

    /** PEM certificates, the listener's own first, and their PKCS#8 key. */
    record Pem(Path chain, Path key) implements TlsFiles {}
  }

  /**
   * What one connection may use.
   *
   * @param bytesPerSecond the least rate of a body and of the reading of an answer
   * @param pace how long that rate may be missed at the start
   * @param most open at once
   * @param drainTime how long a stop waits for requests that run
   */
  public record Connections(
      int headerBytes,
      Duration headerTime,
      Duration idleTime,
      long bytesPerSecond,
      Duration pace,
      int most,
      Duration drainTime) {}
}
