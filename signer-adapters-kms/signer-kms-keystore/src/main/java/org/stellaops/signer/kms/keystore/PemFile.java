package org.stellaops.signer.kms.keystore;

import java.io.IOException;
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
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
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
  static SoftwareKey read(Path file, Optional<Supplier<char[]>> secret) {
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
        case "PRIVATE KEY" -> plain(file, der, secret);
        case "ENCRYPTED PRIVATE KEY" -> encrypted(file, der, secret);
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

  private static SoftwareKey plain(Path file, byte[] pkcs8, Optional<Supplier<char[]>> secret) {
    if (secret.isPresent()) {
      throw refused(
          file, "is not encrypted, and a password is configured: remove one or encrypt it");
    }
    return key(file, pkcs8);
  }

  private static SoftwareKey encrypted(Path file, byte[] der, Optional<Supplier<char[]>> secret) {
    char[] password =
        secret.orElseThrow(() -> refused(file, "is encrypted: configure its password")).get();
    try {
      byte[] pkcs8 =
          new PKCS8EncryptedPrivateKeyInfo(der)
              .decryptPrivateKeyInfo(
                  new JcePKCSPBEInputDecryptorProviderBuilder()
                      .setProvider(new BouncyCastleProvider())
                      .build(password))
              .getEncoded();
      return key(file, pkcs8);
    } catch (IOException | PKCSException | IllegalStateException e) {
      throw new BackendRefused(
          "the key file " + file + " is corrupt or does not open with the configured password", e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static SoftwareKey key(Path file, byte[] pkcs8) {
    try {
      return SoftwareKey.of(pkcs8);
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
