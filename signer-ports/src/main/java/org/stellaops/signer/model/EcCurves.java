package org.stellaops.signer.model;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.Optional;

/** Tells NIST curves from others of the same size by their group order (FIPS 186-4 D.1.2). */
final class EcCurves {

  private static final Map<BigInteger, SignatureAlgorithm> BY_ORDER =
      Map.of(
          new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16),
          SignatureAlgorithm.ECDSA_P256_SHA256,
          new BigInteger(
              "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                  + "581a0db248b0a77aecec196accc52973",
              16),
          SignatureAlgorithm.ECDSA_P384_SHA384,
          new BigInteger(
              "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                  + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
              16),
          SignatureAlgorithm.ECDSA_P521_SHA512);

  private EcCurves() {}

  static Optional<SignatureAlgorithm> algorithm(ECPublicKey key) {
    return Optional.ofNullable(BY_ORDER.get(key.getParams().getOrder()));
  }
}
