package org.stellaops.signer.kms.aws;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.testkit.signing.CloudVariables;
import org.stellaops.signer.testkit.signing.SigningBench;
import org.stellaops.signer.testkit.signing.SigningKeysContract;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** The contract against an account with AWS: docs/backends/aws-kms.md says how to run it. */
@Tag("cloud")
class CloudAwsKmsContractTest extends SigningKeysContract {

  private static final CloudVariables GIVEN =
      new CloudVariables("STELLA_CLOUD_AWS_", "docs/backends/aws-kms.md");

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    for (String name : List.of("region", "endpoint")) {
      GIVEN.variable(name.toUpperCase(Locale.ROOT)).ifPresent(text -> settings.put(name, text));
    }
    return settings;
  }

  @Override
  protected SigningBench bench() {
    return new Bench(
        GIVEN.supported(), new AwsKms().open(new KeyBackendOptions("cloud", settings(), Map.of())));
  }

  private record Bench(Set<SignatureAlgorithm> supported, KeyBackend keys) implements SigningBench {

    @Override
    public boolean canHold(SignatureAlgorithm algorithm) {
      return supported.contains(algorithm);
    }

    @Override
    public long messageLimit(SignatureAlgorithm algorithm) {
      return algorithm == SignatureAlgorithm.ED25519 ? AwsKmsKeys.RAW_LIMIT : Long.MAX_VALUE;
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
      return new KeyUri("alias/stella-there-is-no-such-key");
    }

    @Override
    public KeyUri disabledKey() {
      return new KeyUri(GIVEN.required("DISABLED"));
    }

    @Override
    public PublicKey publicKey(KeyUri key) {
      try (PlatformHttp http =
              new PlatformHttp(TrustedCertificates.of(null), OutboundAttempt::toRead);
          KmsClient client = client(http)) {
        byte[] spki = client.getPublicKey(ask -> ask.keyId(key.value())).publicKey().asByteArray();
        for (String family : List.of("EC", "RSA", "Ed25519", "ML-DSA")) {
          try {
            return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(spki));
          } catch (GeneralSecurityException another) {
            continue;
          }
        }
        throw new AssertionError("the JDK cannot read the public key of " + key);
      }
    }

    private static KmsClient client(PlatformHttp http) {
      var builder = KmsClient.builder().httpClient(http);
      GIVEN.variable("REGION").ifPresent(name -> builder.region(Region.of(name)));
      GIVEN.variable("ENDPOINT").ifPresent(url -> builder.endpointOverride(URI.create(url)));
      return builder.build();
    }

    @Override
    public Faults faults() {
      return Faults.none("the service has no faults at will; the fake has all");
    }

    @Override
    public Set<String> secrets() {
      try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
        AwsCredentials found = provider.resolveCredentials();
        return Set.of(found.secretAccessKey());
      }
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
