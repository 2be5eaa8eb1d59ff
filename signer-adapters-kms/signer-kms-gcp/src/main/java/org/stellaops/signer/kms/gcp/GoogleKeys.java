package org.stellaops.signer.kms.gcp;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.kms.v1.AsymmetricSignRequest;
import com.google.cloud.kms.v1.AsymmetricSignResponse;
import com.google.cloud.kms.v1.Digest;
import com.google.cloud.kms.v1.GetPublicKeyRequest;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import com.google.cloud.kms.v1.ProtectionLevel;
import com.google.cloud.kms.v1.PublicKey;
import com.google.protobuf.ByteString;
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
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;

/** Versions of keys, whose material never changes under their names. */
final class GoogleKeys implements KeyBackend {

  /** What is sent at most where the service takes the message itself. */
  static final int RAW_LIMIT = 1 << 16;

  private static final String MADE_BY = "google-cloud-kms";

  /** No key can have this name. */
  private static final KeyUri NO_KEY = new KeyUri("readiness");

  private final String name;
  private final GoogleClient client;
  private final GoogleRequests requests;

  GoogleKeys(String name, GoogleClient client) {
    this.name = name;
    this.client = client;
    this.requests = new GoogleRequests(client);
  }

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    GoogleKeyForms.requireForm(key);
    PublicKey found =
        requests.read(
            key, KeyManagementServiceClient::getPublicKeyCallable, question(key), deadline);
    return new GoogleKey(
        key,
        GoogleKeyForms.pin(key, found, wanted),
        found.getProtectionLevel() != ProtectionLevel.HSM);
  }

  private static GetPublicKeyRequest question(KeyUri key) {
    return GetPublicKeyRequest.newBuilder().setName(key.value()).build();
  }

  private final class GoogleKey implements SigningKey {

    private final KeyUri uri;
    private final PinnedKey pin;
    private final boolean inSoftware;

    GoogleKey(KeyUri uri, PinnedKey pin, boolean inSoftware) {
      this.uri = uri;
      this.pin = pin;
      this.inSoftware = inSoftware;
    }

    @Override
    public boolean isInSoftware() {
      return inSoftware;
    }

    @Override
    public PinnedKey pin() {
      return pin;
    }

    @Override
    public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
      AsymmetricSignRequest question =
          pin.algorithm().hash(what).map(this::ofDigest).orElseGet(() -> ofMessage(what));
      AsymmetricSignResponse answer =
          requests.sign(
              uri, KeyManagementServiceClient::asymmetricSignCallable, question, gate, deadline);
      return new SignatureValue(pin.algorithm(), checked(question, answer), MADE_BY);
    }

    private AsymmetricSignRequest ofDigest(Bytes hash) {
      ByteString bytes = ByteString.copyFrom(hash.toByteArray());
      Digest.Builder digest = Digest.newBuilder();
      if (pin.algorithm() == SignatureAlgorithm.ECDSA_P384_SHA384) {
        digest.setSha384(bytes);
      } else {
        digest.setSha256(bytes);
      }
      return AsymmetricSignRequest.newBuilder()
          .setName(uri.value())
          .setDigest(digest)
          .setDigestCrc32C(GoogleKeyForms.crc32c(bytes))
          .build();
    }

    private AsymmetricSignRequest ofMessage(Signable what) {
      if (what.size() > RAW_LIMIT) {
        throw new BackendRefused(
            "key "
                + uri
                + " takes messages of at most "
                + RAW_LIMIT
                + " bytes, for Google Cloud KMS hashes them itself under Ed25519; use another"
                + " algorithm");
      }
      ByteString bytes = ByteString.copyFrom(what.whole().toByteArray());
      return AsymmetricSignRequest.newBuilder()
          .setName(uri.value())
          .setData(bytes)
          .setDataCrc32C(GoogleKeyForms.crc32c(bytes))
          .build();
    }

    private Bytes checked(AsymmetricSignRequest question, AsymmetricSignResponse answer) {
      if (!answer.getName().equals(uri.value())) {
        throw spoiled("the signature that Google Cloud KMS gave is by another key");
      }
      if (question.hasDigest()
          ? !answer.getVerifiedDigestCrc32C()
          : !answer.getVerifiedDataCrc32C()) {
        throw spoiled("Google Cloud KMS did not check the CRC32C of what it was sent");
      }
      if (!answer.hasSignatureCrc32C()
          || !GoogleKeyForms.matches(answer.getSignature(), answer.getSignatureCrc32C())) {
        throw spoiled("the signature that Google Cloud KMS gave does not have its CRC32C");
      }
      Bytes made = Bytes.adopt(answer.getSignature().toByteArray());
      if (!pin.isWellFormed(made)) {
        throw spoiled("the answer of Google Cloud KMS is no signature");
      }
      return made;
    }

    private static DependencyUnavailable spoiled(String why) {
      return GoogleFailures.unavailable(true, why, null);
    }
  }

  /** An answer of the service of any kind will do, and it says no to a name that no key has. */
  @Override
  public void requireReachable(Deadline deadline) {
    GoogleCall call = new GoogleCall(OutboundAttempt.toRead());
    try {
      PublicKey unused =
          client.call(
              call, KeyManagementServiceClient::getPublicKeyCallable, question(NO_KEY), deadline);
    } catch (ApiException e) {
      if (GoogleFailures.of(NO_KEY, e, call) instanceof DependencyUnavailable unavailable
          && !GoogleFailures.isThrottled(e, call)) {
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
    return "GoogleKeys[" + name + "]";
  }
}
