package org.stellaops.signer.http;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Where a listener's certificate and private key are. TLS 1.2 and 1.3 are spoken. */
public sealed interface Tls {

  /**
   * A PKCS#12 file with one key entry.
   *
   * @param password asked once at start; the array is cleared after use
   */
  record Pkcs12(Path file, Supplier<char[]> password) implements Tls {

    @Override
    public String toString() {
      return "Pkcs12[" + file + "]";
    }
  }

  /**
   * PEM files.
   *
   * @param chain certificates, the listener's own first
   * @param key an unencrypted PKCS#8 key, RSA or EC
   */
  record Pem(Path chain, Path key) implements Tls {}
}
