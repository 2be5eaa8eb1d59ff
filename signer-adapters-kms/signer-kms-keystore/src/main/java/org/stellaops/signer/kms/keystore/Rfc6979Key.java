package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.stellaops.signer.model.Bytes;

/**
 * A P-256 private key that signs SHA-256 digests with the nonces of RFC 6979 §3.2. The result is
 * not normalised to a low s: verifiers of DSSE accept both, and the RFC's own vectors hold.
 */
final class Rfc6979Key {

  static final ECDomainParameters P256 = domain();

  private final ECPrivateKeyParameters key;

  /**
   * @throws IllegalArgumentException if {@code d} is outside [1, n-1]
   */
  Rfc6979Key(BigInteger d) {
    this.key = new ECPrivateKeyParameters(d, P256);
  }

  private static ECDomainParameters domain() {
    // The curve with its own field arithmetic: several times the speed of the generic one.
    X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
  }

  /** The signature of a message with this SHA-256 digest, in DER (RFC 3279 §2.2.3). */
  Bytes sign(byte[] sha256) {
    // Neither object is safe to share between threads, and both are cheap.
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, key);
    BigInteger[] rs = signer.generateSignature(sha256);
    try {
      return Bytes.adopt(StandardDSAEncoding.INSTANCE.encode(P256.getN(), rs[0], rs[1]));
    } catch (IOException e) {
      throw new IllegalStateException("two integers always have an encoding", e);
    }
  }

  boolean belongsTo(ECPublicKey other) {
    var point = new FixedPointCombMultiplier().multiply(P256.getG(), key.getD()).normalize();
    ECPoint own =
        new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    return own.equals(other.getW());
  }
}
