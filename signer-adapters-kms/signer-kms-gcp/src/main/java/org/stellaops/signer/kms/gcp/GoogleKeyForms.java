package org.stellaops.signer.kms.gcp;

import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.ProtectionLevel;
import com.google.cloud.kms.v1.PublicKey;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;

/** Names, kinds and checksums as the service has them. */
final class GoogleKeyForms {

  private static final Pattern KEY =
      Pattern.compile(
          "projects/[a-z0-9.:-]{1,128}/locations/[a-z0-9-]{1,63}/keyRings/[A-Za-z0-9_-]{1,63}"
              + "/cryptoKeys/[A-Za-z0-9_-]{1,63}");
  private static final Pattern VERSION =
      Pattern.compile(KEY.pattern() + "/cryptoKeyVersions/[1-9][0-9]{0,9}");

  private GoogleKeyForms() {}

  /** A key without a version would sign by another one after its next rotation. */
  static void requireForm(KeyUri key) {
    if (!VERSION.matcher(key.value()).matches()) {
      throw new KeyNotFound(
          key,
          KEY.matcher(key.value()).matches()
              ? "name one version of the key: add /cryptoKeyVersions/1, or whichever is meant"
              : "a key of Google Cloud KMS is named by the resource name of a version of it:"
                  + " projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N");
    }
  }

  /**
   * @param wanted null for what the service says of the version
   * @throws BackendRefused its kind is not supported, or another algorithm is wanted
   * @throws DependencyUnavailable the answer was damaged on its way
   */
  static PinnedKey pin(KeyUri key, PublicKey found, @Nullable SignatureAlgorithm wanted) {
    if (!found.getName().equals(key.value())) {
      throw GoogleFailures.unavailable(
          false, "the answer of Google Cloud KMS is about another key", null);
    }
    if (found.getProtectionLevel() == ProtectionLevel.EXTERNAL
        || found.getProtectionLevel() == ProtectionLevel.EXTERNAL_VPC) {
      throw new BackendRefused(
          "key "
              + key
              + " is outside of Google Cloud ("
              + found.getProtectionLevel()
              + "); SOFTWARE or HSM is needed");
    }
    SignatureAlgorithm algorithm =
        algorithm(found.getAlgorithm())
            .filter(known -> wanted == null || known == wanted)
            .orElseThrow(() -> new BackendRefused(unfit(key, found, wanted)));
    if (!found.hasPemCrc32C() || !matches(found.getPemBytes(), found.getPemCrc32C())) {
      throw GoogleFailures.unavailable(
          false, "the public key that Google Cloud KMS gave does not have its CRC32C", null);
    }
    try {
      return PinnedKey.parsePem(found.getPem()).under(algorithm);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused(
          "key " + key + ", of the kind " + found.getAlgorithm() + ": " + e.getMessage(), e);
    }
  }

  private static String unfit(KeyUri key, PublicKey found, @Nullable SignatureAlgorithm wanted) {
    String kind = "key " + key + " is of the kind " + found.getAlgorithm();
    return wanted == null || algorithm(found.getAlgorithm()).isEmpty()
        ? kind
            + "; EC_SIGN_P256_SHA256, EC_SIGN_P384_SHA384, EC_SIGN_ED25519,"
            + " RSA_SIGN_PKCS1_…_SHA256 and RSA_SIGN_PSS_…_SHA256 are supported"
        : kind + ", which does not sign by " + wanted.label();
  }

  private static Optional<SignatureAlgorithm> algorithm(CryptoKeyVersionAlgorithm kind) {
    return switch (kind) {
      case EC_SIGN_P256_SHA256 -> Optional.of(SignatureAlgorithm.ECDSA_P256_SHA256);
      case EC_SIGN_P384_SHA384 -> Optional.of(SignatureAlgorithm.ECDSA_P384_SHA384);
      case EC_SIGN_ED25519 -> Optional.of(SignatureAlgorithm.ED25519);
      case RSA_SIGN_PKCS1_2048_SHA256, RSA_SIGN_PKCS1_3072_SHA256, RSA_SIGN_PKCS1_4096_SHA256 ->
          Optional.of(SignatureAlgorithm.RSA_PKCS1_SHA256);
      case RSA_SIGN_PSS_2048_SHA256, RSA_SIGN_PSS_3072_SHA256, RSA_SIGN_PSS_4096_SHA256 ->
          Optional.of(SignatureAlgorithm.RSA_PSS_SHA256);
      default -> Optional.empty();
    };
  }

  static Int64Value crc32c(ByteString bytes) {
    CRC32C checksum = new CRC32C();
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      checksum.update(part);
    }
    return Int64Value.of(checksum.getValue());
  }

  static boolean matches(ByteString bytes, Int64Value checksum) {
    return crc32c(bytes).equals(checksum);
  }
}
