package org.stellaops.signer.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.stellaops.signer.model.SignatureAlgorithm;

/** A key of a PIV card with its certificate, which openssl makes. */
final class PivSlot {

  /** Slot 9A, PIV authentication: takes the PIN once. */
  static final int AUTHENTICATION = 0x9a;

  /** Slot 9C, digital signature: takes the PIN for each signature. */
  static final int SIGNATURE = 0x9c;

  /** Slot 9E, card authentication: takes no PIN. */
  static final int CARD_AUTHENTICATION = 0x9e;

  private final int reference;
  private final int algorithm;
  private final PrivateKey key;
  private final byte[] certificate;

  private PivSlot(int reference, int algorithm, PrivateKey key, byte[] certificate) {
    this.reference = reference;
    this.algorithm = algorithm;
    this.key = key;
    this.certificate = certificate;
  }

  /** A slot with a new key. */
  static PivSlot made(Path directory, int reference, SignatureAlgorithm signs) {
    Path pem = directory.resolve(reference + ".pem");
    Path pkcs8 = directory.resolve(reference + ".p8");
    Path certificate = directory.resolve(reference + ".crt");
    boolean rsa = signs == SignatureAlgorithm.RSA_PKCS1_SHA256;
    boolean p384 = signs == SignatureAlgorithm.ECDSA_P384_SHA384;
    String kind = rsa ? "rsa_keygen_bits:2048" : "ec_paramgen_curve:P-" + (p384 ? 384 : 256);
    openssl("genpkey", "-algorithm", rsa ? "RSA" : "EC", "-pkeyopt", kind, "-out", pem.toString());
    openssl(
        "pkcs8",
        "-topk8",
        "-nocrypt",
        "-in",
        pem.toString(),
        "-outform",
        "DER",
        "-out",
        pkcs8.toString());
    openssl(
        "req",
        "-new",
        "-x509",
        "-key",
        pem.toString(),
        "-subj",
        "/CN=Card of a test",
        "-days",
        "30",
        "-addext",
        "keyUsage=critical,digitalSignature",
        "-outform",
        "DER",
        "-out",
        certificate.toString());
    try {
      return new PivSlot(
          reference,
          rsa ? 0x07 : p384 ? 0x14 : 0x11,
          KeyFactory.getInstance(rsa ? "RSA" : "EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(pkcs8))),
          Files.readAllBytes(certificate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void openssl(String... words) {
    Command.of(Tools.openssl(), words).succeed();
  }

  int reference() {
    return reference;
  }

  /** As GENERAL AUTHENTICATE names it: RSA 2048, P-256 or P-384 (SP 800-78-4, table 6-2). */
  int algorithm() {
    return algorithm;
  }

  /** The tag of its certificate (SP 800-73-4, part 1, table 3). */
  String container() {
    return switch (reference) {
      case AUTHENTICATION -> "5fc105";
      case SIGNATURE -> "5fc10a";
      case CARD_AUTHENTICATION -> "5fc101";
      default -> throw new IllegalArgumentException("no slot " + reference);
    };
  }

  /** In DER. */
  byte[] certificate() {
    return certificate.clone();
  }

  PublicKey publicKey() {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(certificate))
          .getPublicKey();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** ECDSA over a digest, or RSA over a whole padded block, as a card does it. */
  byte[] sign(byte[] challenge) throws GeneralSecurityException {
    if (key instanceof RSAPrivateKey rsa) {
      int size = rsa.getModulus().bitLength() / 8;
      BigInteger block = new BigInteger(1, challenge);
      if (challenge.length != size || block.compareTo(rsa.getModulus()) >= 0) {
        throw new GeneralSecurityException("no block of this key");
      }
      byte[] made = block.modPow(rsa.getPrivateExponent(), rsa.getModulus()).toByteArray();
      byte[] whole = new byte[size];
      int from = Math.max(0, made.length - size);
      System.arraycopy(made, from, whole, size - (made.length - from), made.length - from);
      return whole;
    }
    Signature signature = Signature.getInstance("NONEwithECDSA");
    signature.initSign(key);
    signature.update(challenge);
    return signature.sign();
  }
}
