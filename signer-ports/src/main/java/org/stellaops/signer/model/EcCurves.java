package org.stellaops.signer.model;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;

/** Tells NIST curves from others of the same size by their group order (FIPS 186-4 D.1.2). */
final class EcCurves {

  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger P384_ORDER =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
              + "581a0db248b0a77aecec196accc52973",
          16);

  private EcCurves() {}

  static boolean isP256(ECPublicKey key) {
    return key.getParams().getOrder().equals(P256_ORDER);
  }

  static boolean isP384(ECPublicKey key) {
    return key.getParams().getOrder().equals(P384_ORDER);
  }
}
