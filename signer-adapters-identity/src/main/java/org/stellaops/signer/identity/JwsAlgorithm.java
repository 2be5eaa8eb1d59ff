package org.stellaops.signer.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Optional;
import java.util.stream.Stream;

/** The allow-list of signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1): asymmetric ones only. */
enum JwsAlgorithm {
  ES256("ES256"),
  ES384("ES384"),
  RS256("RS256"),
  PS256("PS256"),
  EDDSA("EdDSA");

  private final String wire;

  JwsAlgorithm(String wire) {
    this.wire = wire;
  }

  /** The algorithm of exactly this name; names are case-sensitive. */
  static Optional<JwsAlgorithm> named(String name) {
    return Stream.of(values()).filter(algorithm -> algorithm.wire.equals(name)).findFirst();
  }

  JWSAlgorithm nimbus() {
    return JWSAlgorithm.parse(wire);
  }
}
