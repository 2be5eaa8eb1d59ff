package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.virtualauthenticator.Credential;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;

/** People decide with security keys on the page, in a real browser with a virtual one. */
class SecurityKeyPageTest {

  private static final String UNSIGNED =
      "sha256:64187aa90c79239f469c257481bd20e9f31b1aa9d87f29fb5e5de27b9b0a6924";
  private static final String KEYS = "/api/v1/signer/security-keys";
  private static final String TRUST = "/api/v1/signer/trust";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path state;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @SuppressWarnings("NullAway.Init")
  private Browser browser;

  /** Security keys sign for names, never for addresses. */
  @BeforeEach
  void open() {
    service =
        Service.configured(
                state,
                development ->
                    development
                            .replaceFirst("(publicOrigin: \"http://)127\\.0\\.0\\.1", "$1localhost")
                            .replace(
                                "approvals:\n  tenants: [demo]",
                                "approvals:\n  tenants: [demo]\n  securityKey: required")
                        + "\nsecurityKeys: {rpId: localhost, origins: [\"http://localhost:"
                        + port(development)
                        + "\"]}\n")
            .named("localhost");
    browser = Browser.start();
  }

  private static String port(String development) {
    return development.replaceFirst("(?s).*publicOrigin: \"http://[0-9.]+:([0-9]+)\".*", "$1");
  }

