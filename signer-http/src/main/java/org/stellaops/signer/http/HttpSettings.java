package org.stellaops.signer.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the service listens.
 *
 * @param service where callers are served
 * @param management where operators read readiness and metrics; loopback unless chosen otherwise
 * @param publicOrigin what callers write before the path, {@code https://signer.example}: the only
 *     origin that a DPoP proof's {@code htu} is compared with, and never taken from a request
 * @param limits what a connection may use
 * @param discovery what callers are told about tokens
 */
public record HttpSettings(
    Listener service,
    Listener management,
    String publicOrigin,
    Limits limits,
    Discovery discovery) {

  public HttpSettings {
    URI origin = URI.create(publicOrigin);
    boolean web = "https".equals(origin.getScheme()) || "http".equals(origin.getScheme());
    if (!web
        || origin.getHost() == null
        || !(origin.getScheme() + "://" + origin.getRawAuthority()).equals(publicOrigin)
        || origin.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a public origin is http or https, host and port alone, such as https://signer.example");
    }
  }

  /**
   * One address to listen on.
   *
   * @param port 0 for any free one
   * @param tls null for plain HTTP
   */
  public record Listener(String host, int port, @Nullable Tls tls) {

    public static Listener loopback(int port) {
      return new Listener("127.0.0.1", port, null);
    }
  }

  /**
   * What a connection may use. A connection over a bound is closed and counted.
   *
   * @param headerBytes request line and header fields together
   * @param headerTime from the connection's opening, or from its last answer, until a request's
   *     headers have arrived
   * @param idleTime between two reads or writes that make progress
   * @param bytesPerSecond the least rate of a body and of the reading of an answer
   * @param pace how long that rate may be missed at the start
   * @param connections open at once; more wait in the backlog
   * @param drainTime how long a stop waits for requests that run
   */
  public record Limits(
      int headerBytes,
      Duration headerTime,
      Duration idleTime,
      long bytesPerSecond,
      Duration pace,
      int connections,
      Duration drainTime) {

    public static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);

    public Limits {
      if (headerBytes < 1024 || connections < 1 || bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "limits are positive, and headers have room for at least 1024 bytes");
      }
      if (drainTime.compareTo(LONGEST_DRAIN) > 0) {
        throw new IllegalArgumentException("a stop waits at most 30 seconds");
      }
    }

    public static Limits standard() {
      return new Limits(
          24 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          1024,
          Duration.ofSeconds(5),
          4096,
          LONGEST_DRAIN);
    }
  }

  /**
   * What {@code /.well-known/oauth-protected-resource} and challenges say (RFC 9728, RFC 9449
   * §5.1).
   *
   * @param authorizationServers issuers whose tokens are accepted
   * @param dpopAlgorithms JWS algorithms that a proof may be signed with
   */
  public record Discovery(List<String> authorizationServers, List<String> dpopAlgorithms) {

    public Discovery {
      authorizationServers = List.copyOf(authorizationServers);
      dpopAlgorithms = List.copyOf(dpopAlgorithms);
    }
  }
}
