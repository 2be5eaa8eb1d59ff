package org.stellaops.signer.kms.azure;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HexFormat;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.KeyPairs;

/**
 * One version of a key in the fake: its JWK as a vault shows it, and signatures as a vault makes
 * them, of hashes and with r||s.
 *
 * @param attributes members of the JSON object of that name
 * @param operations members of the JSON array key_ops
 */
record FakeVaultKey(
    KeyPair pair,
    SignatureAlgorithm algorithm,
    String version,
    String attributes,
    String operations) {

  static final String ENABLED = "\"enabled\":true";
  static final String SIGN = "\"sign\",\"verify\"";

  /** DER of a DigestInfo with SHA-256 up to the digest (RFC 8017 §9.2, note 1). */
  private static final String SHA256_INFO = "3031300d060960864801650304020105000420";

  private static final SecureRandom RANDOM = new SecureRandom();

  static FakeVaultKey of(SignatureAlgorithm algorithm, String attributes, String operations) {
    byte[] version = new byte[16];
    RANDOM.nextBytes(version);
    return new FakeVaultKey(
        KeyPairs.generate(algorithm),
        algorithm,
        HexFormat.of().formatHex(version),
        attributes,
        operations);
  }

  static String url64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As a vault writes it; what no vault holds is written as RFC 8037 and its like have it. */
  String jwk(String kid) {
    return "{\"kid\":\""
        + kid
        + "\",\"key_ops\":["
        + operations
        + "],"
        + (pair.getPublic() instanceof ECPublicKey ec
            ? "\"kty\":\"EC-HSM\",\"crv\":\""
                + curve()
                + "\",\"x\":\""
                + url64(fixed(ec.getW().getAffineX(), width()))
                + "\",\"y\":\""
                + url64(fixed(ec.getW().getAffineY(), width()))
                + "\""
            : pair.getPublic() instanceof RSAPublicKey rsa
                ? "\"kty\":\"RSA\",\"n\":\""
                    + url64(fixed(rsa.getModulus(), rsa.getModulus().bitLength() / 8))
                    + "\",\"e\":\"AQAB\""
                : "\"kty\":\""
                    + (algorithm == SignatureAlgorithm.ED25519 ? "OKP" : "AKP")
                    + "\",\"crv\":\"Ed25519\"")
        + "}";
  }

  private String curve() {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> "P-256";
      case ECDSA_P384_SHA384 -> "P-384";
      case ECDSA_P521_SHA512 -> "P-521";
      default -> throw new IllegalStateException();
    };
  }

  private int width() {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> 32;
      case ECDSA_P384_SHA384 -> 48;
      case ECDSA_P521_SHA512 -> 66;
      default -> throw new IllegalStateException();
    };
  }

  private static byte[] fixed(BigInteger number, int width) {
    byte[] bytes = number.toByteArray();
    int from = Math.max(0, bytes.length - width);
    return ByteBuffer.allocate(width)
        .put(width - (bytes.length - from), bytes, from, bytes.length - from)
        .array();
  }

  /**
   * @param name of the algorithm, as the request has it
   */
  byte[] sign(String name, byte[] hash) throws GeneralSecurityException {
    return switch (name) {
      case "ES256", "ES384", "ES512" -> by("NONEwithECDSAinP1363Format", hash);
      case "RS256" -> by("NONEwithRSA", info(hash));
      case "PS256" -> pss(hash);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private byte[] by(String jca, byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(jca);
    signature.initSign(pair.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  private static byte[] info(byte[] hash) {
    return HexFormat.of().parseHex(SHA256_INFO + HexFormat.of().formatHex(hash));
  }

  /** EMSA-PSS (RFC 8017 §9.1.1) of a hash: the platform only takes messages. */
  private byte[] pss(byte[] hash) throws GeneralSecurityException {
    RSAPrivateKey key = (RSAPrivateKey) pair.getPrivate();
    int size = key.getModulus().bitLength() / 8;
    byte[] salt = new byte[32];
    RANDOM.nextBytes(salt);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(new byte[8]);
    sha256.update(hash);
    byte[] h = sha256.digest(salt);
    int length = size - h.length - 1;
    byte[] db = new byte[length];
    db[length - salt.length - 1] = 1;
    System.arraycopy(salt, 0, db, length - salt.length, salt.length);
    for (int i = 0; i < length; i++) {
      sha256.update(h);
      byte[] mask = sha256.digest(ByteBuffer.allocate(4).putInt(i / 32).array());
      db[i] ^= mask[i % 32];
    }
    db[0] &= 0x7f;
    byte[] em = ByteBuffer.allocate(size).put(db).put(h).put((byte) 0xbc).array();
    return fixed(new BigInteger(1, em).modPow(key.getPrivateExponent(), key.getModulus()), size);
  }
}
