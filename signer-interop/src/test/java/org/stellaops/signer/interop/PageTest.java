package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The page of a running service in a real browser, by keyboard alone. With the system property
 * {@code stella.screenshots} its views are kept as pictures in that directory, as docs/img has
 * them.
 */
class PageTest {

  private static final String UNSIGNED =
      "sha256:64187aa90c79239f469c257481bd20e9f31b1aa9d87f29fb5e5de27b9b0a6924";

  private static final String WAITING =
      "sha256:8f0d1b7f3f2c44bd7a51ba7d0e9c6a3d52c1be04f7a90d6b3d1c22e0f9a7415e";

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
    signIn(subject, "");
  }

  private void signIn(String subject, String scopes) {
    signIn(browser, subject, scopes);
  }

  /**
   * @param scopes other ones than the page asks for; empty for those
   */
  private static void signIn(Browser browser, String subject, String scopes) {
    browser.open(service.origin().resolve("/ui/"));
    browser.awaitText("You sign in at your Authority");
    browser.press(Keys.ENTER);
    browser.awaitText("Who are you?");
    browser.press(subject);
    if (!scopes.isEmpty()) {
      browser.tabTo("Scopes");
      browser.press(Keys.chord(Keys.CONTROL, "a"), scopes);
    }
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
      browser.tabTo("Approve");
      browser.press(Keys.ENTER);
      browser.awaitText("Say why");
      assertThat(caller.sign(caller.sbom("no reason", proof, UNSIGNED)).status()).isEqualTo(403);
      browser.tabTo("Your reason");
      // Enter in a field decides nothing.
      browser.press("seen the build", Keys.ENTER);
      browser.tabTo("Approve");
      assertThat(caller.sign(caller.sbom("not yet", proof, UNSIGNED)).status()).isEqualTo(403);
      browser.press(Keys.ENTER);
      browser.awaitText("may pass until");
      assertThat(browser.focused()).startsWith("status");
      browser.awaitText("anna (stella-page)");

      Caller.Reply signed = caller.sign(caller.sbom("after", proof, UNSIGNED));
      assertThat(signed.status()).as(signed.body()).isEqualTo(200);
      assertThat(signed.json().at("/attestor/release/verdict").textValue()).isEqualTo("approved");
      assertThat(caller.decision(signed.header("Audit-Id")).get("releaseSource").textValue())
          .startsWith("approval:");
      assertVerifies(caller, signed);

      browser.tabTo("Your reason to end it");
      browser.press("released meanwhile");
      browser.tabTo("Revoke");
      browser.press(Keys.ENTER);
      browser.awaitText("passes no longer");
      assertThat(caller.sign(caller.sbom("revoked", proof, UNSIGNED)).status()).isEqualTo(403);
    }
    assertThat(browser.console()).isEmpty();
    assertThat(browser.violations()).isEmpty();
  }

  /** By the verifier that anyone has, with one of the service's published keys. */
  private static void assertVerifies(Caller caller, Caller.Reply signed) {
    Path bundle = shared.resolve("after.sigstore.json");
    Path key = shared.resolve("published.pub");
    List<Integer> exits = new ArrayList<>();
    try {
      Files.writeString(bundle, signed.json().at("/bundle/sigstore/0").toString());
      for (JsonNode each : caller.get("/api/v1/signer/trust").json().get("keys")) {
        Files.writeString(key, each.get("publicKey").textValue());
        exits.add(
            Command.of(Tools.stella(), "verify", bundle.toString(), "--key", key.toString())
                .run()
                .exit());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(exits).containsOnlyOnce(0);
  }

  @Test
  void ownRequest_isDisabledWithItsReason_andAnotherPersonOfTheSameClientDecides() {
    signIn("berta", "signer.approve signer.audit signer.sign");
    browser.await(
        "const session = await import('/ui/session.js');"
            + "const { Api } = await import('/ui/api.js');"
            + "const config = await (await fetch('/ui/config.json')).json();"
            + "await new Api(config, await session.resume(config)).post('approvals/request',"
            + " {imageDigest: 'sha256:' + '1'.repeat(64), reason: 'for berta'});");
    browser.tabTo("Read again");
    browser.press(Keys.ENTER);
    browser.awaitText("You asked for this yourself: another person decides.");
    assertThat(browser.evaluate("return document.querySelectorAll('button:disabled').length"))
        .isEqualTo(2L);
    assertThat(browser.violations()).isEmpty();
    try (Browser other = Browser.start()) {
      signIn(other, "carl", "");
      other.awaitText("for berta");
      assertThat(other.text()).doesNotContain("You asked for this yourself");
      other.tabTo("Your reason");
      other.press("not this one");
      other.tabTo("Deny");
      other.press(Keys.ENTER);
      other.awaitText("does not pass");
    }
  }

  @Test
  void everyView_wideAndNarrow_lightAndDark_isAccessible() {
    try (Caller caller = new Caller(service, Map.of("client_id", "asks"))) {
      request(caller, WAITING, "nightly build 2026-11-28: its signing key is in repair");
    }
    signIn("carla");
    for (String view : List.of("Approvals", "Bypass", "Decisions")) {
      browser.tabTo(view);
      browser.press(Keys.ENTER);
      browser.awaitHeading(view);
      for (int width : new int[] {1280, 400}) {
        for (String scheme : List.of("light", "dark")) {
          browser.size(width, 900);
          browser.prefers(scheme);
          String what = view + " " + width + " " + scheme;
          assertThat(browser.violations()).as(what).isEmpty();
          assertThat(
                  browser.evaluate(
                      "const page = document.documentElement;"
                          + "return page.scrollWidth - page.clientWidth"))
              .as(what)
              .isEqualTo(0L);
          keep(view + "-" + width + "-" + scheme);
        }
      }
      browser.size(1280, 900);
    }
    assertThat(browser.console()).isEmpty();
  }

  /** For the documentation, where the property names a directory. */
  private void keep(String name) {
    String directory = System.getProperty("stella.screenshots", "");
    if (!directory.isEmpty()) {
      browser.screenshot(Path.of(directory, "page-" + name.toLowerCase(Locale.ROOT) + ".png"));
    }
  }

  @Test
  void signOut_dropsTokenAndKey() {
    signIn("dora");
    assertThat(browser.evaluate("return sessionStorage.length")).isEqualTo(1L);
    browser.tabTo("Sign out");
    browser.press(Keys.ENTER);
    browser.awaitText("You sign in at your Authority");

    assertThat(browser.evaluate("return sessionStorage.length")).isEqualTo(0L);
    assertThat(browser.keys()).isEqualTo(0L);
    assertThat(browser.evaluate("return document.cookie")).isEqualTo("");
    browser.open(service.origin().resolve("/ui/#approvals"));
    browser.awaitText("You sign in at your Authority");
  }

  @Test
  void key_cannotBeExported() {
    signIn("elsa");

    assertThat(browser.keys()).isEqualTo(1L);
    assertThat(browser.exported()).startsWith("InvalidAccessError");
  }

  @Test
  void answerOfAnotherSignIn_isRefused() {
    browser.open(service.origin().resolve("/ui/?code=stolen&state=guessed"));
    browser.awaitText("another sign-in than this tab's");

    assertThat(browser.address().toString()).doesNotContain("stolen");
    assertThat(browser.evaluate("return sessionStorage.length")).isEqualTo(0L);
  }

  @Test
  void signIn_cancelled_saysSo() {
    browser.open(service.origin().resolve("/ui/"));
    browser.awaitText("You sign in at your Authority");
    browser.press(Keys.ENTER);
    browser.awaitText("Who are you?");
    browser.tabTo("Cancel");
    browser.press(Keys.ENTER);

    browser.awaitText("did not sign you in: access_denied");
    assertThat(browser.keys()).isEqualTo(0L);
  }

  @Test
  void otherAddress_isSentToTheRightOne() {
    browser.open(URI.create("http://localhost:" + service.origin().getPort() + "/ui/"));

    browser.awaitText("This page has another address");
  }
}
