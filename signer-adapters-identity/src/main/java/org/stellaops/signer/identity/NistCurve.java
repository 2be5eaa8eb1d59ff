package org.stellaops.signer.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import java.util.stream.Stream;

/** The NIST curves of RFC 7518 §6.2.1.1 that are used here, each with its one algorithm. */
enum NistCurve {
  P256("P-256", 32, JwsAlgorithm.ES256),
  P384("P-384", 48, JwsAlgorithm.ES384);

  private final String crv;
  private final int coordinateBytes;
  private final JwsAlgorithm algorithm;

  NistCurve(String crv, int coordinateBytes, JwsAlgorithm algorithm) {
    this.crv = crv;
    this.coordinateBytes = coordinateBytes;
    this.algorithm = algorithm;
  }

  static Optional<NistCurve> named(String crv) {
    return Stream.of(values()).filter(curve -> curve.crv.equals(crv)).findFirst();
  }

  JwsAlgorithm algorithm() {
    return algorithm;
  }

  /** The key at this point; empty unless both coordinates have full length and are on the curve. */
  Optional<ECPublicKey> publicKey(byte[] x, byte[] y) {
    if (x.length != coordinateBytes || y.length != coordinateBytes) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ECKey.Builder(Curve.parse(crv), Base64URL.encode(x), Base64URL.encode(y))
              .build()
              .toECPublicKey());
    } catch (IllegalStateException | IllegalArgumentException | JOSEException e) {
      return Optional.empty();
    }
  }
}
