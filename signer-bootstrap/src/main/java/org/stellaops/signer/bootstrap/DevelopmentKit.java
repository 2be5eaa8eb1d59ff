package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.model.Digest;

/**
 * What development mode needs and a server must not have: an Authority and a Licensing that believe
 * everybody, and a sample scanner release. Found on the class path; the server's distribution has
 * none.
 */
public interface DevelopmentKit {

  /** The kit of this distribution; empty if it has no development mode. */
  static Optional<DevelopmentKit> find() {
    return ServiceLoader.load(DevelopmentKit.class).findFirst();
  }

  /**
   * Starts Authority and Licensing on loopback and makes a keystore on first use.
   *
   * @param state kept between runs; its owner alone has access
   */
  Development start(Path state, Ports ports) throws IOException;

  /** Ports on loopback, each 0 for any that is free. */
  record Ports(int service, int management, int authority) {

    public static Ports free() {
      return new Ports(0, 0, 0);
    }
  }

  /** Development mode under way; {@link #close} ends Authority and Licensing. */
  interface Development extends AutoCloseable {

    /** The configuration that fits, as {@link #configFile} holds it. */
    Config config();

    /** A configuration file like any other, to read and learn from. */
    Path configFile();

    /** A caller with a key of its own, whose workload runs {@code scanner}. */
    Caller caller(Scanner scanner);

    @Override
    void close();
  }

  /** Which sample image the caller's workload runs. */
  enum Scanner {
    /** Signed by the release key. */
    RELEASED,
    /** Without a signature. */
    UNSIGNED,
    /** Signed by a key that nobody trusts. */
    IMPOSTOR,
    /** The token says nothing of it. */
    UNKNOWN
  }

  /** A caller with all that a request needs. */
  interface Caller {

    /** A fresh access token bound to the caller's key. */
    String accessToken();

    /** A Proof of Entitlement of plan {@code plan}. */
    String proofOfEntitlement(String plan);

    /**
     * A fresh DPoP proof (RFC 9449 §4.2) with {@code ath}.
     *
     * @param url without query and fragment, as in the service's public origin
     * @param nonce the service's current nonce, or null to be challenged for one
     */
    String proof(String method, String url, String accessToken, @Nullable String nonce);

    /** The manifest digest of the image that the caller runs; empty for {@link Scanner#UNKNOWN}. */
    Optional<Digest> scannerDigest();
  }
}
