package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.io.SignerOutputStream;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * A private key in this process's memory. One message has one signature under one key: ECDSA by the
 * nonces of RFC 6979, ML-DSA by its deterministic variant (FIPS 204 §3.4), Ed25519 and PKCS#1 by
 * themselves. PSS alone has a random salt. A class, not a record: a record prints its parts.
 */
final class SoftwareKey implements LocalKey {

  private static final String MADE_BY = "BC";

  private static final int PSS_SALT = 32;

  private final AsymmetricKeyParameter key;
  private final @Nullable Rfc6979Key ecdsa;
  private final PinnedKey pin;

  private SoftwareKey(AsymmetricKeyParameter key, @Nullable Rfc6979Key ecdsa, PinnedKey pin) {
    this.key = key;
    this.ecdsa = ecdsa;
    this.pin = pin;
  }

  /**
   * Reads a private key and works its public key out.
   *
   * @param pkcs8 a PrivateKeyInfo (RFC 5208 §5), in DER
   * @throws IllegalArgumentException it is malformed, or of a kind that this product does not sign
   *     with; the message says which are
   */
  static SoftwareKey of(byte[] pkcs8) {
    AsymmetricKeyParameter key = parsed(pkcs8);
    try {
      Rfc6979Key ecdsa = key instanceof ECPrivateKeyParameters ec ? Rfc6979Key.of(ec) : null;
      SubjectPublicKeyInfo spki =
          ecdsa == null
              ? SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicHalf(key))
              : ecdsa.publicKey();
      return new SoftwareKey(key, ecdsa, PinnedKey.parseSpki(Bytes.adopt(spki.getEncoded("DER"))));
    } catch (IOException e) {
      throw new IllegalStateException("a public key always has an encoding", e);
    }
  }

  /** The parser throws whatever its parts throw. */
  private static AsymmetricKeyParameter parsed(byte[] pkcs8) {
    try {
      return PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(pkcs8));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a private key in PKCS#8 form", e);
    }
  }

  private static AsymmetricKeyParameter publicHalf(AsymmetricKeyParameter key) {
    return switch (key) {
      case RSAPrivateCrtKeyParameters rsa ->
          new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
      case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
      case MLDSAPrivateKeyParameters mldsa -> mldsa.getPublicKeyParameters();
      default ->
          throw new IllegalArgumentException(
              "not a key that signs by ECDSA on P-256, P-384 or P-521, RSA, Ed25519 or ML-DSA");
    };
  }

  @Override
  public PinnedKey pin() {
    return pin;
  }

  @Override
  public String madeBy() {
    return MADE_BY;
  }

  /** Whether {@code publicKey}, of whatever provider, is this key's. */
  boolean belongsTo(PublicKey publicKey) {
    try {
      PublicKey own =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePublic(new X509EncodedKeySpec(pin.spki().toByteArray()));
      return Bytes.copyOf(own.getEncoded()).equals(Bytes.copyOf(publicKey.getEncoded()));
    } catch (GeneralSecurityException e) {
      // A kind that this Java has no factory for: its form is then as we have it.
      return pin.spki().equals(Bytes.copyOf(publicKey.getEncoded()));
    }
  }

  @Override
  public Bytes sign(Signable what, SignatureAlgorithm algorithm) {
    return ecdsa == null ? signed(what::writeTo, algorithm) : ecdsa.sign(what);
  }

  /** Signs a certificate of its own public key, which is no {@link Signable}. */
  Bytes signOwnCertificate(byte[] content) {
    return ecdsa == null
        ? signed(out -> out.write(content), pin.algorithm())
        : ecdsa.signOwnCertificate(content);
  }

  /** What is signed, as it is written. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Bytes signed(Content content, SignatureAlgorithm algorithm) {
    Signer signer = signer(algorithm);
    try (SignerOutputStream out = new SignerOutputStream(signer)) {
      content.writeTo(out);
      return Bytes.adopt(signer.generateSignature());
    } catch (IOException | CryptoException e) {
      throw new IllegalStateException("a key that was read signs", e);
    }
  }

  private Signer signer(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case RSA_PKCS1_SHA256 ->
          ready(new RSADigestSigner(new PlatformSha256()), new ParametersWithRandom(key));
      case RSA_PSS_SHA256 ->
          ready(
              new PSSSigner(
                  new RSABlindedEngine(), new PlatformSha256(), new PlatformSha256(), PSS_SALT),
              new ParametersWithRandom(key, Primitives.random()));
      case ED25519 -> ready(new Ed25519Signer(), key);
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> ready(new MLDSASigner(), key);
      case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 ->
          throw new IllegalStateException("an EC key signs by itself");
    };
  }

  private static Signer ready(Signer signer, CipherParameters key) {
    signer.init(true, key);
    return signer;
  }
}
