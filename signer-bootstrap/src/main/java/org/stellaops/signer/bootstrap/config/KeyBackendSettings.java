package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;
import static org.stellaops.signer.bootstrap.config.Setting.Form.PEER;
import static org.stellaops.signer.bootstrap.config.Setting.Form.TEXT;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.bootstrap.config.Setting.Typed;

/** What holds signing keys. */
@Typed("What holds the keys. Each type has a page in docs/backends.")
public sealed interface KeyBackendSettings {

  /** One row of the table for both types. */
  String FILE =
      "An encrypted PKCS#12 file, for `type: keystore`; a file with one private key in PEM"
          + " (PKCS#8), for `type: pem`.";

  /** One row of the table for both types. */
  String PASSWORD = "Its password; a key of `type: pem` that is not encrypted has none.";

  /** One row of the table for two types, which have different forms. */
  String ENDPOINT =
      "Another address of the service than its public one: a URL for `type: aws-kms`, host:port for"
          + " `type: google-cloud-kms`.";

  /** One row of the table for three types. */
  String CA_FILE =
      "PEM file of CA certificates that are trusted for the service besides the platform's, for"
          + " `type: aws-kms`, `azure-key-vault` and `google-cloud-kms`.";

  /** The name by which keys refer to it. */
  String name();

  /** The word for its type in configurations, records and metrics. */
  default String type() {
    return Shape.variantName(getClass());
  }

  /** Whether it needs a library that an installation may have or not. */
  default boolean needsLibrary() {
    return switch (this) {
      case Keystore keystore -> false;
      case Pem pem -> false;
      case Pkcs11 pkcs11 -> true;
      case AwsKms aws -> true;
      case AzureKeyVault azure -> true;
      case GoogleCloudKms google -> true;
    };
  }

  /** An encrypted PKCS#12 file; a key in it is known by its alias. */
  record Keystore(@Named String name, @Setting(FILE) Path file, @Setting(PASSWORD) Secret password)
      implements KeyBackendSettings {}

  /** A PEM file with one private key, which is known as {@code key}. */
  record Pem(
      @Named String name, @Setting(FILE) Path file, @Setting(PASSWORD) @Nullable Secret password)
      implements KeyBackendSettings {}

  /** A token behind a PKCS#11 module; a key in it is known by RFC 7512 attributes. */
  record Pkcs11(
      @Named String name,
      @Setting("The vendor's shared library, for `type: pkcs11`.") Path module,
      @Setting(
              "Which token, as RFC 7512 attributes: `pkcs11:token=NAME`, `serial=` or `slot-id=`,"
                  + " for `type: pkcs11`.")
          @Text(TEXT)
          String token,
      @Setting("The user's PIN, for `type: pkcs11`.") Secret pin,
      @Setting("Signatures that the token makes at one time, for `type: pkcs11`.")
          @Fallback("4")
          @Bounds("1 to 64")
          int sessions,
      @Setting(
              "How long one call may take before the process that holds the library counts as stuck"
                  + " and is replaced, for `type: pkcs11`.")
          @Fallback("5s")
          @Bounds("100ms to 60s")
          Duration callTime,
      @Setting(
              "Variables that the vendor's library finds in its environment, `NAME=VALUE` each, for"
                  + " `type: pkcs11`.")
          @Fallback("")
          @Text(TEXT)
          List<String> environment)
      implements KeyBackendSettings {

    public Pkcs11 {
      environment = List.copyOf(environment);
    }
  }

  /** AWS KMS; a key in it is known by its ARN, id or alias. */
  record AwsKms(
      @Named String name,
      @Setting("The region, for `type: aws-kms`; that of the environment when not written.")
          @Text(NAME)
          @Nullable String region,
      @Setting(ENDPOINT) @Nullable URI endpoint,
      @Setting(CA_FILE) @Nullable Path caFile)
      implements KeyBackendSettings {}

  /** Azure Key Vault or Managed HSM; a key in it is known by its URL. */
  record AzureKeyVault(
      @Named String name,
      @Setting("The vault's address, for `type: azure-key-vault`.") URI vault,
      @Setting(
              "Another address than Microsoft Entra's public one for access tokens, for"
                  + " `type: azure-key-vault`.")
          @Nullable URI authority,
      @Setting(CA_FILE) @Nullable Path caFile)
      implements KeyBackendSettings {}

  /** Google Cloud KMS; a key in it is known by the resource name of its version. */
  record GoogleCloudKms(
      @Named String name,
      @Setting(ENDPOINT) @Text(PEER) @Nullable String endpoint,
      @Setting(CA_FILE) @Nullable Path caFile)
      implements KeyBackendSettings {}
}
