package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.claims.Told;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;

/** DPoP proofs that must be refused, by the ids of docs/attacks.md. */
class ProofAttackTest {

  private final CallerFixture fixture = new CallerFixture();
  private final String token = fixture.token().signedBy(CallerFixture.AUTHORITY);

  private Jws proof() {
    return fixture.proof(token);
  }

  private Identification send(Jws proof) {
    return fixture.identifyWithProof(proof, token);
  }

  private void accepted(Jws proof) {
    assertThat(send(proof)).isInstanceOf(Identification.Known.class);
  }

  private void refused(Identification identification, ErrorCode code, String reason) {
    assertThat(identification).isInstanceOf(Identification.Unknown.class);
    Refusal why = ((Identification.Unknown) identification).why();
    assertThat(Told.reason(why)).isEqualTo(reason);
    assertThat(why.code()).isEqualTo(code);
    assertThat(identification.auditId().isPresent()).isEqualTo(code != ErrorCode.USE_DPOP_NONCE);
  }

  private void refused(Jws proof, String reason) {
    refused(send(proof), ErrorCode.INVALID_DPOP_PROOF, reason);
  }

  private void challenged(Jws proof, String reason) {
    Identification found = send(proof);
    refused(found, ErrorCode.USE_DPOP_NONCE, reason);
    Refusal why = ((Identification.Unknown) found).why();
    assertThat(((Refusal.NonceRequired) why).nonce()).isEqualTo(fixture.nonces.current());
  }

  @Test
  void identify_rightProof_isKnownAndItsRecordIsOpen() {
    accepted(proof());
    assertThat(fixture.journal.log()).hasSize(1);
    assertThat(fixture.lane.records()).isEmpty();
    String record = fixture.journal.log().get(0).bytes().utf8();
    assertThat(record)
        .contains("\"tenant\":\"acme\"", "\"binding\":\"dpop\"", "\"route\":\"sign-dsse\"")
        .doesNotContain(token);
  }

  @Test
  void d01_boundTokenWithoutAProof_isRefused() {
    Credential none = fixture.credential(List.of("DPoP " + token), List.of());
    refused(fixture.identify(none), ErrorCode.INVALID_DPOP_PROOF, "proof-missing");
  }

  @Test
  void authorization_ofAnotherSchemeOrForm_isRefusedByItsName() {
    String proof = proof().signedBy(CallerFixture.CLIENT);
    Map.of(
            "Basic " + token,
            "scheme-unexpected",
            "Bearer " + token,
            "bearer-refused",
            "Bearer",
            "bearer-refused",
            "DPoP",
            "token-malformed",
            "DPoP ",
            "token-malformed",
            ",DPoP " + token,
            "authorization-list",
            "",
            "scheme-unexpected")
        .forEach((field, reason) -> {
          Identification found =
              fixture.identify(fixture.credential(List.of(field), List.of(proof)));
          assertThat(found)
              .isInstanceOfSatisfying(
                  Identification.Unknown.class,
                  refused -> assertThat(refused.why().reason().word()).isEqualTo(reason));
        });
  }

