package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a running service in a real browser, by keyboard alone. */
class PageTest {

  private static final String UNSIGNED =
      "sha256:64187aa90c79239f469c257481bd20e9f31b1aa9d87f29fb5e5de27b9b0a6924";

  @TempDir static Path shared;

  @SuppressWarnings("NullAway.Init")
  private static Service service;

  @SuppressWarnings("NullAway.Init")
  private Browser browser;

  @BeforeAll
  static void serve() {
    service = Service.development(shared.resolve("dev"), Peer.freePorts(3));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void open() {
    browser = Browser.start();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private void signIn(String subject) {
    browser.open(service.origin().resolve("/ui/"));
    browser.awaitText("You sign in at your Authority");
    browser.press(Keys.ENTER);
    browser.awaitText("Who are you?");
    browser.press(subject);
    browser.press(Keys.ENTER);
    browser.awaitText("Waiting for a decision");
  }

  private static Caller.Reply request(Caller caller, String image, String reason) {
    return caller.post(
        "/api/v1/signer/approvals/request",
        "{\"imageDigest\":\"" + image + "\",\"reason\":\"" + reason + "\"}");
  }

  @Test
  void approval_givenByKeyboardAlone_letsTheSignaturePass() {
    Map<String, String> scanner = Map.of("client_id", "scanner", "scanner_digest", UNSIGNED);
    try (Caller caller = new Caller(service, scanner)) {
      String proof = caller.proofOfEntitlement(Map.of());
      assertThat(caller.sign(caller.sbom("before", proof, UNSIGNED)).status()).isEqualTo(403);
      assertThat(request(caller, UNSIGNED, "the nightly build").status()).isEqualTo(200);

      signIn("anna");
      browser.tabTo("Your reason");
      browser.press("seen the build");
      browser.tabTo("Approve");
      browser.press(Keys.ENTER);
      browser.awaitText("may pass until");

      Caller.Reply signed = caller.sign(caller.sbom("after", proof, UNSIGNED));
      assertThat(signed.status()).as(signed.body()).isEqualTo(200);
    }
    assertThat(browser.console()).isEmpty();
    assertThat(browser.violations()).isEmpty();
  }
}
