package org.stellaops.signer.model;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
   * Pins {@code key} under the algorithm of {@link SignatureAlgorithm#of(PublicKey)}.
   *
   * @throws IllegalArgumentException for a key type, curve or size outside {@link
   *     SignatureAlgorithm}
   */
  public static PinnedKey of(PublicKey key) {
    return of(key, null);
  }

  /**
   * Pins {@code key} under the algorithm that somebody chose for it.
   *
   * @param wanted null for that of {@link SignatureAlgorithm#of(PublicKey)}
   * @throws IllegalArgumentException for a key type, curve or size outside {@link
   *     SignatureAlgorithm}, or a key that cannot be used with what is wanted
   */
  public static PinnedKey of(PublicKey key, @Nullable SignatureAlgorithm wanted) {
    return new PinnedKey(
        key,
        SignatureAlgorithm.of(key, wanted)
            .orElseThrow(() -> new IllegalArgumentException(unsupported(key, wanted))));
  }

  private static String unsupported(PublicKey key, @Nullable SignatureAlgorithm wanted) {
    return wanted == null || SignatureAlgorithm.of(key).isEmpty()
        ? "supported keys are EC P-256, P-384 and P-521, RSA of 2048, 3072 or 4096 bits, Ed25519,"
            + " ML-DSA-44, -65 and -87"
        : "a key of this kind does not sign by " + wanted.label();
  }

  /** The same key under another algorithm, as {@link #of(PublicKey, SignatureAlgorithm)}. */
  public PinnedKey under(SignatureAlgorithm wanted) {
    return of(key, wanted);
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
    byte[] spki = der.toByteArray();
    return MlDsaKey.parse(spki)
        .or(() -> Family.of(spki).flatMap(family -> family.decode(spki)))
        .map(PinnedKey::of)
        .filter(pinned -> pinned.spki.equals(der))
        .orElseThrow(
            () -> new IllegalArgumentException("not the SubjectPublicKeyInfo of a supported key"));
  }

  /** A kind of keys, by the object identifier that its keys begin with. */
  private enum Family {
    EC("06072a8648ce3d0201"),
    RSA("06092a864886f70d010101"),
    ED25519("06032b6570");

    private final String identifier;

    Family(String identifier) {
      this.identifier = identifier;
    }

    /** What the AlgorithmIdentifier says; the platform reads and checks the rest. */
    static Optional<Family> of(byte[] spki) {
      int at = inside(spki, inside(spki, 0));
      for (Family family : values()) {
        int end = at + family.identifier.length() / 2;
        if (end <= spki.length
            && HexFormat.of().formatHex(spki, at, end).equals(family.identifier)) {
          return Optional.of(family);
        }
      }
      return Optional.empty();
    }

    /** Where the content of the SEQUENCE begins; the end where there is none. */
    private static int inside(byte[] der, int at) {
      if (at + 1 >= der.length || der[at] != 0x30) {
        return der.length;
      }
      int length = der[at + 1];
      return at + 2 + (length >= 0 ? 0 : length & 0x7f);
    }

    Optional<PublicKey> decode(byte[] spki) {
      try {
        return Optional.of(
            KeyFactory.getInstance(name()).generatePublic(new X509EncodedKeySpec(spki)));
      } catch (GeneralSecurityException e) {
        return Optional.empty();
      }
    }
  }

  public PublicKey key() {
    return key;
  }

  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /**
   * Whether {@code signature} has the form of one by this key: canonical ({@link
   * SignatureAlgorithm#isCanonical}), and one of RSA as long as the modulus (RFC 8017 §8). It may
   * still be wrong.
   */
  public boolean isWellFormed(Bytes signature) {
    return algorithm.isCanonical(signature)
        && (!(key instanceof RSAPublicKey rsa)
            || signature.size() == (rsa.getModulus().bitLength() + 7) / 8);
  }

  /** DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return spki;
  }

  /** SHA-256 of the SubjectPublicKeyInfo: how configuration and audit name a key. */
  public Digest fingerprint() {
    return spki.sha256();
  }

  /** PEM text with 64-character lines and a final newline. */
  public String pem() {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki.toByteArray());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
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
