package org.stellaops.signer.model;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A public key that was read once, from a backend at start or from configuration, and against which
 * every signature is checked from then on. Two pins are equal when their SubjectPublicKeyInfo is.
 */
public final class PinnedKey {

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)\\s-----END PUBLIC KEY-----");

  private final PublicKey key;
  private final SignatureAlgorithm algorithm;
  private final Bytes spki;

  private PinnedKey(PublicKey key, SignatureAlgorithm algorithm) {
    this.key = key;
    this.algorithm = algorithm;
    this.spki = Bytes.adopt(key.getEncoded());
  }

  /**
   * Pins {@code key}.
   *
   * @throws IllegalArgumentException for a key type, curve or size outside {@link
   *     SignatureAlgorithm}
   */
  public static PinnedKey of(PublicKey key) {
    return new PinnedKey(
        key,
        SignatureAlgorithm.of(key)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "supported keys are EC P-256 and P-384, RSA of 2048, 3072 or 4096 bits,"
                        + " Ed25519")));
  }

  /**
   * Reads a PEM {@code PUBLIC KEY} block (RFC 7468 §13).
   *
   * @throws IllegalArgumentException if the text holds anything else
   */
  public static PinnedKey parsePem(String pem) {
    Matcher block = PEM.matcher(pem.strip());
    if (!block.matches()) {
      throw new IllegalArgumentException("expected one PEM block: PUBLIC KEY");
    }
    byte[] der = Base64.getDecoder().decode(block.group(1).replaceAll("\\s", ""));
    return parseSpki(Bytes.adopt(der));
  }

  /**
   * Reads a DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
   *
   * @throws IllegalArgumentException if it is malformed or of an unsupported kind
   */
  public static PinnedKey parseSpki(Bytes der) {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der.toByteArray());
    return Stream.of("EC", "RSA", "Ed25519")
        .flatMap(family -> decode(family, spec).stream())
        .map(PinnedKey::of)
        .filter(pinned -> pinned.spki.equals(der))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("not the SubjectPublicKeyInfo of a supported key"));
  }

  private static Optional<PublicKey> decode(String family, X509EncodedKeySpec spec) {
    try {
      return Optional.of(KeyFactory.getInstance(family).generatePublic(spec));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  public PublicKey key() {
    return key;
  }

  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return spki;
  }

  /** SHA-256 of the SubjectPublicKeyInfo: how configuration and audit name a key. */
  public Digest fingerprint() {
    return spki.sha256();
  }

  /** What a Sigstore bundle's {@code publicKey.hint} carries: base64 of the fingerprint. */
  public String hint() {
    return fingerprint().bytes().base64();
  }

  /** The {@code PublicKeyDetails} of Sigstore's protobuf specifications that fits this key. */
  public String keyDetails() {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> "PKIX_ECDSA_P256_SHA_256";
      case ECDSA_P384_SHA384 -> "PKIX_ECDSA_P384_SHA_384";
      case RSA_PKCS1_SHA256 ->
          "PKIX_RSA_PKCS1V15_" + ((RSAPublicKey) key).getModulus().bitLength() + "_SHA256";
      case ED25519 -> "PKIX_ED25519";
    };
  }

  /** PEM text with 64-character lines and a final newline. */
  public String pem() {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki.toByteArray());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }

  /**
   * The OpenSSH fingerprint, {@code SHA256:} and base64 without padding over the SSH wire form (RFC
   * 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4): the only non-empty {@code keyid} that common verifiers
   * do not trip over. A hint; nothing may be decided by it.
   */
  public String sshFingerprint() {
    String digest = sshWire().sha256().bytes().base64();
    return "SHA256:" + digest.replace("=", "");
  }

  private Bytes sshWire() {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    switch (algorithm) {
      case ECDSA_P256_SHA256 -> putEc(wire, "nistp256", 32);
      case ECDSA_P384_SHA384 -> putEc(wire, "nistp384", 48);
      case RSA_PKCS1_SHA256 -> {
        RSAPublicKey rsa = (RSAPublicKey) key;
        put(wire, "ssh-rsa".getBytes(StandardCharsets.US_ASCII));
        put(wire, rsa.getPublicExponent().toByteArray());
        put(wire, rsa.getModulus().toByteArray());
      }
      case ED25519 -> {
        put(wire, "ssh-ed25519".getBytes(StandardCharsets.US_ASCII));
        put(wire, spki.slice(spki.size() - 32, spki.size()).toByteArray());
      }
    }
    return Bytes.adopt(wire.toByteArray());
  }

  private void putEc(ByteArrayOutputStream wire, String curve, int width) {
    ECPublicKey ec = (ECPublicKey) key;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof PinnedKey that && spki.equals(that.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  @Override
  public String toString() {
    return algorithm + " " + fingerprint();
  }
}
