package org.stellaops.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SignedTokens.Reading;
import org.stellaops.signer.ports.SignedTokens.TokenFault;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** Two issuers behind one port; both call their key {@code k1}. */
class TokensByIssuerTest {

  private static final IssuerName FIRST = new IssuerName("https://first.example");
  private static final IssuerName SECOND = new IssuerName("https://second.example");
  private static final JwsKey FIRST_KEY = JwsKey.es256("k1");
  private static final JwsKey SECOND_KEY = JwsKey.es256("k1");

  private final FakeIssuer first = new FakeIssuer();
  private final FakeIssuer second = new FakeIssuer();
  private final TokensByIssuer tokens =
      new TokensByIssuer(Map.of(FIRST, tokens(FIRST, first), SECOND, tokens(SECOND, second)));

  private static JwksTokens tokens(IssuerName issuer, FakeIssuer server) {
    return new JwksTokens(
        issuer, OutboundUrl.open(server.at("/jwks.json")), Dependency.AUTHORITY, Ticker.system());
  }

  @BeforeEach
  void publish() {
    publish(first, FIRST_KEY);
    publish(second, SECOND_KEY);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private static void publish(FakeIssuer server, JwsKey key) {
    server.answer(200, "application/json", JsonText.of(Map.of("keys", List.of(key.jwk()))));
  }

  private Reading read(Object iss, JwsKey key) {
    String compact =
        new Jws().header("alg", key.alg()).header("kid", key.kid()).claim("iss", iss).signedBy(key);
    return tokens.read(compact, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  @Test
  void read_sameKidOfTwoIssuers_verifiesEachUnderItsOwnKey() {
    assertThat(((Reading.Verified) read(FIRST.value(), FIRST_KEY)).issuer()).isEqualTo(FIRST);
    assertThat(((Reading.Verified) read(SECOND.value(), SECOND_KEY)).issuer()).isEqualTo(SECOND);
  }

  @Test
  void read_keyOfOneClaimingTheOther_isRefused() {
    assertThat(read(SECOND.value(), FIRST_KEY))
        .isEqualTo(new Reading.Unreadable(TokenFault.SIGNATURE));
    assertThat(read(FIRST.value(), SECOND_KEY))
        .isEqualTo(new Reading.Unreadable(TokenFault.SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "https://first.example/", "HTTPS://first.example", "https://third.example"})
  void read_unknownIssuer_isRefusedWithoutAFetch(String iss) {
    assertThat(read(iss, FIRST_KEY)).isEqualTo(new Reading.Unreadable(TokenFault.UNKNOWN_ISSUER));
    assertThat(first.requests() + second.requests()).isZero();
  }

  @Test
  void read_issuerThatIsNoText_isRefusedWithoutAFetch() {
    assertThat(read(List.of(FIRST.value(), SECOND.value()), FIRST_KEY))
        .isEqualTo(new Reading.Unreadable(TokenFault.UNKNOWN_ISSUER));
    assertThat(first.requests() + second.requests()).isZero();
  }

  @Test
  void accepting_otherAlgorithm_refusesTheTokenWithoutAFetch() {
    JwksTokens narrowed = tokens(FIRST, first).accepting(Set.of("PS256"));
    String compact = new Jws().header("alg", "ES256").header("kid", "k1").signedBy(FIRST_KEY);

    assertThat(narrowed.read(compact, Deadline.in(Duration.ofSeconds(30), Ticker.system())))
        .isEqualTo(new Reading.Unreadable(TokenFault.ALGORITHM));
    assertThat(first.requests()).isZero();
    for (Set<String> none : List.of(Set.<String>of(), Set.of("HS256"), Set.of("none"))) {
      assertThatThrownBy(() -> tokens(FIRST, first).accepting(none))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(
            tokens(FIRST, first)
                .accepting(Set.of("ES256"))
                .read(compact, Deadline.in(Duration.ofSeconds(30), Ticker.system())))
        .isInstanceOf(Reading.Verified.class);
  }

  @Test
  void read_firstIssuerDown_secondIsServed() {
    first.answer(503, "text/plain", "down");

    assertThatThrownBy(() -> read(FIRST.value(), FIRST_KEY))
        .isInstanceOf(DependencyUnavailable.class);
    assertThat(read(SECOND.value(), SECOND_KEY)).isInstanceOf(Reading.Verified.class);
  }
}
