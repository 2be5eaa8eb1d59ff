package org.stellaops.signer.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.PredicateRule.Release;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.oci.workload.Cloud;

class ConfigValuesTest {

  @Test
  void minimal_defaults_listenOnLoopbackOnly() throws ConfigRefused {
    ServerSettings server = Fixtures.read("working_minimal.yaml", Fixtures.ENVIRONMENT).server();

    assertThat(server.listen()).isEqualTo(new ServerSettings.Listener("127.0.0.1", 8080));
    assertThat(server.management().listener().isLoopback()).isTrue();
    assertThat(server.publicOrigin()).isEqualTo("http://127.0.0.1:8080");
    assertThat(server.tls()).isNull();
  }

  @Test
  void minimal_pathsAreRelativeToTheFile() throws ConfigRefused {
    Config config = Fixtures.read("working_minimal.yaml", Fixtures.ENVIRONMENT);

    assertThat(config.store())
        .isEqualTo(new StoreSettings.Sqlite(Fixtures.directory().resolve("state"), 32L << 20));
  }

  @Test
  void minimal_defaultTypes_areSbomAndReportFromSignedScanners() throws ConfigRefused {
    TenantSettings tenant =
        Fixtures.read("working_minimal.yaml", Fixtures.ENVIRONMENT).tenants().get(0);

    assertThat(tenant.rules().keySet())
        .containsExactlyInAnyOrder(
            "https://cyclonedx.org/bom",
            "https://spdx.dev/Document",
            "https://spdx.dev/Document/v3",
            TenantSettings.REPORT_TYPE);
    assertThat(tenant.rules().values()).allMatch(rule -> rule.release() == Release.REQUIRED);
    assertThat(tenant.acceptAssertedRelease()).isFalse();
    assertThat(tenant.keys()).isEmpty();
  }

  @Test
  void full_everyValue_isRead() throws ConfigRefused {
    Config config = Fixtures.read("working_full.yaml", Fixtures.ENVIRONMENT);

    assertThat(config.server().publicOrigin()).isEqualTo("https://signer.example");
    assertThat(config.server().tls()).isInstanceOf(ServerSettings.TlsFiles.Pkcs12.class);
    assertThat(config.server().limits())
        .isEqualTo(
            new ServerSettings.Connections(
                16 << 10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                2048,
                Duration.ofMillis(500),
                100,
                Duration.ofSeconds(10)));
    assertThat(config.authorities().get(0).maxTokenLifetime()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.licensing().ttl()).isEqualTo(Duration.ofHours(6));
    assertThat(config.store())
        .isEqualTo(new StoreSettings.Sqlite(Path.of("/var/lib/stella-signer"), 32L << 20));
    assertThat(config.plans().get(0).plan().limits())
        .isEqualTo(new Limits(1 << 20, new RateLimit(1, 2), 1, 10 << 20, 10));
    assertThat(config.plans().get(0).plan().requestRate()).isEqualTo(new RateLimit(3, 40));
    assertThat(config.plans().get(0).features()).containsExactly("keyful");
    assertThat(config.releases().signers())
        .extracting(ReleaseSettings.Signer::name)
        .containsExactly("release", "ci", "tags");
    assertThat(config.releases().threshold()).isEqualTo(2);
    assertThat(config.releases().attestations()).containsExactly("https://slsa.dev/provenance/v1");
    assertThat(config.releases().oldestVersion()).hasToString("2.4.0");
    assertThat(config.releases().versionAnnotation()).isEqualTo("version");
    assertThat(config.releases().certificates())
        .isEqualTo(new ReleaseSettings.Certificates(1, 1, 0));
    assertThat(config.releases().sources())
        .extracting(ReleaseSettings.Source::name)
        .containsExactly("hub", "helped", "cloud", "mirror");
    assertThat(
            ((ReleaseSettings.Source.Registry) config.releases().sources().get(1)).dockerConfig())
        .isEqualTo(Fixtures.directory().resolve("files/config.json"));
    assertThat(
            ((ReleaseSettings.Source.Registry) config.releases().sources().get(2))
                .workloadIdentity())
        .isEqualTo(Cloud.AWS);
    assertThat(config.limits().serverCap()).isEqualTo(50L << 20);
  }

