package org.stellaops.signer.kms.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.policy.RetryStrategy;
import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.KeyServiceVersion;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyServiceVersion;
import com.azure.security.keyvault.keys.cryptography.models.SignResult;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The SDK's clients of one vault. Nothing is tried again, computed here or cached but tokens. */
final class VaultSdk {

  private final VaultHost vault;
  private final AzureHttp http;
  private final TokenCredential credential;
  private final KeyClient keys;
  private final ConcurrentMap<String, CryptographyClient> signers = new ConcurrentHashMap<>();

  VaultSdk(VaultHost vault, AzureHttp http, TokenCredential credential) {
    this.vault = vault;
    this.http = http;
    this.credential = credential;
    this.keys =
        new KeyClientBuilder()
            .vaultUrl(vault.url())
            .credential(credential)
            .httpClient(http)
            .httpLogOptions(quiet())
            .retryPolicy(new RetryPolicy(new Never()))
            .serviceVersion(KeyServiceVersion.V7_5)
            .buildClient();
  }

  /** The environment can have the SDK log whole requests. */
  static HttpLogOptions quiet() {
    return new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE);
  }

  private static Context by(AzureAttempt attempt) {
    return new Context(AzureHttp.ATTEMPT, attempt);
  }

  KeyVaultKey key(VaultHost.Key key, AzureAttempt attempt) {
    return keys.getKeyWithResponse(key.name(), key.version(), by(attempt)).getValue();
  }

  /**
   * @param id the key's URL with its version
   */
  SignResult sign(String id, SignatureAlgorithm algorithm, byte[] hash, AzureAttempt attempt) {
    return signers.computeIfAbsent(id, this::signer).sign(algorithm, hash, by(attempt));
  }

  private CryptographyClient signer(String id) {
    return new CryptographyClientBuilder()
        .keyIdentifier(id)
        .credential(credential)
        .httpClient(http)
        .httpLogOptions(quiet())
        .retryPolicy(new RetryPolicy(new Never()))
        .serviceVersion(CryptographyServiceVersion.V7_5)
        // With a cached key it would sign here, if the vault ever gave the private part away.
        .disableKeyCaching()
        .buildClient();
  }

  /** One request without an access token, to which a vault answers with what it wants. */
  HttpResponse greet(AzureAttempt attempt) {
    return http.sendSync(
        new HttpRequest(
            HttpMethod.GET,
            vault.url() + "/keys?maxresults=1&api-version=" + KeyServiceVersion.V7_5.getVersion()),
        by(attempt));
  }

  /** Not a policy of no retries, which tells the log of each request that they are exhausted. */
  private static final class Never implements RetryStrategy {

    @Override
    public int getMaxRetries() {
      return 1;
    }

    @Override
    public Duration calculateRetryDelay(int retryAttempts) {
      return Duration.ZERO;
    }

    @Override
    public boolean shouldRetry(HttpResponse answer) {
      return false;
    }

    @Override
    public boolean shouldRetryException(Throwable failure) {
      return false;
    }

    @Override
    public boolean shouldRetryCondition(RequestRetryCondition condition) {
      return false;
    }
  }
}
