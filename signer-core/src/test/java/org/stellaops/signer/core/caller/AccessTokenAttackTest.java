package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.claims.Told;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** Access tokens that must be refused, by the ids of docs/attacks.md; signatures are all right. */
class AccessTokenAttackTest {

  private final CallerFixture fixture = new CallerFixture();

  private void accepted(Jws token) {
    assertThat(fixture.identify(token)).isInstanceOf(Identification.Known.class);
  }

  private Refusal refused(Identification identification, ErrorCode code) {
    assertThat(identification).isInstanceOf(Identification.Unknown.class);
    Identification.Unknown unknown = (Identification.Unknown) identification;
    assertThat(unknown.why().code()).as(unknown.why().reason().word()).isEqualTo(code);
    assertThat(fixture.journal.log()).isEmpty();
    assertThat(fixture.lane.records()).containsKey(unknown.recorded());
    return unknown.why();
  }

  private void refused(Jws token, String reason) {
    Identification refused = fixture.identify(token);
    Refusal why = refused(refused, ErrorCode.INVALID_TOKEN);
    assertThat(fixture.loggedClient(refused)).as("nobody is believed yet").isEmpty();
    assertThat(Told.reason(why)).isEqualTo(reason);
  }

  @Test
  void identify_rightToken_isKnown() {
    accepted(fixture.token());
    accepted(fixture.token().claim("nbf", fixture.now()));
    accepted(fixture.token().without("jti"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 300, , true",
    "0, 1, , true",
    "0, 0, , false",
    "-300, 0, , false",
    "-300, -1, , false",
    "-300, -29, , false",
    "-300, -31, , false",
    "30, 300, , true",
    "31, 300, , false",
    "0, 3600, , true",
    "0, 3601, , false",
    "10, 5, , false",
    "0, 300, 30, true",
    "0, 300, 31, false",
    "0, 20, 25, false",
  })
  void j11_times_areJudgedToTheSecond(long iat, long exp, Long nbf, boolean good) {
    long now = fixture.now();
    Jws token = fixture.token().claim("iat", now + iat).claim("exp", now + exp);
    if (nbf != null) {
      token.claim("nbf", now + nbf);
    }
    if (good) {
      accepted(token);
    } else {
      refused(fixture.identify(token), ErrorCode.INVALID_TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "iat", "nbf"})
  void j12_timesOfAnotherType_areRefused(String claim) {
    List<Object> values =
        Arrays.asList(
            String.valueOf(fixture.now() + 60),
            new JsonText.Raw("1e400"),
            new JsonText.Raw("-0"),
            new JsonText.Raw("9007199254740993"),
            new JsonText.Raw("1.5"),
            new JsonText.Raw("-1"),
            new JsonText.Raw("99999999999999"),
            null,
            true,
            List.of(fixture.now()),
            Map.of());
    for (Object value : values) {
      refused(fixture.identify(fixture.token().claim(claim, value)), ErrorCode.INVALID_TOKEN);
    }
  }

  @Test
  void j12_absentTimes_areRefused() {
    refused(fixture.token().without("exp"), "claim-missing: exp");
    refused(fixture.token().without("iat"), "claim-missing: iat");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://Authority.example",
        "https://authority.example/",
        "http://authority.example",
        "https://authority.exampl",
        "https://authority.example.evil",
        "https://authority.example@evil",
        "https://xn--authority.example",
        ""
      })
  void j13_otherIssuer_isRefused(String issuer) {
    refused(fixture.token().claim("iss", issuer), "iss-unexpected");
  }

  @Test
  void j13_issuerOfAnotherType_isRefused() {
    refused(
        fixture.token().claim("iss", List.of(CallerFixture.ISSUER.value())),
        "claim-malformed: iss");
    refused(fixture.token().without("iss"), "claim-missing: iss");
  }

  @Test
  void j14_otherAudience_isRefused() {
    refused(fixture.token().without("aud"), "claim-missing: aud");
    refused(fixture.token().claim("aud", null), "claim-malformed: aud");
    refused(fixture.token().claim("aud", List.of()), "aud-unexpected");
    refused(fixture.token().claim("aud", List.of("attestor")), "aud-unexpected");
    refused(fixture.token().claim("aud", List.of("signer", "attestor")), "aud-unexpected");
    refused(fixture.token().claim("aud", "signer2"), "aud-unexpected");
    refused(fixture.token().claim("aud", "sign"), "aud-unexpected");
    refused(fixture.token().claim("aud", List.of("signer", 1)), "claim-malformed: aud");
    accepted(fixture.token().claim("aud", List.of("signer")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "dpop+jwt", "id+jwt", "poe+jwt", "at", "", "at+jwt ", "аt+jwt"})
  void j15_j16_otherType_isRefused(String typ) {
    refused(fixture.token().header("typ", typ), "typ-unexpected");
  }

  @Test
  void j15_typeIsComparedWithoutCase() {
    refused(fixture.token().withoutHeader("typ"), "claim-missing: typ");
    refused(fixture.token().header("typ", List.of("at+jwt")), "claim-malformed: typ");
    accepted(fixture.token().header("typ", "AT+JWT"));
    accepted(fixture.token().header("typ", "application/at+jwt"));
    accepted(fixture.token().header("typ", "Application/AT+jwt"));
  }

  @Test
  void j18_claimsThatAreATokenThemselves_areRefused() {
    String nested = fixture.token().signedBy(CallerFixture.AUTHORITY);
    String header = JsonText.of(fixture.token().headers());
    for (String claims : List.of(nested, "\"" + nested + "\"", "[]", "", "null", "{} {}")) {
      String token = CallerFixture.AUTHORITY.sign(header, claims);
      Identification found =
          fixture.identify(token, fixture.proof(token).signedBy(CallerFixture.CLIENT));
      assertThat(refused(found, ErrorCode.INVALID_TOKEN).reason().word())
          .isEqualTo("claims-malformed");
    }
  }

  @Test
  void j20_hugeToken_isRefusedBeforeItIsRead() {
    String proof = fixture.proof("x").signedBy(CallerFixture.CLIENT);
    for (String token : List.of(".".repeat(1_000_000), "a".repeat(8193))) {
      refused(fixture.identify(token, proof), ErrorCode.INVALID_TOKEN);
    }
    assertThat(fixture.tokens.reads()).isZero();
  }

  @Test
  void j22_deepClaims_areRefused() {
    for (int depth : new int[] {16, 1_000}) {
      Object deep = new JsonText.Raw("[".repeat(depth) + "]".repeat(depth));
      refused(fixture.token().claim("x", deep), "claims-malformed");
    }
    accepted(fixture.token().claim("x", new JsonText.Raw("[".repeat(15) + "]".repeat(15))));
  }

  @Test
  void duplicateClaims_areRefused() {
    Map<String, Object> claims = new LinkedHashMap<>(fixture.token().claims());
    String json = JsonText.of(claims);
    String twice = json.substring(0, json.length() - 1) + ",\"t\\u0069d\":\"other\"}";
    String token = CallerFixture.AUTHORITY.sign(JsonText.of(fixture.token().headers()), twice);
    refused(
        fixture.identify(token, fixture.proof(token).signedBy(CallerFixture.CLIENT)),
        ErrorCode.INVALID_TOKEN);
  }

  @Test
  void j30_severalCredentials_areAnInvalidRequest() {
    String token = fixture.token().signedBy(CallerFixture.AUTHORITY);
    List<String> proof = List.of(fixture.proof(token).signedBy(CallerFixture.CLIENT));
    for (List<String> fields :
        List.of(
            List.of("DPoP " + token, "DPoP " + token),
            List.of("DPoP " + token + ", DPoP " + token),
            List.of("Bearer a, Bearer b"),
            List.of("DPoP " + token, "Basic eDp5"))) {
      refused(fixture.identify(fixture.credential(fields, proof)), ErrorCode.INVALID_REQUEST);
    }
    assertThat(fixture.identify(fixture.credential(List.of("DPoP " + token), proof)))
        .isInstanceOf(Identification.Known.class);
  }

  @Test
  void j30_noCredential_isAnInvalidToken() {
    Credential none = fixture.credential(List.of(), List.of());
    assertThat(refused(fixture.identify(none), ErrorCode.INVALID_TOKEN).reason().word())
        .isEqualTo("token-missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DPoP", "DPoP ", "DPoP  a.b.c", "DPoP a.b.c ", "DPoP a b", "DPoP a%2Eb"})
  void tokenInAnotherForm_isRefused(String field) {
    refused(
        fixture.identify(fixture.credential(List.of(field), List.of("a.b.c"))),
        ErrorCode.INVALID_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"acme\u0000", "\ufeffacme", "ac\u202eme", "acmé", "acme\u0301", "ａcme", "ac\nme"})
  void j31_tenantThatTwoReadersCouldReadDifferently_isAnInvalidToken(String tenant) {
    refused(fixture.token().claim("tid", tenant), "claim-malformed: tid");
  }

  @Test
  void j31_tenantWithALoneSurrogate_isAnInvalidToken() {
    refused(fixture.token().claim("tid", new JsonText.Raw("\"acme\\ud800\"")), "claims-malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub", "client_id", "tid", "inst"})
  void j32_namesOfAnotherTypeOrSize_areRefused(String claim) {
    for (Object value :
        Arrays.asList(null, 1, true, List.of("acme"), Map.of("a", "b"), "", "a".repeat(257))) {
      refused(fixture.token().claim(claim, value), "claim-malformed: " + claim);
    }
    refused(fixture.token().without(claim), "claim-missing: " + claim);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Acme", "acme%00", "acme/../b", "аcme", "acme.", "acme ", "other"})
  void t02_unknownTenants_areAllDeniedAlike(String tenant) {
    Refusal why =
        refused(fixture.identify(fixture.token().claim("tid", tenant)), ErrorCode.POLICY_DENIED);
    assertThat(why.reason().word()).isEqualTo("tenant-unknown");
    assertThat(why.advice()).doesNotContain(tenant.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"signer.audit", "signer.signature", "signer", "SIGNER.SIGN", ",signer.sign"})
  void scopeThatIsNotEnough_isRefused(String scope) {
    Identification refused = fixture.identify(fixture.token().claim("scope", scope));
    refused(refused, ErrorCode.INSUFFICIENT_SCOPE);
    assertThat(fixture.loggedClient(refused)).isEqualTo("acme ci");
  }

  @Test
  void scopeAbsentOrOfAnotherType_isRefused() {
    refused(fixture.identify(fixture.token().without("scope")), ErrorCode.INSUFFICIENT_SCOPE);
    refused(fixture.token().claim("scope", List.of("signer.sign")), "claim-malformed: scope");
    accepted(fixture.token().claim("scope", "signer.sign"));
    accepted(fixture.token().claim("scope", "a signer.sign b"));
  }

  @Test
  void m05_confirmationByAnotherMethodToo_isRefused() {
    String jkt = CallerFixture.CLIENT.thumbprint().value();
    refused(
        fixture.token().claim("cnf", Map.of("jkt", jkt, "x5t#S256", jkt)),
        "mutual-tls-unsupported");
    refused(fixture.token().claim("cnf", Map.of("x5t#S256", jkt)), "mutual-tls-unsupported");
    refused(fixture.token().claim("cnf", Map.of()), "cnf-unsupported");
    refused(fixture.token().claim("cnf", Map.of("jkt", 1)), "claim-malformed: cnf");
    refused(fixture.token().claim("cnf", Map.of("jkt", jkt + "=")), "claim-malformed: cnf");
    refused(fixture.token().claim("cnf", jkt), "claim-malformed: cnf");
    refused(fixture.token().claim("cnf", null), "claim-malformed: cnf");
  }

  @Test
  void releaseClaim_ofAnotherForm_isRefusedAndNotTakenForAbsent() {
    String digest = "sha256:" + "ab".repeat(32);
    for (Object value :
        Arrays.asList(
            null, 1, "", "ab".repeat(32), digest.toUpperCase(), digest + " ", List.of())) {
      refused(
          fixture.identify(fixture.token().claim("scanner_digest", value)),
          ErrorCode.INVALID_TOKEN);
    }
    Identification.Known known =
        (Identification.Known) fixture.identify(fixture.token().claim("scanner_digest", digest));
    assertThat(known.caller().releaseDigest().orElseThrow().toString()).isEqualTo(digest);
  }

  @Test
  void signatureOfAnotherKey_isRefused() {
    String token = fixture.token().signedBy(JwsKey.es256("a1"));
    Identification found =
        fixture.identify(token, fixture.proof(token).signedBy(CallerFixture.CLIENT));
    assertThat(refused(found, ErrorCode.INVALID_TOKEN).reason().word())
        .isEqualTo("token-signature");
  }

  @Test
  void authorityOutOfReach_isAnOutageAndNeverARefusal() {
    fixture.tokens.reachable(false);
    assertThatThrownBy(() -> fixture.identify(fixture.token()))
        .isInstanceOf(DependencyUnavailable.class);
    assertThat(fixture.journal.log()).isEmpty();
    fixture.tokens.reachable(true);
    accepted(fixture.token());
  }

  @Test
  void noRefusal_repeatsTextOfTheToken() {
    Refusal why =
        refused(
            fixture.identify(fixture.token().claim("sub", List.of("secret-canary"))),
            ErrorCode.INVALID_TOKEN);
    assertThat(why.advice() + why.reason().word()).doesNotContain("canary");
  }
}