  @Test
  void full_connection_isReadForItsDependencyAlone() throws ConfigRefused {
    Config config = Fixtures.read("working_full.yaml", Fixtures.ENVIRONMENT);

    ConnectionSettings connection = config.licensing().connection();
    assertThat(connection.caFiles())
        .containsExactly(Fixtures.directory().resolve("files/release.pub"));
    assertThat(connection.proxy()).isEqualTo("http://proxy.corp.example:3128");
    assertThat(connection.clientCertificate().password()).hasToString("file:files/password.txt");
    assertThat(config.authorities().get(0).connection())
        .isEqualTo(new ConnectionSettings(List.of(), null, null));
  }

  @Test
  void full_tenant_hasWhatIsWrittenAndNothingElse() throws ConfigRefused {
    TenantSettings tenant =
        Fixtures.read("working_full.yaml", Fixtures.ENVIRONMENT).tenants().get(0);

    assertThat(tenant.rules())
        .containsOnlyKeys(
            "https://cyclonedx.org/bom",
            "https://slsa.dev/provenance/v1",
            "https://example.com/report/v1")
        .containsEntry(
            "https://slsa.dev/provenance/v1", new PredicateRule(Release.NOT_REQUIRED, false))
        .containsEntry("https://example.com/report/v1", new PredicateRule(Release.REQUIRED, true));
    assertThat(tenant.keys())
        .extracting(
            key -> key.name().value(),
            key -> key.uri().key(),
            TenantSettings.Key::plans,
            TenantSettings.Key::published)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sbom", "acme-sbom", null, true),
            org.assertj.core.groups.Tuple.tuple(
                "reports", "acme-reports", Set.of(new PlanName("pro")), false));
  }

  @Test
  void minimal_requestRate_isTenTimesTheRate() throws ConfigRefused {
    Plan plan = Fixtures.read("working_minimal.yaml", Fixtures.ENVIRONMENT).plans().get(0).plan();

    assertThat(plan.requestRate()).isEqualTo(plan.limits().rate().times(10));
  }

  private static LimitSettings limits(String written, long heap) throws Exception {
    Path file = Files.createTempFile("limits", ".yaml");
    try {
      String minimal = Files.readString(Fixtures.directory().resolve("working_minimal.yaml"));
      Files.writeString(file, minimal + "limits: {" + written + "}\n");
      return ConfigReader.read(file, Fixtures.ENVIRONMENT, heap << 20).limits();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void limits_notWritten_fitTheHeap() throws Exception {
    for (long heap : new long[] {64, 256, 800, 8192}) {
      LimitSettings limits = limits("", heap);

      assertThat(limits.memoryBudget()).isEqualTo(heap << 17);
      assertThat(limits.serverCap()).isEqualTo(Math.min(100, heap / 8) << 20);
    }
  }

  @Test
  void limits_oneWritten_theOtherFollows() throws Exception {
    assertThat(limits("memoryBudget: 32MiB", 8192).serverCap()).isEqualTo(32 << 20);
    assertThat(limits("serverCap: 100MiB", 512).memoryBudget()).isEqualTo(100 << 20);
  }

  @Test
  void limits_thatTheHeapHasNoRoomFor_sayWhatToSet() throws Exception {
    assertThat(limits("memoryBudget: 256MiB", 1024).memoryBudget()).isEqualTo(256 << 20);
    assertThatThrownBy(() -> limits("memoryBudget: 257MiB", 1024))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining(
            ":23: limits.memoryBudget: 257MiB of bodies need a heap of 1028MiB, and this one has"
                + " 1024MiB; allowed: up to 256MiB, or a larger heap, such as"
                + " STELLA_JAVA_OPTS=-Xmx2056m");
    assertThatThrownBy(() -> limits("serverCap: 100MiB", 256))
        .hasMessageContaining("limits.serverCap: 100MiB of bodies need a heap of 400MiB");
  }

  @Test
  void toString_wholeConfiguration_holdsNoSecret() throws ConfigRefused {
    String text = Fixtures.read("working_full.yaml", Fixtures.ENVIRONMENT).toString();

    assertThat(text).contains("env:KEYSTORE_PASSWORD").doesNotContain("s3cret", "from-a-file");
  }

  @Test
  void reveal_referencedSecrets_givesThem() throws ConfigRefused, IOException {
    Config config = Fixtures.read("working_full.yaml", Fixtures.ENVIRONMENT);

    assertThat(((KeyBackendSettings.Keystore) config.keys().backends().get(0)).password().reveal())
        .isEqualTo("s3cret-of-the-keystore".toCharArray());
    assertThat(((ServerSettings.TlsFiles.Pkcs12) config.server().tls()).password().reveal())
        .isEqualTo("from-a-file".toCharArray());
  }
}
