package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.Login;
import org.stellaops.signer.outbound.Origin;

/** What is kept of a cloud's logins, for how long, and for which registry. */
class WorkloadLoginTest {

  private static final String METADATA =
      "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";

  private final AskedWorkload workload = new AskedWorkload(Cloud.GOOGLE, "eu.gcr.io");

  @AfterEach
  void shut() {
    workload.close();
  }

  private void gives(String token, int expiresIn) {
    workload.cloud.answers(
        METADATA,
        200,
        "{\"access_token\":\"" + token + "\",\"expires_in\":" + expiresIn + "}",
        "Metadata-Flavor",
        "Google");
  }

  private static Login token(String token) {
    return new Credentials("oauth2accesstoken", token);
  }

  private int asked() {
    return workload.cloud.seen().size();
  }

  @ParameterizedTest
  @CsvSource({"3600, 3300", "300, 270", "60, 54", "86400, 42900"})
  void login_isKeptUntilShortlyBeforeItEnds(int life, int kept) throws Exception {
    WorkloadLogin login = workload.open();
    gives("t0", life);
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    gives("t1", life);
    workload.pass(Duration.ofSeconds(kept - 1));
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    assertThat(asked()).isEqualTo(1);
    workload.pass(Duration.ofSeconds(1));
    AskedWorkload.await(() -> login.login(AskedWorkload.soon()).equals(Optional.of(token("t1"))));
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void login_whoseRenewalFailsOrHangs_servesUntilItEnds() throws Exception {
    WorkloadLogin login = workload.open();
    gives("t0", 3600);
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    workload.cloud.answers(METADATA, 503, "");
    workload.pass(Duration.ofSeconds(3300));
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    AskedWorkload.await(() -> asked() == 2);
    workload.pass(Duration.ofSeconds(60));
    workload.cloud.hang();
    for (int i = 0; i < 3; i++) {
      assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    }
    assertThat(login.use(token("t0"))).isEqualTo(Duration.ofSeconds(10));
    workload.pass(Duration.ofSeconds(239));
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    assertThat(login.use(token("t0"))).isEqualTo(Duration.ofSeconds(1));
    workload.pass(Duration.ofSeconds(1));
    assertThat(login.use(token("t0"))).isEqualTo(Duration.ZERO);
    assertThatThrownBy(() -> login.login(shortly()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Google g");
  }

  @Test
  void login_thatIsRefusedWhileTheCloudGivesNone_isKept() throws Exception {
    WorkloadLogin login = workload.open();
    gives("t0", 3600);
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    workload.cloud.answers(METADATA, 503, "");
    workload.pass(Duration.ofSeconds(10));
    assertThatThrownBy(() -> login.another(token("t0"), AskedWorkload.soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 503");
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void cloud_thatHangs_isAskedOnceByCallersWithLittleTimeOrInterrupted() throws Exception {
    WorkloadLogin login = workload.open();
    gives("t0", 3600);
    workload.cloud.hang();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> login.login(shortly()))
          .isInstanceOf(IOException.class)
          .hasMessage("Google gave no login in time");
    }
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> login.login(AskedWorkload.soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    AskedWorkload.await(() -> asked() == 1);
    workload.cloud.goOn();
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void login_withAVeryShortLife_isAskedForOnceInTenSeconds() throws Exception {
    WorkloadLogin login = workload.open();
    gives("t0", 1);
    for (int i = 0; i < 10; i++) {
      assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
      workload.pass(Duration.ofMillis(900));
    }
    assertThat(asked()).isEqualTo(1);
    gives("t1", 1);
    workload.pass(Duration.ofSeconds(1));
    assertThat(login.login(AskedWorkload.soon())).contains(token("t1"));
  }

  private static Deadline shortly() {
    return Deadline.in(Duration.ofMillis(50), Ticker.system());
  }

  @Test
  void login_thatIsRefused_isAskedForAnewOnce() throws IOException {
    WorkloadLogin login = workload.open();
    gives("t0", 3600);
    Login first = login.login(AskedWorkload.soon()).orElseThrow();
    gives("t1", 3600);
    assertThat(login.another(first, AskedWorkload.soon())).isEmpty();
    assertThat(asked()).isEqualTo(1);
    workload.pass(Duration.ofSeconds(10));
    assertThat(login.another(first, AskedWorkload.soon())).contains(token("t1"));
    assertThat(login.another(first, AskedWorkload.soon())).contains(token("t1"));
    assertThat(login.login(AskedWorkload.soon())).contains(token("t1"));
    assertThat(login.another(token("t1"), AskedWorkload.soon())).isEmpty();
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void login_thatIsGivenAgain_isNoOther() throws IOException {
    WorkloadLogin login = workload.open();
    gives("t0", 3600);
    Login first = login.login(AskedWorkload.soon()).orElseThrow();
    workload.pass(Duration.ofSeconds(10));
    assertThat(login.another(first, AskedWorkload.soon())).isEmpty();
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void cloud_thatGivesNothing_isAskedAgainAfterTenSeconds() throws IOException {
    WorkloadLogin login = workload.open();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> login.login(AskedWorkload.soon()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answered 404");
    }
    assertThat(asked()).isEqualTo(1);
    gives("t0", 3600);
    workload.pass(Duration.ofSeconds(10));
    assertThat(login.login(AskedWorkload.soon())).contains(token("t0"));
  }

  @Test
  void login_ofManyCallersAtOnce_isAskedForOnce() throws Exception {
    WorkloadLogin login = workload.open();
    gives("t0", 3600);
    List<Callable<Optional<Login>>> callers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      callers.add(() -> login.login(AskedWorkload.soon()));
    }
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (Future<Optional<Login>> each : threads.invokeAll(callers)) {
        assertThat(each.get(60, TimeUnit.SECONDS)).contains(token("t0"));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void cloud_thatCannotBeReached_isAnOutage() {
    workload.cloud.stop();
    assertThat(workload.failure()).contains("Google's metadata server does not answer");
  }

  @Test
  void g04_login_asText_holdsNoToken() throws IOException {
    WorkloadLogin login = workload.open();
    gives(AskedWorkload.CANARY, 3600);
    assertThat(login.login(AskedWorkload.soon()).orElseThrow().toString()).doesNotContain("canary");
    assertThat(login.toString()).isEqualTo("WorkloadLogin[GOOGLE]");
    assertThat(login.isForTheRegistryAlone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, 123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "AWS, 123456789012.dkr.ecr.us-gov-west-1.amazonaws.com",
    "GOOGLE, europe-west1-docker.pkg.dev",
    "GOOGLE, gcr.io",
    "GOOGLE, eu.gcr.io",
    "AZURE, team.azurecr.io"
  })
  void registry_ofTheCloud_isTaken(Cloud cloud, String host) {
    assertThat(cloud.has(Origin.parse("https://" + host))).isTrue();
    WorkloadLogin unused = opened(cloud, "https://" + host);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, https://123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example",
    "AWS, https://123456789012.dkr.ecr.evil.example.amazonaws.com",
    "AWS, https://123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn",
    "AWS, https://12345678901.dkr.ecr.eu-west-1.amazonaws.com",
    "AWS, https://dkr.ecr.eu-west-1.amazonaws.com",
    "AWS, https://x.123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "AWS, https://public.ecr.aws",
    "AWS, https://bucket.s3.eu-west-1.amazonaws.com",
    "AWS, http://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "AWS, https://123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443",
    "GOOGLE, https://pkg.dev",
    "GOOGLE, https://evilpkg.dev",
    "GOOGLE, https://x.y.pkg.dev",
    "GOOGLE, https://evilgcr.io",
    "GOOGLE, https://gcr.io.evil.example",
    "GOOGLE, https://a.b.gcr.io",
    "GOOGLE, http://gcr.io",
    "GOOGLE, https://gcr.io:444",
    "AZURE, https://azurecr.io",
    "AZURE, https://evilazurecr.io",
    "AZURE, https://a.b.azurecr.io",
    "AZURE, https://team.azurecr.io.evil.example",
    "AZURE, https://team.azurecr.cn",
    "AZURE, http://team.azurecr.io",
    "AZURE, https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "GOOGLE, https://registry.example"
  })
  void r02_registry_ofAnother_isRefused(Cloud cloud, String origin) {
    assertThatThrownBy(() -> opened(cloud, origin))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no registry of");
  }

  private WorkloadLogin opened(Cloud cloud, String origin) {
    return WorkloadLogin.of(
        cloud, Origin.parse(origin), Map.of(), workload.cloud, () -> 0, () -> workload.time);
  }
}
