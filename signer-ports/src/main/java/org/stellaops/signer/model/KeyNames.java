package org.stellaops.signer.model;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/** How envelopes, bundles and logs name a public key. */
public final class KeyNames {

  private KeyNames() {}

  /** What a Sigstore bundle's {@code publicKey.hint} carries: base64 of the key's fingerprint. */
  public static String hint(PinnedKey key) {
    return key.fingerprint().bytes().base64();
  }

  /** The {@code PublicKeyDetails} of Sigstore's protobuf specifications that fits {@code key}. */
  public static String details(PinnedKey key) {
    return switch (key.algorithm()) {
      case ECDSA_P256_SHA256 -> "PKIX_ECDSA_P256_SHA_256";
      case ECDSA_P384_SHA384 -> "PKIX_ECDSA_P384_SHA_384";
      case ECDSA_P521_SHA512 -> "PKIX_ECDSA_P521_SHA_512";
      case RSA_PKCS1_SHA256 -> "PKIX_RSA_PKCS1V15_" + bits(key) + "_SHA256";
      case RSA_PSS_SHA256 -> "PKIX_RSA_PSS_" + bits(key) + "_SHA256";
      case ED25519 -> "PKIX_ED25519";
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> key.algorithm().name();
    };
  }

  /**
   * {@code key} under the algorithm that its {@link #details} in a document name; a bare RSA key
   * does not say by which it signs.
   *
   * @return empty if they are those of another kind of key
   */
  public static Optional<PinnedKey> byDetails(PinnedKey key, String details) {
    return Arrays.stream(SignatureAlgorithm.values())
        .filter(wanted -> SignatureAlgorithm.of(key.key(), wanted).isPresent())
        .map(key::under)
        .filter(each -> details(each).equals(details))
        .findFirst();
  }

  private static int bits(PinnedKey key) {
    return ((RSAPublicKey) key.key()).getModulus().bitLength();
  }

  /**
   * The key id of a DSSE envelope: the OpenSSH fingerprint, {@code SHA256:} and base64 without
   * padding over the SSH wire form (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). It is the only
   * non-empty {@code keyid} that common verifiers do not trip over. SSH has no form for ML-DSA:
   * there it is over the SubjectPublicKeyInfo. A hint; nothing may be decided by it.
   */
  public static String keyId(PinnedKey key) {
    return "SHA256:" + wire(key).sha256().bytes().base64().replace("=", "");
  }

  private static Bytes wire(PinnedKey key) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    switch (key.algorithm()) {
      case ECDSA_P256_SHA256 -> putEc(wire, key, "nistp256", 32);
      case ECDSA_P384_SHA384 -> putEc(wire, key, "nistp384", 48);
      case ECDSA_P521_SHA512 -> putEc(wire, key, "nistp521", 66);
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> {
        RSAPublicKey rsa = (RSAPublicKey) key.key();
        put(wire, "ssh-rsa".getBytes(StandardCharsets.US_ASCII));
        put(wire, rsa.getPublicExponent().toByteArray());
        put(wire, rsa.getModulus().toByteArray());
      }
      case ED25519 -> {
        Bytes spki = key.spki();
        put(wire, "ssh-ed25519".getBytes(StandardCharsets.US_ASCII));
        put(wire, spki.slice(spki.size() - 32, spki.size()).toByteArray());
      }
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> wire.writeBytes(key.spki().toByteArray());
    }
    return Bytes.adopt(wire.toByteArray());
  }

  private static void putEc(ByteArrayOutputStream wire, PinnedKey key, String curve, int width) {
    ECPublicKey ec = (ECPublicKey) key.key();
    put(wire, ("ecdsa-sha2-" + curve).getBytes(StandardCharsets.US_ASCII));
    put(wire, curve.getBytes(StandardCharsets.US_ASCII));
    byte[] point = new byte[1 + 2 * width];
    point[0] = 4;
    fixed(ec.getW().getAffineX(), point, 1, width);
    fixed(ec.getW().getAffineY(), point, 1 + width, width);
    put(wire, point);
  }

  private static void fixed(BigInteger value, byte[] target, int at, int width) {
    byte[] raw = value.toByteArray();
    int skip = Math.max(0, raw.length - width);
    int length = raw.length - skip;
    System.arraycopy(raw, skip, target, at + width - length, length);
  }

  private static void put(ByteArrayOutputStream wire, byte[] field) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      wire.write(field.length >>> shift);
    }
    wire.writeBytes(field);
  }
}
