package org.stellaops.signer.cli.verdict;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ECDSA over P-256 by Bouncy Castle's arithmetic; signs nothing. Safe to use again after
 * each verification.
 */
final class P256Verifier extends SignatureSpi {

  private static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");

  /** A digest is 64 bytes at most; what is longer is none. */
  private static final int MAX_DIGEST = 64;

  private final @Nullable MessageDigest hash;
  private final ByteArrayOutputStream given = new ByteArrayOutputStream();
  private @Nullable ECPoint key;

  /**
   * @param hash of the message; null where what is given is a digest
   */
  P256Verifier(@Nullable MessageDigest hash) {
    this.hash = hash;
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    key = null;
    if (!takes(publicKey) || !(publicKey instanceof ECPublicKey ec)) {
      throw new InvalidKeyException("it is no key on P-256");
    }
    try {
      // Refuses a point that is not on the curve, and the one at infinity.
      key = P256.getCurve().validatePoint(ec.getW().getAffineX(), ec.getW().getAffineY());
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("it is no point on P-256", e);
    }
    given.reset();
    if (hash != null) {
      hash.reset();
    }
  }

  /** Whether it is a key on P-256. */
  static boolean takes(@Nullable Object key) {
    return key instanceof ECPublicKey ec
        && ec.getParams().getOrder().equals(P256.getN())
        && ec.getParams()
            .getGenerator()
            .getAffineX()
            .equals(P256.getG().getAffineXCoord().toBigInteger());
  }

  @Override
  protected void engineUpdate(byte b) throws SignatureException {
    engineUpdate(new byte[] {b}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
    if (hash != null) {
      hash.update(bytes, offset, length);
    } else if (length > MAX_DIGEST - given.size()) {
      throw new SignatureException("it is longer than a digest");
    } else {
      given.write(bytes, offset, length);
    }
  }

  private byte[] digest() {
    byte[] digest = hash == null ? given.toByteArray() : hash.digest();
    given.reset();
    return digest;
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    byte[] digest = digest();
    if (key == null) {
      throw new SignatureException("there is no key");
    }
    try {
      BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(P256.getN(), signature);
      return isSigned(key, digest, rs[0], rs[1]);
    } catch (IOException | RuntimeException e) {
      // The decoder throws many kinds of exceptions for what is not DER.
      throw new SignatureException("it is no signature in DER", e);
    }
  }

  /** FIPS 186-5 §6.4.2; Bouncy Castle's own class for this sets up a log. */
  private static boolean isSigned(ECPoint key, byte[] digest, BigInteger r, BigInteger s) {
    BigInteger n = P256.getN();
    if (r.signum() <= 0 || r.compareTo(n) >= 0 || s.signum() <= 0 || s.compareTo(n) >= 0) {
      return false;
    }
    BigInteger e = new BigInteger(1, digest);
    int longer = digest.length * Byte.SIZE - n.bitLength();
    if (longer > 0) {
      e = e.shiftRight(longer);
    }
    BigInteger inverse = BigIntegers.modOddInverseVar(n, s);
    ECPoint sum =
        ECAlgorithms.sumOfTwoMultiplies(
            P256.getG(), e.multiply(inverse).mod(n), key, r.multiply(inverse).mod(n));
    return !sum.isInfinity() && sum.normalize().getAffineXCoord().toBigInteger().mod(n).equals(r);
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    throw new InvalidKeyException("this only verifies");
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    throw new SignatureException("this only verifies");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new UnsupportedOperationException("there are no parameters");
  }

  @Override
  @Deprecated
  protected @Nullable Object engineGetParameter(String name) {
    throw new UnsupportedOperationException("there are no parameters");
  }

  @Override
  protected @Nullable AlgorithmParameters engineGetParameters() {
    return null;
  }
}
