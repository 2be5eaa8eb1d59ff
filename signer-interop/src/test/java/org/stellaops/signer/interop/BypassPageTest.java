package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.stellaops.signer.dev.SampleRelease;

/**
 * An emergency bypass from end to end: two people sign it with keys of their own, an operator opens
 * it, a tenant signs by it, somebody ends it on the page, and its record verifies (L09, L10).
 */
class BypassPageTest {

  private static final String IMAGE = SampleRelease.RELEASED.toString();

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private Path at(String name) {
    return directory.resolve(name);
  }

  private static Command.Outcome stella(String... words) throws IOException {
    return Command.of(Tools.stella(), words).run();
  }

  private void newKey(String person) throws IOException {
    Files.writeString(at(person + ".pw"), "the password of " + person);
    Command.Outcome made =
        stella(
            "keys",
            "create",
            person,
            "--pem",
            at(person + ".pem").toString(),
            "--password",
            "file:" + at(person + ".pw"),
            "--public-key",
            at(person + ".pub").toString());
    assertThat(made.exit()).as(made.toString()).isZero();
  }

  private Service service() throws IOException {
    Path state = Files.createDirectory(at("state"));
    return Service.configured(
        state,
        development ->
            development
                + "\nbypass:\n  operators: [demo]\n  approvers:\n"
                + "    anna: {key: \""
                + at("anna.pub")
                + "\"}\n    berta: {key: \""
                + at("berta.pub")
                + "\"}\n");
  }

  private String signedBy(Service service, String... people) throws IOException {
    String record = at("bypass-" + people.length + ".json").toString();
    Command.Outcome created =
        stella(
            "bypass",
            "create",
            "--tenant",
            "demo",
            "--plan",
            "dev",
            "--hours",
            "1",
            "--service",
            service.origin().toString(),
            "--reason",
            "Licensing is down",
            "--out",
            record);
    assertThat(created.exit()).as(created.toString()).isZero();
    for (String person : people) {
      Command.Outcome signed =
          stella(
              "bypass",
              "sign",
              record,
              "--key",
              at(person + ".pem").toString(),
              "--password",
              "file:" + at(person + ".pw"));
      assertThat(signed.exit()).as(signed.toString()).isZero();
    }
    return record;
  }

  private static void awaitReadiness(Service service, boolean named) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (service.watched("/readyz").contains("without a Proof of Entitlement") != named
        && System.nanoTime() < end) {
      LockSupport.parkNanos(100_000_000);
    }
    assertThat(service.watched("/readyz").contains("without a Proof of Entitlement"))
        .as(service.watched("/readyz"))
        .isEqualTo(named);
    assertThat(service.watched("/metrics"))
        .contains("signer_bypass_open " + (named ? "1.0" : "0.0"));
  }

  @Test
  void bypass_openedForTwo_usedAndEndedOnThePage_leavesRecordsThatVerify() throws Exception {
    newKey("anna");
    newKey("berta");
    try (Service service = service();
        Browser browser = Browser.start();
        Caller operator =
            new Caller(service, Map.of("client_id", "ops", "scope", "signer.approve"));
        Caller scanner =
            new Caller(service, Map.of("client_id", "scanner", "scanner_digest", IMAGE))) {
      ObjectNode unproven = scanner.sbom("app", IMAGE);
      unproven.remove("poe");
      assertNeedsProof(scanner.sign(unproven));
      String one = Files.readString(Path.of(signedBy(service, "anna")));
      assertThat(operator.post("/api/v1/signer/bypass/open", one).status()).isEqualTo(403);
      assertNeedsProof(scanner.sign(unproven));

      String record = signedBy(service, "anna", "berta");
      Caller.Reply opened =
          operator.post("/api/v1/signer/bypass/open", Files.readString(Path.of(record)));
      assertThat(opened.status()).as(opened.body()).isEqualTo(200);
      awaitReadiness(service, true);
      Caller.Reply signed = scanner.sign(unproven);
      assertThat(signed.status()).as(signed.body()).isEqualTo(200);
      assertThat(signed.body()).contains("\"entitlement\":\"bypass\"");
      String id = opened.json().at("/bypasses/0/id").textValue();
      assertThat(scanner.decision(signed.header("Audit-Id")).toString()).contains(id);

      endOnThePage(service, browser);
      awaitReadiness(service, false);
      assertNeedsProof(scanner.sign(unproven));
      assertThat(
              operator
                  .post("/api/v1/signer/bypass/open", Files.readString(Path.of(record)))
                  .status())
          .as("ended for good")
          .isNotEqualTo(200);

      assertRecordVerifies(operator.get("/api/v1/signer/bypass").json().at("/bypasses/0"));
    }
  }

  private static void assertNeedsProof(Caller.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.body()).contains("poe");
  }

  private static void endOnThePage(Service service, Browser browser) {
    browser.open(service.origin().resolve("/ui/"));
    browser.awaitText("You sign in at your Authority");
    browser.press(Keys.ENTER);
    browser.awaitText("Who are you?");
    browser.press("carla", Keys.ENTER);
    browser.awaitText("Waiting for a decision");
    browser.tabTo("Bypass");
    browser.press(Keys.ENTER);
    browser.awaitText("Tenant demo signs without a Proof of Entitlement");
    browser.awaitText("anna and berta");
    assertThat(browser.violations()).isEmpty();
    browser.tabTo("End it");
    browser.press(Keys.ENTER);
    browser.awaitText("Say why");
    browser.tabTo("Your reason to end it");
    browser.press("Licensing is back");
    browser.tabTo("End it");
    browser.press(Keys.ENTER);
    browser.awaitText("needs its Proof of Entitlement again");
    browser.awaitText("No bypass is open");
    assertThat(browser.violations()).isEmpty();
    assertThat(browser.console()).isEmpty();
  }

  /** By the keys of the two, from what the service keeps. */
  private void assertRecordVerifies(JsonNode kept) throws IOException {
    assertThat(kept.at("/ended/reason").textValue()).isEqualTo("Licensing is back");
    assertThat(kept.at("/ended/person").textValue()).isEqualTo("carla");
    Path envelope = at("kept.json");
    Files.write(envelope, Base64.getDecoder().decode(kept.get("record").textValue()));
    for (int needed : List.of(1, 2)) {
      Command.Outcome verified =
          stella(
              "verify",
              envelope.toString(),
              "--key",
              at("anna.pub").toString(),
              "--key",
              at("berta.pub").toString(),
              "--threshold",
              Integer.toString(needed));
      assertThat(verified.exit()).as(verified.toString()).isZero();
    }
  }
}
