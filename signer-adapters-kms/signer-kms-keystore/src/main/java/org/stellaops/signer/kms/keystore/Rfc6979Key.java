package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.Signable;

/**
 * An EC private key that signs with the nonces of RFC 6979 §3.2 and the hash of its curve. The
 * result is not normalised to a low s: verifiers of DSSE accept both, and the RFC's own vectors
 * hold.
 */
final class Rfc6979Key {

  /** A curve, with the hash that its signatures are over. */
  enum Curve {
    P256(SECObjectIdentifiers.secp256r1, "SHA-256") {
      @Override
      Digest digest() {
        return new SHA256Digest();
      }
    },
    P384(SECObjectIdentifiers.secp384r1, "SHA-384") {
      @Override
      Digest digest() {
        return new SHA384Digest();
      }
    },
    P521(SECObjectIdentifiers.secp521r1, "SHA-512") {
      @Override
      Digest digest() {
        return new SHA512Digest();
      }
    };

    @SuppressWarnings("ImmutableEnumChecker") // never written to after it is made
    private final ECNamedDomainParameters domain;

    private final String hash;

    Curve(ASN1ObjectIdentifier name, String hash) {
      // The curve with its own field arithmetic: several times the speed of the generic one.
      X9ECParameters own = CustomNamedCurves.getByOID(name);
      this.domain =
          new ECNamedDomainParameters(name, own.getCurve(), own.getG(), own.getN(), own.getH());
      this.hash = hash;
    }

    abstract Digest digest();

    ECNamedDomainParameters domain() {
      return domain;
    }

    MessageDigest hash() {
      return Primitives.digest(hash);
    }
  }

  private final Curve curve;
  private final ECPrivateKeyParameters key;

  /**
   * @throws IllegalArgumentException if {@code d} is outside [1, n-1]
   */
  Rfc6979Key(Curve curve, BigInteger d) {
    this.curve = curve;
    this.key = new ECPrivateKeyParameters(d, curve.domain());
  }

  /**
   * @throws IllegalArgumentException for another curve
   */
  static Rfc6979Key of(ECPrivateKeyParameters key) {
    return Arrays.stream(Curve.values())
        .filter(curve -> isOn(curve.domain(), key.getParameters()))
        .findFirst()
        .map(curve -> new Rfc6979Key(curve, key.getD()))
        .orElseThrow(() -> new IllegalArgumentException("an EC key is on P-256, P-384 or P-521"));
  }

  /** Other curves of a size have another order. */
  private static boolean isOn(ECDomainParameters curve, ECDomainParameters key) {
    return curve.getN().equals(key.getN());
  }

  Bytes sign(Signable what) {
    MessageDigest digest = curve.hash();
    what.update(digest);
    return sign(digest.digest());
  }

  Bytes signOwnCertificate(byte[] content) {
    return sign(curve.hash().digest(content));
  }

  /** The signature of a message with this digest, in DER (RFC 3279 §2.2.3). */
  Bytes sign(byte[] digest) {
    // Neither object is safe to share between threads, and both are cheap.
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(curve.digest()));
    signer.init(true, key);
    BigInteger[] rs = signer.generateSignature(digest);
    try {
      return Bytes.adopt(StandardDSAEncoding.INSTANCE.encode(curve.domain().getN(), rs[0], rs[1]));
    } catch (IOException e) {
      throw new IllegalStateException("two integers always have an encoding", e);
    }
  }

  SubjectPublicKeyInfo publicKey() throws IOException {
    var point =
        new FixedPointCombMultiplier().multiply(curve.domain().getG(), key.getD()).normalize();
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
        new ECPublicKeyParameters(point, curve.domain()));
  }
}
