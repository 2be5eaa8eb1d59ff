package org.stellaops.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SignedTokens.Reading;
import org.stellaops.signer.ports.SignedTokens.TokenFault;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;
import org.stellaops.signer.testkit.tokens.SignedTokensContract;

class JwksTokensTest extends SignedTokensContract {

  private static final IssuerName ISSUER = new IssuerName("https://authority.example");

  @Override
  protected Bench newBench() {
    return new JwksBench();
  }

  /** The standard times, but for a fetch from a machine that has much else to do. */
  private static final KeySetTimes PATIENT =
      new KeySetTimes(
          KeySetTimes.STANDARD.maxAge(),
          KeySetTimes.STANDARD.outageTolerance(),
          KeySetTimes.STANDARD.minInterval(),
          Duration.ofMinutes(1));

  /** The adapter against an HTTP server; its monotonic time is moved by hand. */
  static class JwksBench implements Bench {
    private final FakeIssuer server = new FakeIssuer();
    private volatile String published = "";
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> alerts = new ArrayList<>();
    private final JwksTokens tokens =
        new JwksTokens(
            ISSUER,
            OutboundUrl.open(server.at("/jwks.json")),
            Dependency.AUTHORITY,
            nanos::get,
            PATIENT,
            new KeySetEvents() {
              @Override
              public void keyRefused(IssuerName issuer, String why) {
                alerts.add(why);
              }
            },
            JcaProviders.platform());

    JwksTokens known() {
      return tokens;
    }

    @Override
    public SignedTokens tokens() {
      return tokens;
    }

    @Override
    public IssuerName issuer() {
      return ISSUER;
    }

    @Override
    public void publish(List<Map<String, Object>> jwks) {
      published = JsonText.of(Map.of("keys", jwks));
      server.answer(200, "application/json", published);
    }

    @Override
    public void reachable(boolean now) {
      if (now) {
        server.answer(200, "application/json", published);
      } else {
        server.answer(503, "text/plain", "down");
      }
    }

    @Override
    public void pass(Duration time) {
      nanos.addAndGet(time.toNanos());
    }

