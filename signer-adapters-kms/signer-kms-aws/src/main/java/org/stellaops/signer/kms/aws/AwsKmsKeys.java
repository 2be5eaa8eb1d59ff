package org.stellaops.signer.kms.aws;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/**
 * The keys of one region and account. An opened key is the one that its alias led to then: the
 * alias may move, and the handle goes on with the key that was pinned.
 */
final class AwsKmsKeys implements KeyBackend {

  /** What a request to sign carries at most where the service takes the message itself. */
  static final int RAW_LIMIT = 4096;

  private static final String MADE_BY = "aws-kms";

  /** A key that changes its region goes on signing meanwhile. */
  private static final Set<KeyState> SIGNS = EnumSet.of(KeyState.ENABLED, KeyState.UPDATING);

  private static final KeyUri LISTING = new KeyUri("alias/*");

  private final String name;
  private final AwsClient client;
  private final AwsRequests requests;

  AwsKmsKeys(String name, AwsClient client) {
    this.name = name;
    this.client = client;
    this.requests = new AwsRequests(client);
  }

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    requireForm(key);
    KeyMetadata about =
        requests.read(
            key,
            service -> service.describeKey(ask -> ask.keyId(key.value())).keyMetadata(),
            deadline);
    if (about == null || about.arn() == null) {
      throw AwsFailures.unavailable(false, "the answer of AWS KMS describes no key", null);
    }
    if (!SIGNS.contains(about.keyState())) {
      throw new KeyNotFound(key, "its state is " + about.keyStateAsString());
    }
    if (about.keyUsage() != KeyUsageType.SIGN_VERIFY) {
      throw new BackendRefused(
          "key "
              + key
              + " is not one to sign with: it is of the usage "
              + about.keyUsageAsString()
              + ", and SIGN_VERIFY is needed");
    }
    GetPublicKeyResponse found =
        requests.read(
            key, service -> service.getPublicKey(ask -> ask.keyId(about.arn())), deadline);
    if (found.publicKey() == null) {
      throw AwsFailures.unavailable(false, "the answer of AWS KMS has no public key", null);
    }
    PinnedKey pin = pin(key, found, wanted);
    return new AwsKey(key, about.arn(), pin);
  }

  private static PinnedKey pin(
      KeyUri key, GetPublicKeyResponse found, @Nullable SignatureAlgorithm wanted) {
    PinnedKey pin;
    try {
      pin = PinnedKey.parseSpki(Bytes.adopt(found.publicKey().asByteArray()));
      pin = wanted == null ? pin : pin.under(wanted);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused(
          "key " + key + ", of the kind " + found.keySpecAsString() + ": " + e.getMessage(), e);
    }
    if (!found.signingAlgorithms().contains(spec(pin.algorithm()))) {
      throw new BackendRefused(
          "key "
              + key
              + " does not sign by "
              + spec(pin.algorithm())
              + " but by "
              + found.signingAlgorithmsAsStrings());
    }
    return pin;
  }

  private static SigningAlgorithmSpec spec(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> SigningAlgorithmSpec.ECDSA_SHA_256;
      case ECDSA_P384_SHA384 -> SigningAlgorithmSpec.ECDSA_SHA_384;
      case ECDSA_P521_SHA512 -> SigningAlgorithmSpec.ECDSA_SHA_512;
      case RSA_PKCS1_SHA256 -> SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256;
      case RSA_PSS_SHA256 -> SigningAlgorithmSpec.RSASSA_PSS_SHA_256;
      case ED25519 -> SigningAlgorithmSpec.ED25519_SHA_512;
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> SigningAlgorithmSpec.ML_DSA_SHAKE_256;
    };
  }

  /** A wrong form would be another service's key, or part of a request path. */
  private static void requireForm(KeyUri key) {
    String text = key.value();
    boolean arn = text.matches("arn:[a-z-]+:kms:[!-~]{1,500}");
    boolean id = text.matches("[0-9a-fA-F-]{36}|mrk-[0-9a-f]{32}");
    boolean alias = text.matches("alias/[A-Za-z0-9/_-]{1,250}");
    if (!arn && !id && !alias) {
      throw new KeyNotFound(key, "a key of AWS KMS is named by its ARN, its id or alias/NAME");
    }
  }

  private final class AwsKey implements SigningKey {

    private final KeyUri uri;
    private final String arn;
    private final PinnedKey pin;

    AwsKey(KeyUri uri, String arn, PinnedKey pin) {
      this.uri = uri;
      this.arn = arn;
      this.pin = pin;
    }

    @Override
    public PinnedKey pin() {
      return pin;
    }

    @Override
    public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
      SdkBytes message = message(what);
      Bytes made = signature(message, gate, deadline);
      if (!pin.isWellFormed(made)) {
        throw AwsFailures.unavailable(true, "the answer of AWS KMS is no signature", null);
      }
      return new SignatureValue(pin.algorithm(), made, MADE_BY);
    }

    private Bytes signature(SdkBytes message, SendGate gate, Deadline deadline) {
      SdkBytes made =
          requests.sign(
              uri,
              service ->
                  service
                      .sign(ask ->
                          ask.keyId(arn)
                              .message(message)
                              .messageType(type())
                              .signingAlgorithm(spec(pin.algorithm())))
                      .signature(),
              gate,
              deadline);
      if (made == null) {
        throw AwsFailures.unavailable(true, "the answer of AWS KMS has no signature", null);
      }
      return Bytes.adopt(made.asByteArray());
    }

    private MessageType type() {
      return switch (pin.algorithm()) {
        case ECDSA_P256_SHA256,
            ECDSA_P384_SHA384,
            ECDSA_P521_SHA512,
            RSA_PKCS1_SHA256,
            RSA_PSS_SHA256 ->
            MessageType.DIGEST;
        case ED25519 -> MessageType.RAW;
        case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> MessageType.EXTERNAL_MU;
      };
    }

    private SdkBytes message(Signable what) {
      return SdkBytes.fromByteArrayUnsafe(
          pin.algorithm().hash(what).map(Bytes::toByteArray).orElseGet(() -> unhashed(what)));
    }

    private byte[] unhashed(Signable what) {
      if (pin.algorithm() != SignatureAlgorithm.ED25519) {
        return MlDsaMu.of(pin, what);
      }
      if (what.size() > RAW_LIMIT) {
        throw new BackendRefused(
            "key "
                + uri
                + " takes messages of at most "
                + RAW_LIMIT
                + " bytes, for AWS KMS hashes them itself under Ed25519; use another algorithm");
      }
      return what.whole().toByteArray();
    }
  }

  /** An answer of the service of any kind will do, also one that says no. */
  @Override
  public void requireReachable(Deadline deadline) {
    OutboundAttempt attempt = OutboundAttempt.toRead();
    try {
      client.call(attempt, service -> service.listAliases(ask -> ask.limit(1)), deadline);
    } catch (SdkException e) {
      if (AwsFailures.of(LISTING, e, attempt) instanceof DependencyUnavailable unavailable
          && !AwsFailures.isThrottled(e, attempt)) {
        throw unavailable;
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "AwsKmsKeys[" + name + "]";
  }
}
