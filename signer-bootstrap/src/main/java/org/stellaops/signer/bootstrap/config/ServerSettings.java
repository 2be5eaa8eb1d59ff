package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.HOST;
import static org.stellaops.signer.bootstrap.config.Setting.Form.ORIGIN;
import static org.stellaops.signer.bootstrap.config.Setting.Form.PORT;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Derived;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;

/**
 * How the service listens.
 *
 * @param publicOrigin what callers write before the path, without a trailing slash
 * @param tls null where the listener speaks plain HTTP
 */
public record ServerSettings(
    Listener listen,
    @Setting(
            "What callers write before the path; DPoP proofs are compared with it. Required unless"
                + " the listener is on loopback, where it is the listener's own address.")
        @Derived
        @Text(ORIGIN)
        String publicOrigin,
    @Setting("A proxy in front ends TLS; callers cannot reach this listener past it.")
        @Fallback("false")
        boolean behindProxy,
    @Setting(
            "At least 32 random bytes from which DPoP nonces are made. Nodes that are given the"
                + " same accept each other's; without it each process makes its own.")
        @Nullable Secret nonceSecret,
    @Nullable TlsFiles tls,
    Management management,
    Log log,
    Connections limits) {

  public ServerSettings {
    if (publicOrigin == null) {
      publicOrigin = (tls == null ? "http://" : "https://") + listen.authority(listen.port);
    }
  }

  /** Where callers are served. */
  public record Listener(
      @Setting("Where callers are served.") @Fallback("127.0.0.1") @Text(HOST) String host,
      @Setting("Where callers are served.") @Fallback("8080") @Text(PORT) int port) {

    /**
     * The host and a port, as a URL has them.
     *
     * @param bound the port that is listened on, where the configured one is 0
     */
    public String authority(int bound) {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + bound;
    }

    /** Whether both cannot be listened on at one time. */
    boolean meets(Listener other) {
      return port == other.port
          && (host.equals(other.host) || isAnyAddress() || other.isAnyAddress());
    }

    private boolean isAnyAddress() {
      return host.equals("0.0.0.0") || host.matches("[0:]+");
    }

    /** Whether nobody outside this machine can reach it. */
    public boolean isLoopback() {
      return Loopback.is(host);
    }
  }

  /** Where operators read readiness and metrics. */
  public record Management(
      @Setting("Where operators read readiness and metrics, in plain HTTP.")
          @Fallback("127.0.0.1")
          @Text(HOST)
          String host,
      @Setting("Where operators read them.") @Fallback("8081") @Text(PORT) int port,
      @Setting(
              "Acknowledges that everybody who reaches `server.management.host` may read them; any"
                  + " host but a loopback address is refused without it.")
          @Fallback("false")
          boolean acceptRemoteReaders) {

    public Listener listener() {
      return new Listener(host, port);
    }
  }

  /** What the log on standard output holds. */
  public record Log(
      @Setting("The least level that is logged. Each request has a line at `info`.")
          @Fallback("info")
          LogLevel level) {}

  /** The levels of the log, the fewest lines first. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** What the TLS listener presents. */
  public sealed interface TlsFiles {

    /** A PKCS#12 file with one key entry. */
    record Pkcs12(
        @Setting("PKCS#12 file with one key entry.") Path keystore,
        @Setting("Password of that file.") Secret password)
        implements TlsFiles {}

    /** PEM certificates, the listener's own first, and their PKCS#8 key. */
    record Pem(
        @Setting("PEM certificates, the listener's own first; instead of a keystore.") Path chain,
        @Setting("PEM key of that chain, PKCS#8, not encrypted.") Path key)
        implements TlsFiles {}
  }

  /**
   * What one connection may use.
   *
   * @param bytesPerSecond the least rate of a body and of the reading of an answer
   * @param pace how long that rate may be missed at the start
   * @param connections open at once
   * @param drainTime how long a stop waits for requests that run
   */
  public record Connections(
      @Setting("Request line and header fields together.")
          @Fallback("24KiB")
          @Bounds("1KiB to 1MiB")
          int headerBytes,
      @Setting("Until a request's headers have arrived.") @Fallback("10s") @Bounds("100ms to 5m")
          Duration headerTime,
      @Setting("Between two reads or writes that make progress.")
          @Fallback("30s")
          @Bounds("100ms to 5m")
          Duration idleTime,
      @Setting("Least rate of a body and of the reading of an answer.")
          @Fallback("1KiB")
          @Bounds("1B to 1GiB")
          long bytesPerSecond,
      @Setting("How long a body may stay below that rate at its start.")
          @Fallback("5s")
          @Bounds("100ms to 5m")
          Duration pace,
      @Setting("Open at once.") @Fallback("4096") @Bounds("1 to 100000") int connections,
      @Setting("How long a stop waits for requests that run.") @Fallback("30s") @Bounds("0s to 30s")
          Duration drainTime) {}
}
