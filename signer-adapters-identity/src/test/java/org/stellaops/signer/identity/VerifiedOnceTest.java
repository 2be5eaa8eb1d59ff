package org.stellaops.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.SignedTokens.Reading;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** The signature of the same bytes under the same key is computed once, and of no others. */
class VerifiedOnceTest {

  private static final JwsKey KEY = JwsKey.es256("k1");

  private final CountingVerifier counting = new CountingVerifier();
  private final JcaProviders providers = JcaProviders.of(List.of(counting));
  private final FakeIssuer issuer = new FakeIssuer();
  private final JwksTokens tokens = tokens();

  private JwksTokens tokens() {
    return new JwksTokens(
        new IssuerName("https://authority.example"),
        OutboundUrl.open(issuer.at("/jwks.json")),
        Dependency.AUTHORITY,
        Ticker.system(),
        new KeySetTimes(
            Duration.ofMillis(2), Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMinutes(1)),
        KeySetEvents.SILENT,
        providers);
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private void publish(JwsKey... keys) {
    issuer.answer(
        200,
        "application/json",
        JsonText.of(Map.of("keys", List.of(keys).stream().map(JwsKey::jwk).toList())));
  }

  private static String token(JwsKey key, String subject) {
    return new Jws()
        .header("alg", key.alg())
        .header("kid", key.kid())
        .claim("sub", subject)
        .signedBy(key);
  }

  private static VerificationKey key(JwsKey key, JcaProviders providers) throws Exception {
    PublishedKeys set =
        PublishedKeys.read(Bytes.utf8(JsonText.of(Map.of("keys", List.of(key.jwk())))), providers)
            .orElseThrow();
    return set.byId().get(key.kid());
  }

  private Reading read(String token) {
    return tokens.read(token, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  @Test
  void verifiesOnce_sameBytes_computesOnce() throws Exception {
    VerificationKey key = key(KEY, providers);
    String token = token(KEY, "someone");
    for (int i = 0; i < 3; i++) {
      assertThat(key.verifiesOnce(CompactJws.parse(token), token)).isTrue();
    }
    assertThat(counting.verified()).isEqualTo(1);
  }

  @Test
  void verifiesOnce_oneAlteredBit_neverMeetsTheEntry() throws Exception {
    VerificationKey key = key(KEY, providers);
    String token = token(KEY, "someone");
    assertThat(key.verifiesOnce(CompactJws.parse(token), token)).isTrue();
    byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] altered = bytes.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      String other = new String(altered, StandardCharsets.ISO_8859_1);
      boolean accepted;
      try {
        accepted = key.verifiesOnce(CompactJws.parse(other), other);
      } catch (TokenFaulted unreadable) {
        accepted = false;
      }
      assertThat(accepted).as("bit " + bit).isFalse();
    }
  }

  @Test
  void verifiesOnce_badSignature_isComputedEachTime() throws Exception {
    VerificationKey key = key(JwsKey.es256("k1"), providers);
    String token = token(KEY, "someone");
    for (int i = 0; i < 3; i++) {
      assertThat(key.verifiesOnce(CompactJws.parse(token), token)).isFalse();
    }
    assertThat(counting.verified()).isEqualTo(3);
  }

  @Test
  void verifiesOnce_textOfAnotherToken_doesNotVouchForThis() throws Exception {
    VerificationKey key = key(KEY, providers);
    String good = token(KEY, "someone");
    assertThat(key.verifiesOnce(CompactJws.parse(good), good)).isTrue();
    String forged = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(86);
    assertThat(key.verifiesOnce(CompactJws.parse(forged), forged)).isFalse();
  }

  @Test
  void verifiesOnce_moreTokensThanThereIsRoom_forgetsTheLeastRecentlyUsed() throws Exception {
    VerificationKey key = key(KEY, JcaProviders.of(List.of(counting)));
    String first = token(KEY, "first");
    assertThat(key.verifiesOnce(CompactJws.parse(first), first)).isTrue();
    for (int i = 0; i < VerificationKey.TOKENS_REMEMBERED; i++) {
      String other = token(KEY, "other" + i);
      assertThat(key.verifiesOnce(CompactJws.parse(other), other)).isTrue();
    }
    int before = counting.verified();
    assertThat(key.verifiesOnce(CompactJws.parse(first), first)).isTrue();
    assertThat(counting.verified()).isEqualTo(before + 1);
  }

  @Test
  void read_keyThatLeftTheSet_vouchesForNothingAnyMore() throws Exception {
    publish(KEY);
    String token = token(KEY, "someone");
    assertThat(read(token)).isInstanceOf(Reading.Verified.class);
    assertThat(read(token)).isInstanceOf(Reading.Verified.class);
    publish(JwsKey.es256("k2"));
    Thread.sleep(5);
    assertThat(read(token)).isInstanceOf(Reading.Unreadable.class);
  }

  @Test
  void read_anotherKeyUnderTheSameId_isAskedAnew() throws Exception {
    publish(KEY);
    String token = token(KEY, "someone");
    assertThat(read(token)).isInstanceOf(Reading.Verified.class);
    publish(JwsKey.es256("k1"));
    Thread.sleep(5);
    assertThat(read(token)).isInstanceOf(Reading.Unreadable.class);
  }

  @Test
  void read_proofsOfOneClient_areEachComputed() {
    DpopProofs proofs = new DpopProofs(providers);
    JwsKey client = JwsKey.es256("unused");
    for (int i = 1; i <= 3; i++) {
      String proof =
          new Jws()
              .header("typ", "dpop+jwt")
              .header("alg", client.alg())
              .header("jwk", client.requiredMembers())
              .claim("jti", Integer.toString(i))
              .signedBy(client);
      assertThat(proofs.read(proof)).isInstanceOf(PossessionProofs.Reading.Verified.class);
      assertThat(counting.verified()).isEqualTo(i);
      String forged = proof.substring(0, proof.lastIndexOf('.') + 1) + "A".repeat(86);
      assertThat(proofs.read(forged)).isInstanceOf(PossessionProofs.Reading.Unreadable.class);
    }
  }

  @Test
  void read_keyWhoseAlgorithmHasNoProvider_isNotUsedAndSaysWhy() {
    JcaProviders only =
        JcaProviders.only(
            JcaProviders.platform().of("SHA256withECDSA").getFirst(), Set.of("SHA256withECDSA"));

    PublishedKeys set =
        PublishedKeys.read(
                Bytes.utf8(
                    JsonText.of(Map.of("keys", List.of(KEY.jwk(), JwsKey.eddsa("edwards").jwk())))),
                only)
            .orElseThrow();

    assertThat(set.byId()).containsOnlyKeys(KEY.kid());
    assertThat(set.refused()).containsExactly("alg-without-provider");
  }
}
