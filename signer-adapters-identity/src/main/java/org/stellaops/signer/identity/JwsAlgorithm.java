package org.stellaops.signer.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Optional;
import java.util.stream.Stream;

/** The allow-list of signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1): asymmetric ones only. */
enum JwsAlgorithm {
  ES256("ES256", "SHA256withECDSA"),
  ES384("ES384", "SHA384withECDSA"),
  RS256("RS256", "SHA256withRSA"),
  PS256("PS256", "RSASSA-PSS"),
  EDDSA("EdDSA", "Ed25519");

  private final String wire;
  private final String jcaName;

  JwsAlgorithm(String wire, String jcaName) {
    this.wire = wire;
    this.jcaName = jcaName;
  }

  /** The algorithm of exactly this name; names are case-sensitive. */
  static Optional<JwsAlgorithm> named(String name) {
    return Stream.of(values()).filter(algorithm -> algorithm.wire.equals(name)).findFirst();
  }

  /** The name for {@link java.security.Signature#getInstance(String)}. */
  String jcaName() {
    return jcaName;
  }

  JWSAlgorithm nimbus() {
    return JWSAlgorithm.parse(wire);
  }
}
