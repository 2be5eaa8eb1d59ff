package org.stellaops.signer.kms.keystore;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.ports.BackendRefused;

/** Reads the one private key of a PEM file (RFC 7468 §10, §11). */
final class PemFile {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END \\1-----");

  private PemFile() {}

  /**
   * @param secret the password of an encrypted key; the array it gives is overwritten
   * @throws BackendRefused the file holds anything else than one private key that this product
   *     signs with, or does not open with the password; the message says what to do
   */
  static LocalKey read(Path file, Optional<Supplier<char[]>> secret, PemKeyReader reader) {
    byte[] content = PrivateFile.read(file);
    CharBuffer text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(content));
    try {
      Matcher block = BLOCK.matcher(text);
      if (!block.find()) {
        throw refused(file, "holds no PEM block");
      }
      String label = block.group(1);
      byte[] der = decoded(file, block.group(2));
      if (!isBlank(text.subSequence(0, block.start()))
          || !isBlank(text.subSequence(block.end(), text.length()))) {
        throw refused(file, "holds more than one block: keep the private key alone in it");
      }
      return switch (label) {
        case "PRIVATE KEY" -> plain(file, der, secret, reader);
        case "ENCRYPTED PRIVATE KEY" -> encrypted(file, der, secret, reader);
        case "EC PRIVATE KEY", "RSA PRIVATE KEY" ->
            throw refused(
                file,
                "is in the form of its algorithm: convert it with openssl pkcs8 -topk8 -in "
                    + file
                    + " -out NEW.pem");
        case "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY" ->
            throw refused(
                file,
                "is in cosign's own form, which has no converter: make a key for this service");
        default -> throw refused(file, "holds a " + label + ", not a private key");
      };
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }

  private static boolean isBlank(CharBuffer text) {
    return text.chars().allMatch(Character::isWhitespace);
  }

  private static byte[] decoded(Path file, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw refused(file, "is no base64 between its lines BEGIN and END");
    }
  }

  private static LocalKey plain(
      Path file, byte[] pkcs8, Optional<Supplier<char[]>> secret, PemKeyReader reader) {
    if (secret.isPresent()) {
      throw refused(
          file, "is not encrypted, and a password is configured: remove one or encrypt it");
    }
    return key(file, pkcs8, reader);
  }

  private static LocalKey encrypted(
      Path file, byte[] der, Optional<Supplier<char[]>> secret, PemKeyReader reader) {
    char[] password =
        secret.orElseThrow(() -> refused(file, "is encrypted: configure its password")).get();
    try {
      return key(file, decrypted(file, der, password, reader), reader);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static byte[] decrypted(Path file, byte[] der, char[] password, PemKeyReader reader) {
    try {
      return reader.decrypted(der, password);
    } catch (IllegalStateException | ArithmeticException e) {
      throw new BackendRefused(
          "the key file "
              + file
              + " is corrupt or does not open with the password that is set for it",
          e);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("the key file " + file + " does not open: " + e.getMessage(), e);
    }
  }

  private static LocalKey key(Path file, byte[] pkcs8, PemKeyReader reader) {
    try {
      return reader.key(pkcs8);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("the key file " + file + " holds " + e.getMessage(), e);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static BackendRefused refused(Path file, String why) {
    return new BackendRefused("the key file " + file + " " + why);
  }
}