    @Override
    public int fetches() {
      return server.requests();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static final JwsKey KEY = JwsKey.es256("k1");

  private static String token(JwsKey key) {
    return new Jws()
        .header("alg", key.alg())
        .header("kid", key.kid())
        .claim("sub", "someone")
        .signedBy(key);
  }

  private static Reading read(JwksBench bench, String token) {
    return bench.tokens().read(token, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  @Test
  void j26_keysThatShareAModulus_areRefusedAndReported() {
    try (JwksBench bench = new JwksBench()) {
      JwsKey rsa = JwsKey.rsa("r1", "RS256", 2048, 65537);
      bench.publish(List.of(rsa.jwk(), rsa.as("r2", "PS256").jwk(), KEY.jwk()));
      assertThat(read(bench, token(rsa))).isEqualTo(new Reading.Unreadable(TokenFault.UNKNOWN_KEY));
      assertThat(read(bench, token(KEY))).isInstanceOf(Reading.Verified.class);
      assertThat(bench.alerts).containsExactly("ambiguous", "ambiguous");
    }
  }

  @Test
  void events_ofTheStandardService_areHeardAndCannotHarm() {
    List<String> heard = new CopyOnWriteArrayList<>();
    KeySetEvents broken =
        new KeySetEvents() {
          @Override
          public void read(IssuerName issuer, int keys) {
            heard.add(issuer + " " + keys);
            throw new IllegalStateException("the listener is broken");
          }

          @Override
          public void unavailable(IssuerName issuer, String why) {
            heard.add(issuer + " unavailable");
            throw new IllegalStateException("the listener is broken");
          }
        };
    try (FakeIssuer server = new FakeIssuer()) {
      JwksTokens tokens =
          new JwksTokens(
              ISSUER,
              OutboundUrl.open(server.at("/jwks")),
              Dependency.AUTHORITY,
              Ticker.system(),
              KeySetTimes.STANDARD,
              broken,
              JcaProviders.platform());
      Deadline deadline = Deadline.in(Duration.ofSeconds(10), Ticker.system());
      server.answer(200, "application/json", JsonText.of(Map.of("keys", List.of(KEY.jwk()))));
      assertThat(tokens.read(token(KEY), deadline)).isInstanceOf(Reading.Verified.class);
      assertThat(heard).containsExactly(ISSUER + " 1");
      server.answer(200, "application/json", "{\"keys\":[]}");
      JwksTokens others =
          new JwksTokens(
              ISSUER,
              OutboundUrl.open(server.at("/jwks")),
              Dependency.AUTHORITY,
              Ticker.system(),
              KeySetTimes.STANDARD,
              broken,
              JcaProviders.platform());
      assertThatThrownBy(() -> others.read(token(KEY), deadline))
          .isInstanceOf(DependencyUnavailable.class);
      assertThat(heard).containsExactly(ISSUER + " 1", ISSUER + " unavailable");
    }
  }

  @Test
  void twoKeysOfOneName_areBothRefused() {
    try (JwksBench bench = new JwksBench()) {
      JwsKey twin = JwsKey.es256("k1");
      JwsKey other = JwsKey.es256("k2");
      bench.publish(List.of(KEY.jwk(), twin.jwk(), other.jwk()));
      assertThat(read(bench, token(KEY))).isEqualTo(new Reading.Unreadable(TokenFault.UNKNOWN_KEY));
      assertThat(read(bench, token(other))).isInstanceOf(Reading.Verified.class);
    }
  }

  @Test
  void rsaKeyWithoutAlgorithm_isForRs256Only() {
    try (JwksBench bench = new JwksBench()) {
      JwsKey rsa = JwsKey.rsa("r1", "RS256", 2048, 65537);
      Map<String, Object> jwk = rsa.jwk();
      jwk.remove("alg");
      bench.publish(List.of(jwk));
      assertThat(read(bench, token(rsa))).isInstanceOf(Reading.Verified.class);
      assertThat(read(bench, token(rsa.as("r1", "PS256"))))
          .isEqualTo(new Reading.Unreadable(TokenFault.ALGORITHM));
    }
  }

  @Test
  void nonsenseInsteadOfAKeySet_isAnOutage() {
    try (JwksBench bench = new JwksBench()) {
      String good = JsonText.of(Map.of("keys", List.of(KEY.jwk())));
      for (String[] answer :
          List.of(
              new String[] {"application/json", "<html>"},
              new String[] {"text/html", good},
              new String[] {"application/json", "{\"keys\":{}}"},
              new String[] {"application/json", good + good},
              new String[] {"application/json", good.replace("}]}", "}],\"keys\":[]}")},
              new String[] {"application/json", " ".repeat(200_000) + good})) {
        bench.server.answer(200, answer[0], answer[1]);
        bench.pass(Duration.ofSeconds(30));
        assertThatThrownBy(() -> read(bench, token(KEY))).isInstanceOf(DependencyUnavailable.class);
      }
      bench.server.answer(200, "application/jwk-set+json; charset=utf-8", good);
      bench.pass(Duration.ofSeconds(30));
      assertThat(read(bench, token(KEY))).isInstanceOf(Reading.Verified.class);
    }
  }

  @Test
  void nonsenseAfterAKeySet_leavesTheKnownKeysInUse() {
    try (JwksBench bench = new JwksBench()) {
      bench.publish(List.of(KEY.jwk()));
      assertThat(read(bench, token(KEY))).isInstanceOf(Reading.Verified.class);
      for (String nonsense : List.of("[]", "\"keys\"", "{}", "{\"keys\":1}")) {
        bench.server.answer(200, "application/json", nonsense);
        bench.pass(Duration.ofMinutes(6));
        assertThat(read(bench, token(KEY))).isInstanceOf(Reading.Verified.class);
      }
    }
  }

  @Test
  void ghsaF5mrQ85p6hh6_redirectedKeySet_isNotFollowed() {
    try (FakeIssuer server = new FakeIssuer()) {
      server.answer(200, "application/json", JsonText.of(Map.of("keys", List.of(KEY.jwk()))));
      server.redirect();
      JwksTokens tokens =
          new JwksTokens(
              ISSUER, OutboundUrl.open(server.at("/first")), Dependency.AUTHORITY, Ticker.system());
      Deadline deadline = Deadline.in(Duration.ofSeconds(30), Ticker.system());
      assertThatThrownBy(() -> tokens.read(token(KEY), deadline))
          .isInstanceOf(DependencyUnavailable.class);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void stallingIssuer_costsACallerNoMoreThanItsDeadline() {
    try (FakeIssuer server = new FakeIssuer()) {
      server.stall(Duration.ofMinutes(1));
      JwksTokens tokens =
          new JwksTokens(
              ISSUER,
              OutboundUrl.open(server.at("/jwks")),
              Dependency.LICENSING,
              Ticker.system(),
              PATIENT,
              KeySetEvents.SILENT,
              JcaProviders.platform());
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> tokens.read(token(KEY), Deadline.in(Duration.ofMillis(300), Ticker.system())))
          .isInstanceOfSatisfying(
              DependencyUnavailable.class,
              e -> assertThat(e.dependency()).isEqualTo(Dependency.LICENSING));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void keySetAddress_isHttpsOrLoopback() {
    for (String bad :
        List.of(
            "http://authority.example/jwks",
            "ftp://authority.example/jwks",
            "https://user@authority.example/jwks",
            "http://127.0.0.1.example/jwks",
            "http://localhost.example/jwks",
            "file:///etc/passwd",
            "/jwks")) {
      assertThatThrownBy(() ->
              new JwksTokens(
                  ISSUER, OutboundUrl.open(URI.create(bad)), Dependency.AUTHORITY, Ticker.system()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String good :
        List.of("https://authority.example/jwks", "http://127.0.0.1:1/j", "http://[::1]:1/j")) {
      new JwksTokens(
          ISSUER, OutboundUrl.open(URI.create(good)), Dependency.AUTHORITY, Ticker.system());
    }
  }
}
