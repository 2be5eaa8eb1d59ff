package org.stellaops.signer.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders.Ready;

/** Ed25519 (RFC 8032 §5.1) through the JCA, since Nimbus needs a further library for it. */
final class Ed25519 {

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The y coordinates of the points whose order divides 8: under such a key any text verifies. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16),
          new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16));

  private Ed25519() {}

  /** The key of this encoding; empty if it is not canonical, not on the curve or of small order. */
  static Optional<PublicKey> publicKey(byte[] encoded) {
    if (encoded.length != 32) {
      return Optional.empty();
    }
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = encoded[31 - i];
    }
    boolean xIsOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    BigInteger y = new BigInteger(1, bigEndian);
    if (y.compareTo(P) >= 0 || SMALL_ORDER.contains(y)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xIsOdd, y))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  static boolean verify(Ready ready, Bytes content, Bytes signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519", ready.provider());
      ed25519.initVerify(ready.key());
      content.update(ed25519);
      return ed25519.verify(signature.toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
