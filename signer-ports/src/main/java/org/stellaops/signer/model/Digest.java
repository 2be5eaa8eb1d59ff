package org.stellaops.signer.model;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A SHA-256 digest in the text form of the OCI distribution specification: {@code sha256:} and 64
 * lower-case hexadecimal digits. Other algorithms, upper case and short forms are not digests here.
 */
public record Digest(String hex) implements Comparable<Digest> {

  private static final String PREFIX = "sha256:";
  private static final int HEX_CHARS = 64;

  public Digest {
    if (!isHex(hex)) {
      throw new IllegalArgumentException("a sha256 digest has 64 lower-case hexadecimal digits");
    }
  }

  private static boolean isHex(String text) {
    if (text.length() != HEX_CHARS) {
      return false;
    }
    for (int i = 0; i < HEX_CHARS; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads {@code sha256:<hex>}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a digest starts with sha256:");
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  public static Digest of(Bytes content) {
    MessageDigest digest = newSha256();
    content.update(digest);
    return ofResult(digest.digest());
  }

  /** The digest whose 32 bytes a {@link MessageDigest} returned. */
  public static Digest ofResult(byte[] sha256) {
    return new Digest(HexFormat.of().formatHex(sha256));
  }

  /** A fresh SHA-256 computation. */
  public static MessageDigest newSha256() {
    return Primitives.sha256();
  }

  public Bytes bytes() {
    return Bytes.adopt(HexFormat.of().parseHex(hex));
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
