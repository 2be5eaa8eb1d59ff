package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Tokens, proofs and entitlements reach no record, no trace and no refusal. */
class SecretsTest {

  @Test
  void g04_sign_whateverTheEnd_noSecretIsWrittenAnywhere() {
    SignerFixture harness = new SignerFixture();
    List<String> secrets = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    List<RequestFixture> all = new ArrayList<>();
    RefusalsTest.all().forEach(one -> all.add(RefusalsTest.papers(one, harness)));
    all.add(RequestFixture.good(harness));
    for (RequestFixture papers : all) {
      secrets.addAll(papers.proof());
      papers.authorization().forEach(field -> secrets.add(field.replace("DPoP ", "")));
      see(harness.signer.handle(papers.request()), seen);
    }
    secrets.add(harness.entitlement().split("\\.")[2]);
    harness.keys.behave((keys, key, what, deadline) -> {
      throw new IllegalArgumentException("canary-secret " + secrets.get(0));
    });
    secrets.add("canary-secret");
    see(harness.sign(harness.body()), seen);
    harness.keys.behave((keys, key, what, deadline) -> {
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "safe by contract");
    });
    see(harness.sign(harness.body()), seen);
    assertThat(harness.trace().facts()).containsValue(causeOfPort());

    seen.addAll(harness.records());
    harness.traces.forEach(trace -> seen.add(trace.toString()));
    harness.lane.records().values().forEach(record -> seen.add(record.toString()));
    List<String> long1 = secrets.stream().filter(secret -> secret.length() > 8).toList();
    assertThat(long1).hasSizeGreaterThan(50);
    assertThat(seen).hasSizeGreaterThan(100);
    for (String text : seen) {
      for (String secret : long1) {
        assertThat(text).doesNotContain(secret);
        if (secret.contains(".")) {
          assertThat(text).doesNotContain(secret.substring(secret.lastIndexOf('.') + 1));
        }
      }
    }
  }

  private static String causeOfPort() {
    return DependencyUnavailable.class.getName() + ": safe by contract";
  }

  private static void see(Response outcome, List<String> seen) {
    if (outcome instanceof Response.Refused refused) {
      seen.add(refused.why() + refused.why().advice());
    } else if (outcome instanceof Response.Failed failed) {
      seen.add(failed.why().reason().word() + failed.why().code());
    } else {
      seen.add(SignerFixture.written(outcome).utf8());
    }
  }
}