  @Test
  void d02_severalProofsOrAnotherForm_areRefused() {
    String good = proof().signedBy(CallerFixture.CLIENT);
    List<String> authorization = List.of("DPoP " + token);
    refused(
        fixture.identify(fixture.credential(authorization, List.of(good, good))),
        ErrorCode.INVALID_DPOP_PROOF,
        "proof-repeated");
    for (String form :
        List.of(
            good + "," + good,
            good + ", " + good,
            good + " ",
            " " + good,
            good + "\t",
            "",
            good.replaceFirst("\\.", ".\n "))) {
      refused(
          fixture.identify(fixture.credential(authorization, List.of(form))),
          ErrorCode.INVALID_DPOP_PROOF,
          "proof-malformed");
    }
    assertThat(fixture.identify(fixture.credential(authorization, List.of(good))))
        .isInstanceOf(Identification.Known.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
  void d03_boundTokenAsBearer_isRefused(String scheme) {
    List<String> proofs = List.of(proof().signedBy(CallerFixture.CLIENT));
    refused(
        fixture.identify(fixture.credential(List.of(scheme + " " + token), proofs)),
        ErrorCode.INVALID_TOKEN,
        "bearer-refused");
    refused(
        fixture.identify(fixture.credential(List.of(scheme + " " + token), List.of())),
        ErrorCode.INVALID_TOKEN,
        "bearer-refused");
  }

  @Test
  void d04_unboundTokenWithAProof_isRefused() {
    refused(
        fixture.identify(fixture.token().without("cnf")), ErrorCode.INVALID_TOKEN, "cnf-missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "DPOP+JWT", "application/dpop+jwt", ""})
  void d05_otherType_isRefused(String typ) {
    refused(proof().header("typ", typ), "typ-unexpected");
    refused(proof().withoutHeader("typ"), "claim-missing: typ");
  }

  @Test
  void d08_proofOfAnotherKey_isRefused() {
    Identification found = fixture.identify(token, proof().signedBy(CallerFixture.OTHER_CLIENT));
    refused(found, ErrorCode.INVALID_DPOP_PROOF, "key-unexpected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"post", "GET", "Post", "POST ", "PUT"})
  void d09_otherMethod_isRefused(String method) {
    refused(proof().claim("htm", method), "htm-unexpected");
  }

  @Test
  void d09_methodOfAnotherType_isRefused() {
    refused(proof().claim("htm", List.of("POST")), "claim-malformed: htm");
    refused(proof().without("htm"), "claim-missing: htm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?a=b", "#f", "?", "?a#b", "#a?b"})
  void d11_queryAndFragmentOfHtu_areIgnored(String suffix) {
    accepted(proof().claim("htu", CallerFixture.ORIGIN + CallerFixture.TARGET + suffix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://signer.example:443/api/v1/signer/sign/dsse",
        "https://signer.example:/api/v1/signer/sign/dsse",
        "HTTPS://SIGNER.Example/api/v1/signer/sign/dsse",
        "https://signer.example/api/v1/signer/sign/%64sse",
        "https://signer.example/%61pi/v1/signer/sig%6E/dsse?x=/../y"
      })
  void htu_writtenInAnotherWay_isTheSame(String htu) {
    accepted(proof().claim("htu", htu));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/api/v1/signer/sign/dsse",
        "http://signer.example/api/v1/signer/sign/dsse",
        "https://signer.example:8443/api/v1/signer/sign/dsse",
        "https://signer.example:80/api/v1/signer/sign/dsse",
        "https://signer.example:0443/api/v1/signer/sign/dsse",
        "https://user@signer.example/api/v1/signer/sign/dsse",
        "https://signer.example./api/v1/signer/sign/dsse",
        "https://signer.example:443:443/api/v1/signer/sign/dsse",
        "https://signer.example:/api/v1/signer/audit",
        "https:signer.example/api/v1/signer/sign/dsse",
        "https:/signer.example/api/v1/signer/sign/dsse",
        "https://signer%2Eexample/api/v1/signer/sign/dsse",
        "https://signer.example/api/v1/signer/sign%2Fdsse",
        "https://signer.example/api/v1/signer/sign%252Fdsse",
        "https://signer.example/api/v1/signer/sign/d%73se%",
        "https://signer.example/api/v1/signer/sign/%2E/dsse",
        "https://signer.example/x/../api/v1/signer/sign/dsse",
        "https://signer.example/api/v1/signer/SIGN/dsse",
        "https://signer.example/api/v1/signer/sign/dsse;a",
        "https://signer.example/api/v1/signer/sign/dsse ",
        "https://signer.example\\api/v1/signer/sign/dsse",
        "https://signer.example@evil.example/api/v1/signer/sign/dsse",
        "https://signer.example/api/v1/signer/sign/dsse/",
        "https://signer.example/api/v1/signer/audit",
        "https://signer.example//api/v1/signer/sign/dsse",
        "https://signer.example/api/v1/signer/./sign/dsse",
        "/api/v1/signer/sign/dsse",
        "https://signer.example"
      })
  void d12_d25_otherUrl_isRefused(String htu) {
    refused(proof().claim("htu", htu), "htu-unexpected");
  }

  @Test
  void d13_hashOfTheToken_isExact() {
    Bytes digest = Bytes.utf8(token).sha256().bytes();
    refused(proof().without("ath"), "claim-missing: ath");
    refused(proof().claim("ath", digest.hex()), "ath-unexpected");
    refused(proof().claim("ath", digest.base64Url() + "="), "ath-unexpected");
    refused(proof().claim("ath", null), "claim-malformed: ath");
    String other = fixture.token().claim("jti", "t2").signedBy(CallerFixture.AUTHORITY);
    refused(fixture.proof(other), "ath-unexpected");
  }

  /** Until no clock of ours or of the store can take the proof for young any more. */
  @Test
  void d14_usedProof_isKeptPastItsAge() {
    long now = fixture.now();
    Instant ofNow = keptUntil(proof().claim("iat", now));

    assertThat(ofNow).isAfterOrEqualTo(Instant.ofEpochSecond(now + 60 + 10));
    assertThat(keptUntil(proof().claim("iat", now - 50))).isEqualTo(ofNow);
    assertThat(keptUntil(proof().claim("iat", now + 10))).isEqualTo(ofNow.plusSeconds(10));
  }

  private Instant keptUntil(Jws proof) {
    Identification found = fixture.identify(token, proof.signedBy(CallerFixture.CLIENT));
    assertThat(found).isInstanceOf(Identification.Known.class);
    Binding binding = ((Identification.Known) found).caller().binding();
    assertThat(binding).isInstanceOf(Binding.Dpop.class);
    return ((Binding.Dpop) binding).claim().acceptableUntil();
  }

  @Test
  void d14_sameProofTwice_isAcceptedOnce() {
    String proof = proof().signedBy(CallerFixture.CLIENT);
    assertThat(fixture.identify(token, proof)).isInstanceOf(Identification.Known.class);
    refused(fixture.identify(token, proof), ErrorCode.INVALID_DPOP_PROOF, "proof-replayed");
    assertThat(fixture.journal.log()).hasSize(1);
  }

  @Test
  void d14_sameProofThousandTimesAtOnce_isAcceptedOnce() throws Exception {
    String proof = proof().signedBy(CallerFixture.CLIENT);
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Identification>> sends = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        sends.add(() -> fixture.identify(token, proof));
      }
      int known = 0;
      for (Future<Identification> sent : pool.invokeAll(sends)) {
        known += sent.get() instanceof Identification.Known ? 1 : 0;
      }
      assertThat(known).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void d15_sameProofOnAnotherNodeOfTheJournal_isRefused() {
    String proof = proof().signedBy(CallerFixture.CLIENT);
    assertThat(fixture.identify(token, proof)).isInstanceOf(Identification.Known.class);
    CallerGate other = fixture.callers(fixture.journal, fixture.nonces);
    Credential same = fixture.credential(List.of("DPoP " + token), List.of(proof));
    refused(
        other.identify(
            CallerFixture.request(new Operation.SignStatement(), same), fixture.deadline()),
        ErrorCode.INVALID_DPOP_PROOF,
        "proof-replayed");
  }

  @Test
  void d16_sameProofAfterARestart_isRefused() {
    String proof = proof().signedBy(CallerFixture.CLIENT);
    assertThat(fixture.identify(token, proof)).isInstanceOf(Identification.Known.class);
    NonceIssuer fresh = new NonceIssuer(fixture.clock, Duration.ofSeconds(60), new SecureRandom());
    CallerGate restarted = fixture.callers(fixture.journal.restarted(), fresh);
    Credential same = fixture.credential(List.of("DPoP " + token), List.of(proof));
    refused(
        restarted.identify(
            CallerFixture.request(new Operation.SignStatement(), same), fixture.deadline()),
        ErrorCode.USE_DPOP_NONCE,
        "nonce-unknown");
  }

  @Test
  void d16_clockStepsBack_oldNonceStaysOld() {
    Jws old = proof();
    long then = fixture.now();
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.clock.set(Instant.ofEpochSecond(then));
    challenged(old, "nonce-unknown");
  }

  @Test
  void d17_sameJtiOfAnotherKey_passes() {
    accepted(proof().claim("jti", "same"));
    String other =
        fixture
            .token()
            .claim("cnf", Map.of("jkt", CallerFixture.OTHER_CLIENT.thumbprint().value()))
            .signedBy(CallerFixture.AUTHORITY);
    String proof = fixture.proof(other).claim("jti", "same").signedBy(CallerFixture.OTHER_CLIENT);
    assertThat(fixture.identify(other, proof)).isInstanceOf(Identification.Known.class);
  }

  @Test
  void d18_jtiOfAnotherTypeOrSize_isRefused() {
    refused(proof().without("jti"), "claim-missing: jti");
    for (Object value : Arrays.asList("", "x".repeat(129), 1, null, List.of("a"))) {
      refused(proof().claim("jti", value), "claim-malformed: jti");
    }
    accepted(proof().claim("jti", "x".repeat(128)));
  }

  @Test
  void d21_d22_nonce_isAlwaysRequired() {
    challenged(proof().without("nonce"), "nonce-missing");
    challenged(proof().claim("nonce", "of-another-server"), "nonce-unknown");
    challenged(proof().claim("nonce", fixture.nonces.current() + "A"), "nonce-unknown");
    accepted(proof());
    challenged(proof().without("nonce"), "nonce-missing");
    refused(proof().claim("nonce", 1), "claim-malformed: nonce");
    refused(proof().claim("nonce", null), "claim-malformed: nonce");
    assertThat(fixture.lane.records()).hasSize(2);
  }

  @Test
  void d21_nonceOfTheLastRotation_isAcceptedAndNoOlderOne() {
    String nonce = fixture.nonces.current();
    fixture.clock.advance(Duration.ofSeconds(60));
    accepted(proof().claim("nonce", nonce));
    fixture.clock.advance(Duration.ofSeconds(60));
    challenged(proof().claim("nonce", nonce), "nonce-unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "10, ''",
    "11, iat-in-future",
    "-60, ''",
    "-61, proof-too-old",
    "-3600, proof-too-old",
    "3600, iat-in-future"
  })
  void iat_isJudgedToTheSecond(long offset, String reason) {
    Jws proof = proof().claim("iat", fixture.now() + offset);
    if (reason.isEmpty()) {
      accepted(proof);
    } else {
      refused(proof, reason);
    }
  }

  @Test
  void iat_ofAWrongClock_isToldTheServersTime() {
    String now =
        fixture.clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    for (int offset : new int[] {90, -90}) {
      Identification.Unknown refused =
          (Identification.Unknown) send(proof().claim("iat", fixture.now() + offset));
      assertThat(refused.why().advice()).contains("90 s", now, "clock");
    }
  }

  @Test
  void d23_proofMadeInAdvance_isRefusedByTheNonce() {
    Jws later = proof().claim("iat", fixture.now() + 200);
    fixture.clock.advance(Duration.ofSeconds(200));
    challenged(later, "nonce-unknown");
  }

  @Test
  void d24_contentDigest_isKeptForTheBody() {
    Bytes digest = Bytes.utf8("{}").sha256().bytes();
    Identification.Known known =
        (Identification.Known)
            send(proof().claim("content-digest", "sha-256=:" + digest.base64() + ":"));
    assertThat(known.caller().binding().contentDigest().orElseThrow().bytes()).isEqualTo(digest);
    for (Object value :
        Arrays.asList(
            "",
            "sha-256=",
            "sha-256=::",
            "sha-256=:AAAA:",
            "sha-512=:" + digest.base64() + ":",
            "sha-256=:" + digest.base64Url() + ":",
            "sha-256=:" + digest.base64() + ":, sha-512=:AAAA:",
            null,
            List.of(digest.base64()))) {
      refused(proof().claim("content-digest", value), "claim-malformed: content-digest");
    }
  }

  @Test
  void d26_deepOrDuplicateClaims_areRefused() {
    refused(
        proof().claim("x", new JsonText.Raw("[".repeat(1_000) + "]".repeat(1_000))),
        "claims-malformed");
    Jws good = proof();
    String claims = JsonText.of(good.claims());
    String twice = claims.substring(0, claims.length() - 1) + ",\"htm\":\"POST\"}";
    refused(
        fixture.identify(token, CallerFixture.CLIENT.sign(JsonText.of(good.headers()), twice)),
        ErrorCode.INVALID_DPOP_PROOF,
        "claims-malformed");
  }

  @Test
  void i7_refusedRequest_burnsNothing() {
    String weak = fixture.token().claim("scope", "signer.audit").signedBy(CallerFixture.AUTHORITY);
    String proof = fixture.proof(weak).claim("jti", "same").signedBy(CallerFixture.CLIENT);
    refused(fixture.identify(weak, proof), ErrorCode.INSUFFICIENT_SCOPE, "scope-missing");
    accepted(proof().claim("jti", "same"));
  }
}
