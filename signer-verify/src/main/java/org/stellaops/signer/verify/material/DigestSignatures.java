package org.stellaops.signer.verify.material;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.material.SignedContent.MessageDigests;

/** Checks signatures over a message of which only the digest is at hand. */
public final class DigestSignatures {

  /** DER of a DigestInfo with SHA-256 up to the hash (RFC 8017 §9.2 note 1). */
  private static final byte[] SHA256_INFO =
      HexFormat.of().parseHex("3031300d060960864801650304020105000420");

  private DigestSignatures() {}

  /**
   * Whether the key made this signature.
   *
   * @throws NotProven the key's algorithm signs no digest, or there is no digest of its kind
   */
  public static boolean verifies(
      SignatureVerifier verifier, MessageDigests message, Bytes sig, PinnedKey key)
      throws NotProven {
    if (!key.isWellFormed(sig)) {
      return false;
    }
    return switch (key.algorithm()) {
      case ECDSA_P256_SHA256 -> verifier.verifiesDigest(digest(message, "sha256"), sig, key);
      case ECDSA_P384_SHA384 -> verifier.verifiesDigest(digest(message, "sha384"), sig, key);
      case ECDSA_P521_SHA512 -> verifier.verifiesDigest(digest(message, "sha512"), sig, key);
      case RSA_PKCS1_SHA256 -> pkcs1(digest(message, "sha256"), sig, (RSAPublicKey) key.key());
      case RSA_PSS_SHA256, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
          throw unsupported("A signature by this key's algorithm is over the whole message.");
    };
  }

  private static Bytes digest(MessageDigests message, String algorithm) throws NotProven {
    Optional<String> hex = message.hex(algorithm);
    if (hex.isEmpty()) {
      throw unsupported("The signature is over a digest of the artifact that was not given.");
    }
    return Bytes.adopt(HexFormat.of().parseHex(hex.get()));
  }

  private static NotProven unsupported(String why) {
    return new NotProven("signature", NotProven.Kind.UNSUPPORTED, why);
  }

  /** RFC 8017 §8.2.2: the whole encoded message is made and compared. */
  private static boolean pkcs1(Bytes digest, Bytes sig, RSAPublicKey key) {
    BigInteger value = new BigInteger(1, sig.toByteArray());
    if (value.compareTo(key.getModulus()) >= 0) {
      return false;
    }
    byte[] expected = new byte[(key.getModulus().bitLength() + 7) / 8];
    Arrays.fill(expected, (byte) 0xff);
    int hashAt = expected.length - digest.size();
    int infoAt = hashAt - SHA256_INFO.length;
    expected[0] = 0;
    expected[1] = 1;
    expected[infoAt - 1] = 0;
    System.arraycopy(SHA256_INFO, 0, expected, infoAt, SHA256_INFO.length);
    digest.copyInto(expected, hashAt);
    return value
        .modPow(key.getPublicExponent(), key.getModulus())
        .equals(new BigInteger(1, expected));
  }
}
