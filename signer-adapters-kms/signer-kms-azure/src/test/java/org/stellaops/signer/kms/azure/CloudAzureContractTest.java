package org.stellaops.signer.kms.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import java.net.URI;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.testkit.signing.CloudVariables;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;

/** The contract against a vault with Azure: docs/backends/azure-key-vault.md says how to run it. */
@Tag("cloud")
class CloudAzureContractTest extends SigningKeysContract {

  private static final CloudVariables GIVEN =
      new CloudVariables("STELLA_CLOUD_AZURE_", "docs/backends/azure-key-vault.md");

  @Override
  protected SigningBench bench() {
    Map<String, String> settings = new HashMap<>();
    settings.put("vault", GIVEN.required("VAULT"));
    GIVEN.variable("AUTHORITY").ifPresent(url -> settings.put("authority", url));
    return new Bench(
        GIVEN.supported(),
        new AzureKeyVault().open(new KeyBackendOptions("cloud", settings, Map.of())));
  }

  private record Bench(Set<SignatureAlgorithm> supported, KeyBackend keys) implements SigningBench {

    private static VaultHost vault() {
      return VaultHost.of(URI.create(GIVEN.required("VAULT"))).orElseThrow();
    }

    /** Asks beside the adapter, with the same credentials. */
    private static <T> T beside(BiFunction<AzureHttp, TokenCredential, T> question) {
      var tls = TrustedCertificates.of(null);
      AzureHttp toVault = AzureHttp.toVault(tls, vault());
      AzureHttp forTokens = AzureHttp.forTokens(tls);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        return question.apply(
            toVault,
            new EnvironmentTokens(
                    System::getenv, forTokens, GIVEN.variable("AUTHORITY").orElse(null), threads)
                .credential());
      } finally {
        toVault.close();
        forTokens.close();
      }
    }

    @Override
    public boolean canHold(SignatureAlgorithm algorithm) {
      return supported.contains(algorithm);
    }

    @Override
    public KeyUri newKey(SignatureAlgorithm algorithm) {
      return GIVEN.next(algorithm);
    }

    @Override
    public boolean swapKey(KeyUri key) {
      return false;
    }

    @Override
    public KeyUri absentKey() {
      return new KeyUri(vault().url() + "/keys/stella-there-is-no-such-key");
    }

    @Override
    public KeyUri disabledKey() {
      return new KeyUri(GIVEN.required("DISABLED"));
    }

    @Override
    public PublicKey publicKey(KeyUri key) {
      JsonWebKey jwk =
          beside((http, credential) ->
                  new VaultSdk(vault(), http, credential)
                      .key(vault().key(key), AzureAttempt.toRead()))
              .getKey();
      return jwk.getCurveName() == null
          ? jwk.toRsa(false).getPublic()
          : jwk.toEc(false).getPublic();
    }

    @Override
    public Faults faults() {
      return Faults.none("the vault has no faults at will; the fake has all");
    }

    @Override
    public Set<String> secrets() {
      String scope = vault().url().replaceFirst("//[^.]+\\.", "//") + "/.default";
      String token =
          beside((http, credential) ->
              credential
                  .getTokenSync(new TokenRequestContext().addScopes(scope).setCaeEnabled(true))
                  .getToken());
      return Set.of(token);
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
