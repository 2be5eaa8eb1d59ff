package org.stellaops.signer.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.Reload;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;

/** A policy that changes while requests run. */
class ReloadTest {

  @TempDir static Path scratch;

  private Development development;
  private SignerRuntime runtime;
  private String text;

  @BeforeEach
  void start() throws Exception {
    development = DevelopmentKit.find().orElseThrow().start(scratch.resolve("state"), Ports.free());
    text = Files.readString(development.configFile());
    runtime = SignerRuntime.start(development.config(), trace -> {}, failure -> {});
  }

  @AfterEach
  void stop() {
    runtime.close();
    development.close();
  }

  private Config changed(String from, String to) throws Exception {
    assertThat(text).contains(from);
    Path file = Files.createTempFile(development.configFile().getParent(), "changed", ".yaml");
    Files.writeString(file, text.replace(from, to));
    return ConfigReader.read(file, Map.of());
  }

  private IncomingRequest request(Caller caller) {
    return Requests.request(
        new Operation.SignStatement(),
        caller,
        development.config().server().publicOrigin(),
        Requests.SIGN,
        runtime.signer().nonce(),
        Requests.signBody(caller, "dev"));
  }

  @Test
  void reload_hundredTimesUnderLoad_failsNoRequest() throws Exception {
    Config one = changed("burst:", "burst:");
    Config other = changed("concurrency: ", "concurrency: 1");
    AtomicBoolean going = new AtomicBoolean(true);
    Set<String> policies = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Callable<Integer> load =
        () -> {
          Caller caller = development.caller(Scanner.RELEASED);
          int signed = 0;
          while (going.get()) {
            Response response = runtime.signer().handle(request(caller));
            assertThat(response).isInstanceOf(Response.Answered.class);
            try (var answer = ((Response.Answered) response).answer()) {
              answer.writeTo(new ByteArrayOutputStream());
            }
            signed++;
          }
          return signed;
        };
    try {
      List<Future<Integer>> callers = List.of(threads.submit(load), threads.submit(load));
      for (int i = 0; i < 100; i++) {
        Reload outcome = runtime.reload(i % 2 == 0 ? other : one);
        assertThat(outcome).isInstanceOf(Reload.Applied.class);
        policies.add(((Reload.Applied) outcome).policy().toString());
      }
      going.set(false);
      for (Future<Integer> caller : callers) {
        assertThat(caller.get()).isPositive();
      }
    } finally {
      going.set(false);
      threads.shutdown();
    }
    assertThat(policies).hasSize(2);
  }

  @Test
  void reload_samePolicy_isUnchanged() throws Exception {
    assertThat(runtime.reload(changed("burst:", "burst:"))).isInstanceOf(Reload.Unchanged.class);
  }

  @Test
  void reload_subjectsNoLongerAllowed_holdsForTheNextRequest() throws Exception {
    Caller caller = development.caller(Scanner.RELEASED);
    assertThat(runtime.signer().handle(request(caller))).isInstanceOf(Response.Answered.class);

    Reload outcome = runtime.reload(changed("subjects: [\"*\"]", "subjects: [\"nothing/*\"]"));

    assertThat(outcome).isInstanceOf(Reload.Applied.class);
    Response refused = runtime.signer().handle(request(caller));
    assertThat(((Response.Refused) refused).why()).isInstanceOf(Refusal.PolicyDenied.class);
  }

  @Test
  void reload_settingThatHoldsUntilARestart_isRejectedAndNamed() throws Exception {
    Reload outcome =
        runtime.reload(
            changed("authorities:\n  main:\n", "authorities:\n  main:\n    audience: other\n"));

    assertThat(outcome).isInstanceOf(Reload.Rejected.class);
    assertThat(((Reload.Rejected) outcome).problems())
        .anySatisfy(problem -> assertThat(problem).startsWith("authorities:"));
    assertThat(runtime.signer().handle(request(development.caller(Scanner.RELEASED))))
        .isInstanceOf(Response.Answered.class);
  }

  /** It would be believed to be in force. */
  @Test
  void reload_twoPersonsForAChangeOfAKey_isRejectedAndNamed() throws Exception {
    Reload outcome =
        runtime.reload(
            changed("keys:\n  backends:\n", "keys:\n  twoPersons: [revoke]\n  backends:\n"));

    assertThat(((Reload.Rejected) outcome).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("keys.twoPersons: changed"));
  }

  @Test
  void reload_keyThatIsAReleaseKey_isRejectedAndTheOldPolicyStays() throws Exception {
    String trust = runtime.signer().trust().utf8();
    Path key = development.configFile().resolveSibling("own.pub");
    Files.writeString(key, new JsonMapper().readTree(trust).at("/keys/0/publicKey").asText());

    Reload outcome = runtime.reload(changed("key: release/release.pub", "key: own.pub"));

    assertThat(((Reload.Rejected) outcome).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("release key"));
    assertThat(runtime.signer().handle(request(development.caller(Scanner.RELEASED))))
        .isInstanceOf(Response.Answered.class);
  }
}
