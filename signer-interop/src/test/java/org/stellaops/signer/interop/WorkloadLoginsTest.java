package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.oci.workload.Cloud;
import org.stellaops.signer.oci.workload.WorkloadLogin;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.DependencyUnavailable;

/** A real registry that wants a password gets it from the identity of a workload; fake clouds. */
class WorkloadLoginsTest {

  private static final String REPOSITORY = "team/app";
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir private Path directory;

  private static Listing look(HttpRegistry source, String image) {
    return source.referrers(
        Digest.parse(image),
        DocumentTypes.SIGSTORE_BUNDLE,
        Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "GOOGLE, https://europe-west1-docker.pkg.dev"
  })
  void lookUp_withTheLoginOfAWorkload_isTakenByARegistryWithUsers(Cloud cloud, String name) {
    Map<String, String> variables =
        Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI-canary");
    AtomicLong nanos = new AtomicLong();
    try (FakeCloudServices services =
            new FakeCloudServices("old-canary", NOW.plusSeconds(43_200).getEpochSecond());
        Registry registry = Registry.startWithUsers(directory);
        WorkloadLogin login =
            WorkloadLogin.of(
                cloud,
                Origin.parse(name),
                variables,
                new LoopbackNetwork(services.port()),
                nanos::get,
                () -> NOW)) {
      String image = registry.pushImage(REPOSITORY, "app");
      RegistrySettings settings =
          new RegistrySettings(
              "team",
              Origin.parse("http://" + registry.authority()),
              REPOSITORY,
              Reach.LOOPBACK,
              Set.of(),
              Set.of(),
              login,
              Bounds.defaults());
      try (HttpRegistry source = new HttpRegistry(settings, Ticker.system())) {
        assertThatThrownBy(() -> look(source, image))
            .isInstanceOf(DependencyUnavailable.class)
            .hasMessageContaining("401")
            .hasMessageNotContaining("canary");
        services.give(Registry.PASSWORD);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(look(source, image)).isInstanceOf(Listing.Complete.class);
        assertThat(look(source, image)).isInstanceOf(Listing.Complete.class);
        assertThat(services.asked()).isEqualTo(2);
      }
    }
  }

  /** A day before the end of every token that moto's ECR gives. */
  private static final Instant BEFORE_MOTOS_END = Instant.parse("2014-12-31T00:00:00Z");

  /** moto, which others wrote for their tests, speaks Amazon's STS and ECR. */
  @Test
  void login_ofAWebIdentity_isTakenFromMotosStsAndEcr() throws IOException {
    int port = Peer.freePorts(1);
    Path token = Files.writeString(directory.resolve("token"), "e30.e30.canary");
    Map<String, String> variables =
        Map.of(
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            token.toString(),
            "AWS_ROLE_ARN",
            "arn:aws:iam::123456789012:role/signer");
    try (Peer moto =
            Peer.start(
                "moto",
                List.of(Tools.moto().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port)),
                Map.of(),
                directory.resolve("moto.log"),
                URI.create("http://127.0.0.1:" + port));
        WorkloadLogin login =
            WorkloadLogin.of(
                Cloud.AWS,
                Origin.parse("https://123456789012.dkr.ecr.eu-west-1.amazonaws.com"),
                variables,
                new LoopbackNetwork(port),
                Ticker.system(),
                () -> BEFORE_MOTOS_END)) {
      Deadline soon = Deadline.in(Duration.ofSeconds(60), Ticker.system());
      assertThat(login.login(soon)).contains(new Credentials("AWS", "123456789012-auth-token"));
    }
  }
}
