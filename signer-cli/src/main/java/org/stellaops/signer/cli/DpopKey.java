package org.stellaops.signer.cli;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;

/**
 * The P-256 key that a caller binds its access token to, and the proofs made with it (RFC 9449).
 */
final class DpopKey {

  private static final int COORDINATE = 32;

  private final PrivateKey privateKey;
  private final ECPublicKey publicKey;
  private final SecureRandom random = new SecureRandom();

  private DpopKey(PrivateKey privateKey, ECPublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  static DpopKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new DpopKey(pair.getPrivate(), (ECPublicKey) pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** Reads a PEM file with a {@code PRIVATE KEY} block (PKCS#8) and a {@code PUBLIC KEY} block. */
  static DpopKey read(Path file) {
    String pem = LocalFile.readKey(file).utf8();
    try {
      KeyFactory ec = KeyFactory.getInstance("EC");
      PrivateKey secret = ec.generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE KEY")));
      if (secret instanceof ECPrivateKey
          && ec.generatePublic(new X509EncodedKeySpec(block(pem, "PUBLIC KEY")))
              instanceof ECPublicKey open
          && open.getParams().getCurve().getField().getFieldSize() == 8 * COORDINATE) {
        return new DpopKey(secret, open);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw CommandFailed.usage(
          file
              + " is not a P-256 key pair in PEM: "
              + (e instanceof GeneralSecurityException ? "a block is no key" : e.getMessage()),
          e);
    }
    throw CommandFailed.usage(file + " is not a P-256 key pair in PEM");
  }

  private static byte[] block(String pem, String name) {
    String begin = "-----BEGIN " + name + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + name + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("it has no " + name + " block");
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }

  /**
   * A fresh proof for one request.
   *
   * @param target the URL without query and fragment
   * @param token the access token that {@code ath} names, or null at a token endpoint
   */
  String proof(String method, String target, @Nullable String token, @Nullable String nonce) {
    Bytes header =
        CanonicalWriter.object()
            .string("alg", "ES256")
            .object(
                "jwk",
                CanonicalWriter.object()
                    .string("crv", "P-256")
                    .string("kty", "EC")
                    .string("x", coordinate(publicKey.getW().getAffineX()))
                    .string("y", coordinate(publicKey.getW().getAffineY())))
            .string("typ", "dpop+jwt")
            .bytes();
    CanonicalWriter claims =
        CanonicalWriter.object()
            .string("htm", method)
            .string("htu", target)
            .number("iat", InstantSource.system().instant().getEpochSecond())
            .string("jti", random(16));
    if (token != null) {
      claims.string("ath", Bytes.utf8(token).sha256().bytes().base64Url());
    }
    if (nonce != null) {
      claims.string("nonce", nonce);
    }
    String input = header.base64Url() + "." + claims.bytes().base64Url();
    return input + "." + sign(input);
  }

  private String sign(String input) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(privateKey);
      Bytes.utf8(input).update(signature);
      return Bytes.adopt(signature.sign()).base64Url();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the DPoP key cannot sign", e);
    }
  }

  private String random(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return Bytes.adopt(some).base64Url();
  }

  private static String coordinate(BigInteger value) {
    byte[] raw = value.toByteArray();
    byte[] fixed = new byte[COORDINATE];
    int length = Math.min(raw.length, COORDINATE);
    System.arraycopy(raw, raw.length - length, fixed, COORDINATE - length, length);
    return Bytes.adopt(fixed).base64Url();
  }
}
