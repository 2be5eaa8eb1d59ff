package org.stellaops.signer.kms.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.CredentialBuilderBase;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens by what the environment gives: a client's secret or certificate, else a workload's
 * token in a file, else the managed identity. One of them and never the next: a service whose
 * secret has expired must not go on as somebody else.
 */
final class EnvironmentTokens {

  private static final String CLIENT = "AZURE_CLIENT_ID";
  private static final String TENANT = "AZURE_TENANT_ID";
  private static final String SECRET = "AZURE_CLIENT_SECRET";
  private static final String CERTIFICATE = "AZURE_CLIENT_CERTIFICATE_PATH";
  private static final String PASSWORD = "AZURE_CLIENT_CERTIFICATE_PASSWORD";
  private static final String CHAIN = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN";
  private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

  private final Function<String, @Nullable String> variables;
  private final AzureHttp http;
  private final @Nullable String authority;
  private final ExecutorService threads;

  /**
   * @param authority the token authority's URL; null for that of the environment, or the public one
   * @param threads what the SDK waits for tokens on
   */
  EnvironmentTokens(
      Function<String, @Nullable String> variables,
      AzureHttp http,
      @Nullable String authority,
      ExecutorService threads) {
    this.variables = variables;
    this.http = http;
    this.authority = authority;
    this.threads = threads;
  }

  TokenCredential credential() {
    Optional<String> secret = variable(SECRET);
    if (secret.isPresent()) {
      return ofClient(new ClientSecretCredentialBuilder(), SECRET)
          .clientSecret(secret.get())
          .build();
    }
    Optional<String> certificate = variable(CERTIFICATE);
    if (certificate.isPresent()) {
      ClientCertificateCredentialBuilder made =
          ofClient(new ClientCertificateCredentialBuilder(), CERTIFICATE)
              .pemCertificate(certificate.get())
              .sendCertificateChain(
                  variable(CHAIN).filter(text -> text.matches("(?i)true|1")).isPresent());
      variable(PASSWORD).ifPresent(made::clientCertificatePassword);
      return made.build();
    }
    Optional<String> file = variable(TOKEN_FILE);
    if (file.isPresent()) {
      return ofClient(new WorkloadIdentityCredentialBuilder(), TOKEN_FILE)
          .tokenFilePath(file.get())
          .build();
    }
    ManagedIdentityCredentialBuilder made =
        common(new ManagedIdentityCredentialBuilder()).executorService(threads);
    variable(CLIENT).ifPresent(made::clientId);
    return made.build();
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.apply(name)).filter(text -> !text.isEmpty());
  }

  private String needed(String name, String by) {
    return variable(name)
        .orElseThrow(() ->
            AzureFailures.unavailable(
                false, "the environment has " + by + " but no " + name, null));
  }

  private <B extends AadCredentialBuilderBase<B>> B ofClient(B builder, String by) {
    B made =
        common(builder)
            .clientId(needed(CLIENT, by))
            .tenantId(needed(TENANT, by))
            .executorService(threads);
    // The public authority vouches for authorities; one that is set has no need of it.
    return authority == null ? made : made.authorityHost(authority).disableInstanceDiscovery();
  }

  private <B extends CredentialBuilderBase<B>> B common(B builder) {
    return builder
        .httpClient(http)
        .httpLogOptions(VaultSdk.quiet())
        .retryPolicy(new RetryPolicy(new FixedDelay(1, Duration.ofMillis(200))));
  }
}
