package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.entry;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.index;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.registry.DocumentSigner;

class TokensTest {

  private static final String TYPE = DocumentSigner.BUNDLE;
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final Credentials CREDENTIALS = new Credentials("robot", "s3cret-canary");

  private final FakeRegistry fake = new FakeRegistry(true);
  private final FakeRegistry tokens = new FakeRegistry(true);
  private long now;

  TokensTest() {
    Bytes manifest = Bytes.utf8(manifest(IMAGE, TYPE));
    fake.put(manifest.sha256(), manifest);
    fake.list(IMAGE, index(entry(manifest)));
    tokens.override(
        "/token",
        exchange ->
            FakeRegistry.answer(
                exchange, 200, Bytes.utf8("{\"token\":\"t0\",\"expires_in\":300}")));
  }

  @AfterEach
  void shut() {
    fake.close();
    tokens.close();
  }

  private HttpRegistry registry(@Nullable LoginSource credentials, String... tokenHosts) {
    return new HttpRegistry(
        new RegistrySettings(
            "fake",
            Origin.parse(fake.origin()),
            FakeRegistry.REPOSITORY,
            Reach.LOOPBACK,
            Set.of(tokenHosts),
            Set.of(),
            credentials,
            LayoutBench.BOUNDS),
        () -> now);
  }

