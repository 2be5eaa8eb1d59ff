package org.stellaops.signer.kms.azure;

import com.azure.core.http.HttpResponse;
import com.azure.security.keyvault.keys.cryptography.models.SignResult;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.security.GeneralSecurityException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;

/**
 * The keys of one vault. An opened key is one version: where none was named, the newest of then. A
 * newer one may come, and the handle goes on with the key that was pinned.
 */
final class AzureVaultKeys implements KeyBackend {

  private static final String MADE_BY = "azure-key-vault";

  private static final KeyUri ANY = new KeyUri("keys");

  private final String name;
  private final AzureClient client;
  private final VaultHost vault;
  private final AzureQuestions questions;

  AzureVaultKeys(String name, AzureClient client) {
    this.name = name;
    this.client = client;
    this.vault = client.vault();
    this.questions = new AzureQuestions(client);
  }

  @Override
  public SigningKey open(KeyUri uri, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    VaultHost.Key asked = vault.key(uri);
    KeyVaultKey found = questions.read(uri, (sdk, attempt) -> sdk.key(asked, attempt), deadline);
    if (found == null || found.getKey() == null || found.getId() == null) {
      throw AzureFailures.unavailable(false, "the answer of the vault describes no key", null);
    }
    requireAsked(asked, found.getId());
    requireInUse(uri, found.getProperties());
    requireSigns(uri, found.getKey().getKeyOps());
    return new AzureKey(
        uri,
        found.getId(),
        pin(uri, found.getKey(), wanted),
        VaultPublicKey.isInSoftware(found.getKey()));
  }

  private void requireAsked(VaultHost.Key asked, String id) {
    VaultHost.Key given = vault.read(id).orElse(null);
    if (given == null
        || given.version() == null
        || !given.name().equalsIgnoreCase(asked.name())
        || (asked.version() != null && !asked.version().equals(given.version()))) {
      throw AzureFailures.unavailable(false, "the answer of the vault is of another key", null);
    }
  }

  private static void requireInUse(KeyUri uri, KeyProperties about) {
    if (about == null || about.isEnabled() == null) {
      throw AzureFailures.unavailable(
          false, "the answer of the vault does not say whether the key is enabled", null);
    }
    if (!about.isEnabled()) {
      throw new KeyNotFound(uri, "it is disabled");
    }
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    if (about.getNotBefore() != null && about.getNotBefore().isAfter(now)) {
      throw new KeyNotFound(uri, "it is not valid before " + about.getNotBefore());
    }
    if (about.getExpiresOn() != null && !about.getExpiresOn().isAfter(now)) {
      throw new KeyNotFound(uri, "it expired on " + about.getExpiresOn());
    }
  }

  private static void requireSigns(KeyUri uri, @Nullable List<KeyOperation> operations) {
    if (operations == null || !operations.contains(KeyOperation.SIGN)) {
      throw new BackendRefused(
          "key "
              + uri
              + " is not one to sign with: its key_ops are "
              + (operations == null
                  ? List.of()
                  : operations.stream().map(VaultPublicKey::word).toList())
              + ", and sign is needed");
    }
  }

  private static PinnedKey pin(KeyUri uri, JsonWebKey jwk, @Nullable SignatureAlgorithm wanted) {
    try {
      return PinnedKey.of(VaultPublicKey.of(jwk), wanted);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      throw new BackendRefused("key " + uri + ": " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw AzureFailures.unavailable(
          false, "the answer of the vault has no public key: " + e.getMessage(), e);
    }
  }

  private static com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm named(
      SignatureAlgorithm algorithm) {
    return com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm.fromString(
        switch (algorithm) {
          case ECDSA_P256_SHA256 -> "ES256";
          case ECDSA_P384_SHA384 -> "ES384";
          case ECDSA_P521_SHA512 -> "ES512";
          case RSA_PKCS1_SHA256 -> "RS256";
          case RSA_PSS_SHA256 -> "PS256";
          case ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
              throw new IllegalArgumentException("no key of a vault: " + algorithm);
        });
  }

  private final class AzureKey implements SigningKey {

    private final KeyUri uri;
    private final String id;
    private final PinnedKey pin;
    private final boolean inSoftware;

    /**
     * @param id the key's URL with its version
     */
    AzureKey(KeyUri uri, String id, PinnedKey pin, boolean inSoftware) {
      this.uri = uri;
      this.id = id;
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
      SignatureAlgorithm algorithm = pin.algorithm();
      byte[] hash = algorithm.hash(what).orElseThrow().toByteArray();
      SignResult made =
          questions.sign(
              uri, (sdk, attempt) -> sdk.sign(id, named(algorithm), hash, attempt), gate, deadline);
      if (made == null || made.getSignature() == null || !id.equals(made.getKeyId())) {
        throw AzureFailures.unavailable(
            true, "the answer of the vault is no signature by this key", null);
      }
      Bytes raw = Bytes.copyOf(made.getSignature());
      Bytes signature =
          switch (algorithm) {
            case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 ->
                algorithm.derOfRaw(raw).orElse(Bytes.empty());
            default -> raw;
          };
      if (!pin.isWellFormed(signature)) {
        throw AzureFailures.unavailable(true, "the answer of the vault is no signature", null);
      }
      return new SignatureValue(algorithm, signature, MADE_BY);
    }
  }

  /** An answer of the vault of any kind will do, also one that says no. */
  @Override
  public void requireReachable(Deadline deadline) {
    AzureAttempt attempt = AzureAttempt.toRead();
    HttpResponse answer;
    try {
      answer = client.call(attempt, sdk -> sdk.greet(attempt), deadline);
    } catch (ExecutionException e) {
      throw AzureFailures.of(vault, ANY, e.getCause() == null ? e : e.getCause(), attempt);
    }
    boolean ofVault = AzureHttp.isChallenge(answer) || AzureFailures.code(answer).isPresent();
    if (answer.getStatusCode() >= 500 || !ofVault) {
      throw AzureFailures.unavailable(
          false, "status " + answer.getStatusCode() + " and no answer of the vault", null);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "AzureVaultKeys[" + name + "]";
  }
}