  @AfterEach
  void close() {
    browser.close();
    service.close();
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

  private void go(String view, String text) {
    URI page = service.origin().resolve("/ui/");
    browser.open(URI.create(page + "#" + view));
    browser.awaitText(text);
  }

  private void register(String name) {
    go("security-keys", "Register a key of yours");
    browser.tabTo("Name of the key");
    browser.press(name);
    browser.tabTo("Why you register it");
    browser.press("mine");
    browser.tabTo("Register");
    browser.press(Keys.ENTER);
    browser.awaitText("Registered: " + name);
  }

  /** Presses the button of a card; {@code number} counts the reasons that come before it. */
  private void act(int number, String button) {
    for (int i = 0; i < number; i++) {
      browser.tabTo("Your reason");
    }
    browser.press("as agreed");
    browser.tabTo(button);
    browser.press(Keys.ENTER);
  }

  private static Credential with(Credential key, int count) {
    return Credential.createNonResidentCredential(
        key.getId(), String.valueOf(key.getRpId()), key.getPrivateKey(), count);
  }

  private static JsonNode json(Caller.Reply reply) throws Exception {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  @Test
  void decision_signedByASecurityKey_letsTheSignaturePass_untilTheKeyIsLostOrCopied()
      throws Exception {
    VirtualAuthenticator blue = browser.plugIn();
    signIn("anna");
    register("blue one");
    assertThat(browser.violations()).isEmpty();
    Credential blueKey = blue.getCredentials().get(0);

    Map<String, String> scanner = Map.of("client_id", "scanner", "scanner_digest", UNSIGNED);
    Map<String, String> second = Map.of("client_id", "second-person", "scope", "signer.approve");
    try (Caller caller = new Caller(service, scanner);
        Caller other = new Caller(service, second)) {
      String proof = caller.proofOfEntitlement(Map.of());
      String asked =
          json(caller.post(
                  "/api/v1/signer/approvals/request",
                  "{\"imageDigest\":\"" + UNSIGNED + "\",\"reason\":\"nightly\"}"))
              .at("/approvals/0/id")
              .asText();

      // The first key is pending: it decides nothing.
      go("approvals", UNSIGNED);
      act(1, "Approve");
      browser.awaitText("takes a security key of yours that is active");
      assertThat(caller.sign(caller.sbom("before", proof, UNSIGNED)).status()).isEqualTo(403);

      String first = json(other.get(KEYS)).at("/securityKeys/0/id").asText();
      json(other.post(KEYS + "/" + first + "/confirm", "{\"reason\":\"met her\"}"));

      // The second one is confirmed by the first.
      browser.unplug(blue);
      VirtualAuthenticator both = browser.plugIn();
      register("grey one");
      Credential greyKey = both.getCredentials().get(0);
      both.addCredential(with(blueKey, 10));
      go("security-keys", "grey one");
      act(2, "Confirm");
      browser.awaitText("Confirmed: grey one");

      go("approvals", UNSIGNED);
      act(1, "Approve");
      browser.awaitText("may pass until");
      JsonNode approval = json(other.get("/api/v1/signer/approvals")).at("/approvals/0");
      JsonNode signed = approval.at("/history/1/proof");
      String document =
          new String(
              Base64.getUrlDecoder().decode(signed.get("document").asText()),
              StandardCharsets.UTF_8);
      assertThat(document).contains(asked, UNSIGNED, "\"verb\":\"approve\"");
      Caller.Reply bundle = caller.sign(caller.sbom("after", proof, UNSIGNED));
      assertThat(bundle.status()).as(bundle.body()).isEqualTo(200);
      Path trust = write("keys.json", other.get(KEYS).body());
      decisionVerifiesOffline(other.get("/api/v1/signer/approvals").body(), trust);
      statementIsSignedBesides(caller, bundle, greyKey, trust);

      // Lost: the other one goes on.
      go("security-keys", "blue one");
      act(1, "Lost: revoke");
      browser.awaitText("Revoked: blue one");
      go("approvals", "May pass now");
      browser.tabTo("Your reason to end it");
      browser.press("enough");
      browser.tabTo("Revoke");
      browser.press(Keys.ENTER);
      browser.awaitText("passes no longer");
      assertThat(caller.sign(caller.sbom("revoked", proof, UNSIGNED)).status()).isEqualTo(403);

      // A copy of the key, with the counter that it had.
      json(
          caller.post(
              "/api/v1/signer/approvals/request",
              "{\"imageDigest\":\"" + UNSIGNED + "\",\"reason\":\"nightly\"}"));
      browser.unplug(both);
      browser.plugIn().addCredential(with(greyKey, 0));
      go("security-keys", "grey one");
      go("approvals", "Decide until");
      act(1, "Approve");
      browser.awaitText("The counter of this security key went back");
      assertThat(json(other.get(KEYS)).at("/securityKeys/1/state").asText()).isEqualTo("suspended");
    }
    assertThat(browser.violations()).isEmpty();
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(state.resolve(name), content);
  }

  private void decisionVerifiesOffline(String approvals, Path trust) throws IOException {
    Path record = write("approvals.json", approvals);
    Command verify =
        Command.of(
            Tools.stella(),
            "security-keys",
            "verify",
            record.toString(),
            "--security-keys",
            trust.toString());
    assertThat(verify.succeed().out()).contains("approve " + UNSIGNED, "as agreed", "verified");
    // One byte of what the key said.
    Matcher data = Pattern.compile("\"authenticatorData\":\"(.{40})(.)").matcher(approvals);
    assertThat(data.find()).isTrue();
    String other = data.group(2).equals("A") ? "B" : "A";
    write(
        "approvals.json",
        approvals.substring(0, data.start(2)) + other + approvals.substring(data.end(2)));
    assertThat(verify.run().exit()).isEqualTo(1);
  }

  /** The browser is asked as any page of the origin could ask it. */
  private void statementIsSignedBesides(
      Caller caller, Caller.Reply bundle, Credential key, Path trust) throws IOException {
    Path envelope = write("after.dsse.json", bundle.json().get("bundle").get("dsse").toString());
    String challenge =
        Command.of(Tools.stella(), "security-keys", "challenge", envelope.toString())
            .succeed()
            .out()
            .strip();
    String bytes =
        "(t) => Uint8Array.from(atob(t.replace(/-/g,'+').replace(/_/g,'/')), c => c.charCodeAt(0))";
    String text =
        "(b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/[+]/g,'-')"
            + ".replace(/[/]/g,'_').replace(/=+$/,'')";
    Object assertion =
        browser.settled(
            "(async () => { const bytes = "
                + bytes
                + ", text = "
                + text
                + "; const c = await navigator.credentials.get({publicKey: {challenge: bytes('"
                + challenge
                + "'), rpId: 'localhost', userVerification: 'required', allowCredentials: [{type:"
                + " 'public-key', id: bytes('"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(key.getId())
                + "')}]}}); const r = c.response; return JSON.stringify({credentialId:"
                + " text(c.rawId), clientDataJSON: text(r.clientDataJSON), authenticatorData:"
                + " text(r.authenticatorData), signature: text(r.signature)}); })()");
    Path signed = state.resolve("signed.dsse.json");
    Command.of(
            Tools.stella(),
            "security-keys",
            "attach",
            envelope.toString(),
            "--assertion",
            write("assertion.json", assertion.toString()).toString(),
            "--security-keys",
            trust.toString(),
            "--out",
            signed.toString())
        .succeed();
    Command.of(
            Tools.stella(),
            "security-keys",
            "verify",
            signed.toString(),
            "--security-keys",
            trust.toString())
        .succeed();
    // The ordinary signature goes on, for us and for every other verifier.
    Path keys = write("trust.json", caller.get(TRUST).body());
    Command.of(Tools.stella(), "verify", signed.toString(), "--key", keys.toString()).succeed();
    String keyId = JSON.readTree(signed.toFile()).at("/signatures/0/keyid").asText();
    Path publicKey = state.resolve("signer.pub");
    for (JsonNode each : caller.get(TRUST).json().get("keys")) {
      if (each.path("keyId").asText().equals(keyId)) {
        write("signer.pub", each.get("publicKey").asText());
      }
    }
    for (Path cosign : List.of(Tools.cosign(), Tools.cosign2())) {
      Command.of(
              cosign,
              "verify-blob-attestation",
              "--key",
              publicKey.toString(),
              "--signature",
              signed.toString(),
              "--insecure-ignore-tlog",
              "--check-claims=false",
              "--type",
              "https://cyclonedx.org/bom")
          .in(state)
          .env("HOME", state.toString())
          .succeed();
    }
  }
}