  private static void look(HttpRegistry registry) {
    Listing listing =
        registry.referrers(IMAGE, TYPE, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
    assertThat(((Listing.Complete) listing).referrers()).hasSize(1);
  }

  private String tokenHost() {
    return "127.0.0.1:" + tokens.port();
  }

  private void requireToken(String realm) {
    fake.require("Bearer t0", "Bearer realm=\"" + realm + "\",service=\"reg&a=b#c\"");
  }

  @Test
  void r02_realm_onTheAllowList_givesATokenForOurScope() {
    requireToken("http://" + tokenHost() + "/token");
    try (HttpRegistry registry = registry(null, tokenHost())) {
      look(registry);
      assertThat(tokens.seen())
          .singleElement()
          .satisfies(seen -> {
            assertThat(seen.authorization()).isNull();
            assertThat(seen.target())
                .isEqualTo(
                    "/token?service=reg%26a%3Db%23c&scope=repository%3Ateam%2Fscanner%3Apull");
          });
    }
  }

  @Test
  void token_isKeptForItsLifeAndThenFetchedAnew() {
    requireToken("http://" + tokenHost() + "/token");
    try (HttpRegistry registry = registry(CREDENTIALS, tokenHost())) {
      look(registry);
      now += Duration.ofSeconds(289).toNanos();
      look(registry);
      assertThat(tokens.seen()).hasSize(1);
      now += Duration.ofSeconds(2).toNanos();
      look(registry);
      assertThat(tokens.seen()).hasSize(2);
      assertThat(tokens.seen().get(0).authorization())
          .isEqualTo("Basic " + Bytes.utf8("robot:s3cret-canary").base64());
    }
    assertThat(fake.seen())
        .extracting(FakeRegistry.Seen::authorization)
        .noneMatch(sent -> sent != null && sent.startsWith("Basic"));
  }

  @Test
  void token_thatTheRegistryNoLongerTakes_isFetchedAnewOnce() {
    requireToken("http://" + tokenHost() + "/token");
    try (HttpRegistry registry = registry(null, tokenHost())) {
      look(registry);
      fake.require("Bearer t1", "Bearer realm=\"http://" + tokenHost() + "/token\"");
      assertThatThrownBy(() -> look(registry)).isInstanceOf(DependencyUnavailable.class);
      assertThat(tokens.seen()).hasSize(2);
      tokens.override(
          "/token",
          exchange -> FakeRegistry.answer(exchange, 200, Bytes.utf8("{\"access_token\":\"t1\"}")));
      look(registry);
    }
  }

  @Test
  void basicChallenge_isAnsweredWithTheCredentials() {
    fake.require("Basic " + Bytes.utf8("robot:s3cret-canary").base64(), "Basic realm=\"x\"");
    try (HttpRegistry registry = registry(CREDENTIALS)) {
      look(registry);
    }
    try (HttpRegistry registry = registry(null)) {
      assertThatThrownBy(() -> look(registry)).isInstanceOf(DependencyUnavailable.class);
    }
  }

  @Test
  void identityToken_isExchangedAtTheTokenHostAlone() {
    requireToken("http://" + tokenHost() + "/token");
    List<String> forms = new CopyOnWriteArrayList<>();
    tokens.override(
        "/token",
        exchange -> {
          forms.add(
              exchange.getRequestMethod()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          FakeRegistry.answer(exchange, 200, Bytes.utf8("{\"access_token\":\"t0\"}"));
        });
    LoginSource identity = deadline -> Optional.of(new Login.IdentityToken("it-canary&x=y"));
    try (HttpRegistry registry = registry(identity, tokenHost())) {
      look(registry);
    }
    assertThat(forms)
        .containsExactly(
            "POST grant_type=refresh_token&client_id=stella-signer&service=reg%26a%3Db%23c"
                + "&scope=repository%3Ateam%2Fscanner%3Apull&refresh_token=it-canary%26x%3Dy");
    assertThat(tokens.seen())
        .singleElement()
        .satisfies(seen -> {
          assertThat(seen.target()).isEqualTo("/token");
          assertThat(seen.authorization()).isNull();
        });
    assertThat(fake.seen())
        .extracting(seen -> String.valueOf(seen.authorization()))
        .noneMatch(sent -> sent.contains("canary"));
  }

  @Test
  void r02_identityToken_isNotExchangedElsewhereNorSentForBasic() {
    LoginSource identity = deadline -> Optional.of(new Login.IdentityToken("it-canary"));
    requireToken("http://" + tokenHost() + "/token");
    try (HttpRegistry registry = registry(identity)) {
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageNotContaining("canary");
    }
    assertThat(tokens.seen()).isEmpty();
    fake.require("Basic x", "Basic realm=\"x\"");
    try (HttpRegistry registry = registry(identity)) {
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("user and a password")
          .hasMessageNotContaining("canary");
    }
  }

  @Test
  void registryToken_isSentToTheRegistryAlone() {
    requireToken("http://" + tokenHost() + "/token");
    LoginSource token = deadline -> Optional.of(new Login.RegistryToken("t0"));
    try (HttpRegistry registry = registry(token, tokenHost())) {
      look(registry);
    }
    assertThat(tokens.seen()).isEmpty();
  }

  @Test
  void login_thatIsNotKnown_isAnOutageThatSaysWhy() {
    requireToken("http://" + tokenHost() + "/token");
    LoginSource broken =
        deadline -> {
          throw new IOException("config.json cannot be read");
        };
    try (HttpRegistry registry = registry(broken, tokenHost())) {
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("config.json cannot be read");
    }
    assertThat(tokens.seen()).isEmpty();
  }

  /** Two logins, the second of which takes the place of the first. */
  private static final class Renewed implements LoginSource {
    private final Login first;
    private final Login second;
    private final boolean alone;
    private volatile Login now;

    Renewed(Login first, Login second, boolean alone) {
      this.first = first;
      this.second = second;
      this.alone = alone;
      this.now = first;
    }

    @Override
    public Optional<Login> login(Deadline deadline) {
      return Optional.of(now);
    }

    @Override
    public Optional<Login> another(Login refused, Deadline deadline) {
      if (!refused.equals(first)) {
        return Optional.empty();
      }
      now = second;
      return Optional.of(second);
    }

    @Override
    public boolean isForTheRegistryAlone() {
      return alone;
    }
  }

  private static final Credentials NEWER = new Credentials("robot", "n3wer-canary");

  @Test
  void basicLogin_thatIsRefused_isReplacedOnceInTheSameLookUp() {
    fake.require("Basic " + Bytes.utf8("robot:n3wer-canary").base64(), "Basic realm=\"x\"");
    try (HttpRegistry registry = registry(new Renewed(CREDENTIALS, NEWER, true))) {
      look(registry);
      fake.require("Basic nobody", "Basic realm=\"x\"");
      int seen = fake.seen().size();
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("answered 401");
      assertThat(fake.seen()).hasSize(seen + 2);
    }
  }

  @Test
  void login_thatTheTokenHostRefuses_isReplacedOnce() {
    requireToken("http://" + tokenHost() + "/token");
    tokens.override(
        "/token",
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          boolean known = sent.equals("Basic " + Bytes.utf8("robot:n3wer-canary").base64());
          FakeRegistry.answer(exchange, known ? 200 : 401, Bytes.utf8("{\"token\":\"t0\"}"));
        });
    try (HttpRegistry registry = registry(new Renewed(CREDENTIALS, NEWER, false), tokenHost())) {
      look(registry);
    }
    assertThat(tokens.seen()).hasSize(2);
    try (HttpRegistry registry = registry(CREDENTIALS, tokenHost())) {
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("the token host answered 401");
    }
    assertThat(tokens.seen()).hasSize(3);
  }

  @Test
  void r02_login_forTheRegistryAlone_goesToNoTokenHost() {
    requireToken("http://" + tokenHost() + "/token");
    try (HttpRegistry registry = registry(new Renewed(CREDENTIALS, NEWER, true), tokenHost())) {
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("token host that is not configured")
          .hasMessageNotContaining("canary");
    }
    assertThat(tokens.seen()).isEmpty();
    fake.override(
        "/token", exchange -> FakeRegistry.answer(exchange, 200, Bytes.utf8("{\"token\":\"t0\"}")));
    requireToken(fake.origin() + "/token");
    try (HttpRegistry registry = registry(new Renewed(CREDENTIALS, NEWER, true))) {
      look(registry);
    }
  }

  @Test
  void r02_cve202015157_cve202633990_realm_onAnotherHost_isNotAsked() {
    requireToken("http://" + tokenHost() + "/token");
    try (HttpRegistry registry = registry(CREDENTIALS, "auth.example")) {
      assertThatThrownBy(() -> look(registry))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageNotContaining("canary");
    }
    assertThat(tokens.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//HOST/token",
        "/token",
        "http://user@HOST/token",
        "http://HOST/token#x",
        "http://HOST/token?a=b c",
        "ftp://HOST/token",
        "HOST/token",
        ""
      })
  void r02_realm_outOfForm_isNotAsked(String realm) {
    requireToken(realm.replace("HOST", tokenHost()));
    try (HttpRegistry registry = registry(CREDENTIALS, tokenHost())) {
      assertThatThrownBy(() -> look(registry)).isInstanceOf(DependencyUnavailable.class);
    }
    assertThat(tokens.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":\"a\\r\\nX: y\"}",
        "{\"token\":\"a b\"}",
        "{\"token\":1}",
        "<html>",
        "[]"
      })
  void r02_tokenHost_answeringNonsense_isAFailure(String answer) {
    requireToken("http://" + tokenHost() + "/token");
    tokens.override("/token", exchange -> FakeRegistry.answer(exchange, 200, Bytes.utf8(answer)));
    try (HttpRegistry registry = registry(null, tokenHost())) {
      assertThatThrownBy(() -> look(registry)).isInstanceOf(DependencyUnavailable.class);
    }
    assertThat(fake.seen()).hasSize(1);
  }

  @Test
  void r02_tokenHost_thatRedirects_isNotFollowed() {
    requireToken("http://" + tokenHost() + "/token");
    tokens.override(
        "/token",
        exchange -> {
          exchange.getResponseHeaders().add("Location", fake.origin() + "/token");
          FakeRegistry.answer(exchange, 302, Bytes.empty());
        });
    try (HttpRegistry registry = registry(CREDENTIALS, tokenHost())) {
      assertThatThrownBy(() -> look(registry)).isInstanceOf(DependencyUnavailable.class);
    }
    assertThat(fake.seen()).hasSize(1);
  }

  @Test
  void g04_credentials_asText_holdNoSecret() {
    assertThat(CREDENTIALS.toString()).doesNotContain("canary");
  }
}
