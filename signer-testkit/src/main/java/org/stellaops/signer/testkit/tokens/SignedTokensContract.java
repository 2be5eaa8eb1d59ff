package org.stellaops.signer.testkit.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SignedTokens.Reading;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** What every reader of an issuer's tokens does. Names carry the ids of docs/attacks.md. */
public abstract class SignedTokensContract {

  /** The issuer as the test drives it. */
  public interface Bench extends AutoCloseable {
    SignedTokens tokens();

    IssuerName issuer();

    /** What the issuer publishes from now on. */
    void publish(List<Map<String, Object>> jwks);

    /** Whether the issuer's key set can be fetched. */
    void reachable(boolean now);

    /** Monotonic time passes. */
    void pass(Duration time);

    /** How often the key set was asked for. */
    int fetches();

    @Override
    void close();
  }

  protected abstract Bench newBench();

  private static final JwsKey KEY = JwsKey.es256("k1");
  private static final JwsKey OTHER = JwsKey.es256("k2");

  private Bench bench;

  @BeforeEach
  void open() {
    bench = newBench();
    bench.publish(List.of(KEY.jwk()));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Reading read(String compact) {
    return bench.tokens().read(compact, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  private void refused(String compact, TokenFault fault) {
    assertThat(read(compact)).isEqualTo(new Reading.Unreadable(fault));
  }

  private Jws token() {
    return new Jws()
        .header("typ", "at+jwt")
        .header("alg", "ES256")
        .header("kid", "k1")
        .claim("iss", bench.issuer().value())
        .claim("sub", "someone");
  }

  @Test
  void read_rightSignature_givesHeaderAndClaimsAsTheyWere() {
    String header = "{ \"alg\":\"ES256\", \"kid\":\"k1\", \"typ\":\"at+jwt\" }";
    String claims = "{\"b\":1,  \"a\":\"ü\",\"iss\":\"" + bench.issuer().value() + "\"}";
    Reading.Verified verified = (Reading.Verified) read(KEY.sign(header, claims));
    assertThat(verified.issuer()).isEqualTo(bench.issuer());
    assertThat(verified.keyId()).isEqualTo("k1");
    assertThat(verified.header().utf8()).isEqualTo(header);
    assertThat(verified.claims().utf8()).isEqualTo(claims);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "RS256", "PS256", "EdDSA"})
  void read_eachAlgorithmOfTheAllowList_isVerified(String alg) {
    JwsKey key =
        switch (alg) {
          case "ES256" -> JwsKey.es256("k");
          case "ES384" -> JwsKey.es384("k");
          case "EdDSA" -> JwsKey.eddsa("k");
          default -> JwsKey.rsa("k", alg, 2048, 65537);
        };
    bench.publish(List.of(key.jwk()));
    assertThat(read(token().header("kid", "k").header("alg", alg).signedBy(key)))
        .isInstanceOf(Reading.Verified.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "None", "nOnE", "", "HS256", "ES512", "es256", "PBES2-HS256+A128KW"})
  void j01_algorithmOutsideTheAllowList_isRefused(String alg) {
    refused(token().header("alg", alg).signedBy(KEY), TokenFault.ALGORITHM);
    String signed = token().header("alg", alg).signedBy(KEY);
    refused(signed.substring(0, signed.lastIndexOf('.') + 1), TokenFault.ALGORITHM);
  }

  @Test
  void j01_algorithmAbsentOrNoText_isRefused() {
    refused(token().withoutHeader("alg").signedBy(KEY), TokenFault.ALGORITHM);
    refused(token().header("alg", null).signedBy(KEY), TokenFault.ALGORITHM);
    refused(token().header("alg", List.of("ES256")).signedBy(KEY), TokenFault.ALGORITHM);
  }

  @Test
  void j02_macWithThePublicKeyText_isRefused() throws GeneralSecurityException {
    String signed = token().header("alg", "HS256").signedBy(KEY);
    String input = signed.substring(0, signed.lastIndexOf('.'));
    String pem = Base64.getMimeEncoder().encodeToString(KEY.publicKey().getEncoded());
    for (String secret : List.of(pem, JsonText.of(KEY.jwk()))) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] tag = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
      refused(
          input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag),
          TokenFault.ALGORITHM);
    }
  }

  @Test
  void j03_algorithmThatTheKeyIsNotMeantFor_isRefused() {
    JwsKey rsa = JwsKey.rsa("k1", "RS256", 2048, 65537);
    bench.publish(List.of(rsa.as("k1", "PS256").jwk()));
    refused(token().header("alg", "RS256").signedBy(rsa), TokenFault.ALGORITHM);
    assertThat(read(token().header("alg", "PS256").signedBy(rsa.as("k1", "PS256"))))
        .isInstanceOf(Reading.Verified.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../dev/null", "' OR 1=1 --", "*)(uid=*", "k1\u0000", "k1\n", "K1", " k1"})
  void j04_kidThatIsNoKeysName_isUnknown(String kid) {
    refused(token().header("kid", kid).signedBy(KEY), TokenFault.UNKNOWN_KEY);
  }

  @Test
  void j04_kidOfTenKilobytesOrNone_isRefusedWithoutAFetch() {
    read(token().signedBy(KEY));
    bench.pass(Duration.ofMinutes(1));
    int before = bench.fetches();
    assertThat(read(token().header("kid", "k".repeat(10_240)).signedBy(KEY)))
        .isInstanceOf(Reading.Unreadable.class);
    refused(token().header("kid", "k".repeat(300)).signedBy(KEY), TokenFault.UNKNOWN_KEY);
    refused(token().withoutHeader("kid").signedBy(KEY), TokenFault.UNKNOWN_KEY);
    refused(token().header("kid", 1).signedBy(KEY), TokenFault.MALFORMED);
    assertThat(bench.fetches()).isEqualTo(before);
  }

  @Test
  void j05_floodOfUnknownKids_costsOneFetchInThirtySeconds() {
    read(token().signedBy(KEY));
    bench.pass(Duration.ofSeconds(31));
    int before = bench.fetches();
    for (int i = 0; i < 200; i++) {
      refused(token().header("kid", "x" + i).signedBy(OTHER), TokenFault.UNKNOWN_KEY);
    }
    assertThat(bench.fetches() - before).isLessThanOrEqualTo(1);
    assertThat(read(token().signedBy(KEY))).isInstanceOf(Reading.Verified.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u", "crit", "b64", "zip", "enc", "cty"})
  void j06_j08_j09_j18_headerThatChangesTheReading_isRefused(String parameter) {
    for (Object value :
        List.of("http://169.254.169.254/", false, "DEF", "JWT", List.of(), List.of("exp"))) {
      refused(token().header(parameter, value).signedBy(KEY), TokenFault.HEADER);
    }
    assertThat(read(token().signedBy(KEY))).isInstanceOf(Reading.Verified.class);
  }

  @Test
  void j07_keyInTheHeader_isIgnored() {
    refused(token().header("jwk", OTHER.jwk()).signedBy(OTHER), TokenFault.SIGNATURE);
    refused(
        token().header("x5c", List.of("MIIB")).header("jwk", OTHER.jwk()).signedBy(OTHER),
        TokenFault.SIGNATURE);
    refused(
        token().header("kid", "k2").header("jwk", OTHER.jwk()).signedBy(OTHER),
        TokenFault.UNKNOWN_KEY);
  }

  @Test
  void j17_j19_cve202629000_otherSerialisations_areMalformed() {
    String good = token().signedBy(KEY);
    refused("e30.e30.e30.e30.e30", TokenFault.MALFORMED);
    refused("{\"payload\":\"e30\",\"signatures\":[]}", TokenFault.MALFORMED);
    refused(good + "." + good, TokenFault.MALFORMED);
    refused("", TokenFault.MALFORMED);
    refused("..", TokenFault.MALFORMED);
  }

  @Test
  void j20_cve202566506_hugeTokens_areRefusedBeforeAnySplit() {
    refused(".".repeat(1_000_000), TokenFault.MALFORMED);
    refused("a".repeat(1_000_000), TokenFault.MALFORMED);
    refused(token().claim("x", "y".repeat(9_000)).signedBy(KEY), TokenFault.MALFORMED);
  }

  @Test
  void j22_cve202553864_headerNestedTooDeepOrWithDuplicates_isMalformed() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    refused(
        KEY.sign("{\"alg\":\"ES256\",\"kid\":\"k1\",\"x\":" + deep + "}", "{}"),
        TokenFault.MALFORMED);
    refused(
        KEY.sign("{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"k1\"}", "{}"),
        TokenFault.MALFORMED);
    refused(KEY.sign("{\"alg\":\"ES256\",\"kid\":\"k1\"} x", "{}"), TokenFault.MALFORMED);
    refused(KEY.sign("[]", "{}"), TokenFault.MALFORMED);
  }

  @Test
  void j23_cve202221449_signatureOfZeros_isRefused() {
    String good = token().signedBy(KEY);
    String input = good.substring(0, good.lastIndexOf('.') + 1);
    byte[] order = Base64.getUrlDecoder().decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE");
    byte[] zeros = new byte[64];
    byte[] orderAndZero = new byte[64];
    System.arraycopy(order, 0, orderAndZero, 0, 32);
    byte[] oneAndOrder = new byte[64];
    oneAndOrder[31] = 1;
    System.arraycopy(order, 0, oneAndOrder, 32, 32);
    for (byte[] forged : List.of(zeros, orderAndZero, oneAndOrder, new byte[0], new byte[63])) {
      refused(
          input + Base64.getUrlEncoder().withoutPadding().encodeToString(forged),
          TokenFault.SIGNATURE);
    }
  }

  @Test
  void malleatedBase64_isMalformed() {
    String good = token().signedBy(KEY);
    refused(good + "=", TokenFault.MALFORMED);
    refused(good + "\n", TokenFault.MALFORMED);
    String other = good.substring(0, good.length() - 1);
    char last = good.charAt(good.length() - 1);
    // 64 bytes leave four unused bits in the last character.
    refused(other + (char) (last + 1), TokenFault.MALFORMED);
  }

  @Test
  void signatureOverOtherClaims_isRefused() {
    String good = token().signedBy(KEY);
    String swapped = token().claim("sub", "another").signedBy(KEY);
    refused(
        swapped.substring(0, swapped.lastIndexOf('.')) + good.substring(good.lastIndexOf('.')),
        TokenFault.SIGNATURE);
  }

  @Test
  void j26_weakOrUnusableKeys_areNotUsed() {
    JwsKey small = JwsKey.rsa("k1", "RS256", 1024, 65537);
    JwsKey three = JwsKey.rsa("k1", "RS256", 2048, 3);
    for (JwsKey weak : List.of(small, three)) {
      bench.publish(List.of(weak.jwk(), OTHER.jwk()));
      bench.pass(Duration.ofMinutes(6));
      refused(token().header("alg", "RS256").signedBy(weak), TokenFault.UNKNOWN_KEY);
      assertThat(read(token().header("kid", "k2").signedBy(OTHER)))
          .isInstanceOf(Reading.Verified.class);
    }
    for (Map<String, Object> spoilt :
        List.of(
            with(KEY, "use", "enc"),
            with(KEY, "key_ops", List.of("sign")),
            with(KEY, "d", "AAAA"),
            with(KEY, "crv", "P-384"),
            with(KEY, "y", String.valueOf(KEY.requiredMembers().get("x"))),
            with(KEY, "alg", "RS256"))) {
      bench.publish(List.of(spoilt, OTHER.jwk()));
      bench.pass(Duration.ofMinutes(6));
      refused(token().signedBy(KEY), TokenFault.UNKNOWN_KEY);
    }
  }

  private static Map<String, Object> with(JwsKey key, String member, Object value) {
    Map<String, Object> jwk = key.jwk();
    jwk.put(member, value);
    return jwk;
  }

  @Test
  void j28_removedKey_isRefusedWithinFiveMinutes() {
    read(token().signedBy(KEY));
    bench.publish(List.of(OTHER.jwk()));
    bench.pass(Duration.ofMinutes(5));
    refused(token().signedBy(KEY), TokenFault.UNKNOWN_KEY);
    assertThat(read(token().header("kid", "k2").signedBy(OTHER)))
        .isInstanceOf(Reading.Verified.class);
  }

  @Test
  void newKey_isFoundWithinThirtySeconds() {
    read(token().signedBy(KEY));
    bench.publish(List.of(KEY.jwk(), OTHER.jwk()));
    bench.pass(Duration.ofSeconds(30));
    assertThat(read(token().header("kid", "k2").signedBy(OTHER)))
        .isInstanceOf(Reading.Verified.class);
  }

  @Test
  void unreachable_knownKey_servesOnForAnHour() {
    read(token().signedBy(KEY));
    bench.reachable(false);
    bench.pass(Duration.ofMinutes(59));
    assertThat(read(token().signedBy(KEY))).isInstanceOf(Reading.Verified.class);
    bench.pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> read(token().signedBy(KEY))).isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void unreachable_unknownKey_isAnOutageAndNoVerdict() {
    read(token().signedBy(KEY));
    bench.reachable(false);
    bench.pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> read(token().header("kid", "k2").signedBy(OTHER)))
        .isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void unreachable_fromTheStart_isAnOutageThatEnds() {
    bench.reachable(false);
    assertThatThrownBy(() -> read(token().signedBy(KEY))).isInstanceOf(DependencyUnavailable.class);
    bench.reachable(true);
    bench.pass(Duration.ofSeconds(30));
    assertThat(read(token().signedBy(KEY))).isInstanceOf(Reading.Verified.class);
  }

  @Test
  void emptySet_takesOldKeysOutOfUseAndSaysNothingOfTokens() {
    read(token().signedBy(KEY));
    bench.publish(List.of());
    bench.pass(Duration.ofMinutes(5));
    assertThatThrownBy(() -> read(token().signedBy(KEY))).isInstanceOf(DependencyUnavailable.class);
  }
}
