package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.signing.WarmCertificates.Bounds;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.TrustedMaterial.CertificateReading;
import org.stellaops.signer.ports.TrustedMaterial.TimestampReading;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** Signing for a workload identity, and proof of time. */
class KeylessTest {

  private final KeylessFixture fixture = new KeylessFixture();

  private static KeylessFixture with(Consumer<PolicyFixture> changes) {
    return new KeylessFixture(changes, any -> {}, Bounds.standard(), List.of("clock"), 1);
  }

  private static void outage(Dependency dependency) {
    throw new DependencyUnavailable(dependency, false, "told to fail");
  }

  private static String refusal(Response outcome) {
    return ((Response.Refused) outcome).why().reason().word();
  }

  private static void assertFails(Response outcome, String reason) {
    Response.Failed failed = (Response.Failed) outcome;
    assertThat(failed.why().code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
    assertThat(failed.why().reason().word()).isEqualTo(reason);
  }

  @Test
  void sign_keyless_answersWithCertificateAndTime() throws Exception {
    JsonObject answer = SignerFixture.json(fixture.sign(KeylessFixture.KEYLESS));

    JsonObject bundle = answer.object("bundle");
    assertThat(bundle.string("mode")).isEqualTo("keyless");
    assertThat(bundle.array("certificateChain").strings())
        .hasSize(2)
        .allMatch(pem -> pem.startsWith("-----BEGIN CERTIFICATE-----\n"));
    JsonObject material = bundle.array("sigstore").objects().get(0).object("verificationMaterial");
    assertThat(material.members().keySet())
        .containsExactlyInAnyOrder("certificate", "timestampVerificationData");
    JsonObject signer = bundle.array("signers").objects().get(0);
    assertThat(signer.string("issuer")).isEqualTo(KeylessFixture.ISSUER);
    assertThat(signer.string("subject")).isEqualTo(KeylessFixture.SUBJECT);
    assertThat(signer.array("timestamps").objects().get(0).string("operator")).isEqualTo("clock");
    JsonObject verifier =
        answer
            .object("attestor")
            .array("logEntryRequests")
            .objects()
            .get(0)
            .object("hashedRekordRequestV002")
            .object("signature")
            .object("verifier");
    assertThat(verifier.has("x509Certificate")).isTrue();
    assertThat(verifier.has("publicKey")).isFalse();
  }

  @Test
  void sign_keyless_hasTheIntentDurableBeforeACertificateIsAskedFor() {
    fixture.sign(KeylessFixture.KEYLESS);

    assertThat(fixture.service.steps())
        .containsSubsequence("reserve", "issue", "sign", "timestamp", "conclude");
  }

  @Test
  void sign_keyless_recordsTheIdentityInTheIntentAndTheCertificateInTheDecision() throws Exception {
    fixture.sign(KeylessFixture.KEYLESS);

    List<String> records = fixture.service.records();
    JsonObject intent = SignerFixture.json(Bytes.utf8(records.get(1)));
    assertThat(intent.string("identitySubject")).isEqualTo(KeylessFixture.SUBJECT);
    assertThat(intent.string("signingMode")).isEqualTo("keyless");
    assertThat(intent.array("signers").objects().get(0).has("fingerprint")).isFalse();
    JsonObject decision = fixture.service.decision();
    assertThat(decision.string("certificateSha256")).startsWith("sha256:");
    assertThat(decision.array("signers").objects().get(0).string("fingerprint"))
        .isEqualTo(fixture.issued.get(0).pin().fingerprint().toString());
  }

  @Test
  void sign_tenantWithoutIdentity_isRefused() {
    KeylessFixture none = with(house -> house.identities.clear());

    assertThat(refusal(none.sign(KeylessFixture.KEYLESS))).isEqualTo("no-identity");
    assertThat(none.issued).isEmpty();
  }

  @Test
  void sign_planWithoutTheFeature_isRefused() {
    KeylessFixture none = with(house -> house.features = Set.of(Plan.KEYFUL));

    assertThat(refusal(none.sign(KeylessFixture.KEYLESS))).isEqualTo("feature-keyless");
  }

  @Test
  void sign_proofWithoutTheFeature_isRefused() {
    Map<String, String> claims = fixture.service.entitlementClaims();
    claims.put("features", "[\"keyful\"]");
    SignBody body = new SignBody(fixture.service.entitlement(claims), SignerFixture.IMAGE);

    assertThat(refusal(fixture.service.sign(body.with("options", KeylessFixture.KEYLESS))))
        .isEqualTo("feature-keyless");
  }

  @Test
  void sign_planOfHardwareKeys_isRefused() {
    KeylessFixture hardware = with(house -> house.hardwareKeysOnly = true);

    assertThat(refusal(hardware.sign(KeylessFixture.KEYLESS))).isEqualTo("key-not-hardware");
  }

  @Test
  void sign_keylessWithKeys_isRefused() {
    assertThat(refusal(fixture.sign("{\"signingMode\":\"keyless\",\"keys\":[\"sbom\"]}")))
        .isEqualTo("option-value");
  }

  static Stream<Arguments> wrongCertificates() {
    return Stream.of(
        Arguments.of(
            "of another subject",
            (UnaryOperator<CertificateReading>)
                reading -> changed(reading, KeylessFixture.SUBJECT + "/", KeylessFixture.ISSUER)),
        Arguments.of(
            "of another tenant",
            (UnaryOperator<CertificateReading>)
                reading ->
                    changed(
                        reading,
                        "spiffe://example.test/tenant/beta/signer",
                        KeylessFixture.ISSUER)),
        Arguments.of(
            "of another issuer",
            (UnaryOperator<CertificateReading>)
                reading -> changed(reading, KeylessFixture.SUBJECT, KeylessFixture.ISSUER + "/")),
        Arguments.of(
            "of a foreign authority",
            (UnaryOperator<CertificateReading>)
                reading -> new CertificateReading.Untrusted("chain", "It has no trusted root.")),
        Arguments.of(
            "that has expired",
            (UnaryOperator<CertificateReading>)
                reading ->
                    within(
                        reading,
                        SignerFixture.NOW.minusSeconds(600),
                        SignerFixture.NOW.minusSeconds(1))));
  }

  private static CertificateReading changed(
      CertificateReading reading, String subject, String issuer) {
    CertificateReading.Trusted good = (CertificateReading.Trusted) reading;
    return new CertificateReading.Trusted(
        good.key(), issuer, subject, good.notBefore(), good.notAfter());
  }

  private static CertificateReading within(CertificateReading reading, Instant from, Instant to) {
    CertificateReading.Trusted good = (CertificateReading.Trusted) reading;
    return new CertificateReading.Trusted(good.key(), good.issuer(), good.subject(), from, to);
  }

  @ParameterizedTest(name = "a certificate {0}")
  @MethodSource("wrongCertificates")
  void sign_wrongCertificate_isNotUsed(String what, UnaryOperator<CertificateReading> change)
      throws Exception {
    fixture.certificate = change;

    assertFails(fixture.sign(KeylessFixture.KEYLESS), "certificate-untrusted");
    assertThat(fixture.issued.get(0).signatures).isZero();
    assertThat(fixture.issued.get(0).closed).isTrue();
    assertThat(fixture.service.decision().string("decision")).isEqualTo("failed");
  }

  @Test
  void sign_certificateForAnotherKey_isNotUsed() {
    fixture.certified =
        PinnedKey.of(KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256).getPublic());

    assertFails(fixture.sign(KeylessFixture.KEYLESS), "certificate-untrusted");
    assertThat(fixture.issued.get(0).signatures).isZero();
  }

  @Test
  void sign_authorityALittleAhead_isUsed() {
    fixture.certificate =
        reading ->
            within(reading, SignerFixture.NOW.plusSeconds(20), SignerFixture.NOW.plusSeconds(620));
    fixture.timestamp =
        reading -> new TimestampReading.Trusted(SignerFixture.NOW.plusSeconds(21), "clock");

    assertThat(fixture.sign(KeylessFixture.KEYLESS)).isInstanceOf(Response.Answered.class);
  }

  static Stream<Arguments> outages() {
    return Stream.of(
        Arguments.of(Dependency.IDENTITY_TOKENS, "identity-tokens"),
        Arguments.of(Dependency.CERTIFICATE_AUTHORITY, "certificate-authority"));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void sign_noCertificateToBeHad_failsAndSignsNothing(Dependency down, String reason)
      throws Exception {
    fixture.issuing = deadline -> outage(down);

    assertFails(fixture.sign(KeylessFixture.KEYLESS), reason);
    assertThat(fixture.service.decision().string("decision")).isEqualTo("failed");
    assertThat(fixture.service.signatures()).isZero();
  }

  @Test
  void sign_identityRefused_failsWithItsReason() {
    fixture.issuing =
        deadline -> {
          throw new BackendRefused("not this identity");
        };

    assertFails(fixture.sign(KeylessFixture.KEYLESS), "certificate-refused");
  }

  @Test
  void sign_noTime_releasesNothing() throws Exception {
    fixture.timing.put("clock", any -> outage(Dependency.TIMESTAMP_AUTHORITY));

    assertFails(fixture.sign(KeylessFixture.KEYLESS), "timestamp-authority");
    assertThat(fixture.service.decision().string("decision")).isEqualTo("unknown");
    assertThat(fixture.service.decision().has("bundleSha256")).isFalse();
  }

  static Stream<Arguments> wrongTimes() {
    return Stream.of(
        Arguments.of(new TimestampReading.Untrusted("chain", "It has no trusted root.")),
        Arguments.of(new TimestampReading.Trusted(SignerFixture.NOW.minusSeconds(1), "clock")),
        Arguments.of(new TimestampReading.Trusted(SignerFixture.NOW.plusSeconds(601), "clock")));
  }

  @ParameterizedTest
  @MethodSource("wrongTimes")
  void sign_timeThatProvesNothing_releasesNothing(TimestampReading wrong) {
    fixture.timestamp = any -> wrong;

    assertFails(fixture.sign(KeylessFixture.KEYLESS), "timestamp-untrusted");
  }

  @Test
  void sign_keyfulWithTimestamp_hasItsTimeProven() throws Exception {
    JsonObject answer = SignerFixture.json(fixture.sign("{\"timestamp\":true}"));

    assertThat(answer.object("bundle").string("mode")).isEqualTo("keyful");
    assertThat(
            answer
                .object("bundle")
                .array("sigstore")
                .objects()
                .get(0)
                .object("verificationMaterial")
                .members()
                .keySet())
        .containsExactlyInAnyOrder("publicKey", "timestampVerificationData");
  }

  @Test
  void sign_keyfulWithAClockFarOff_releasesNothing() {
    fixture.timestamp =
        any -> new TimestampReading.Trusted(SignerFixture.NOW.minusSeconds(301), "clock");

    assertFails(fixture.sign("{\"timestamp\":true}"), "timestamp-untrusted");
  }

  @Test
  void sign_severalAuthorities_takesAsManyOperatorsAsAreWanted() throws Exception {
    KeylessFixture three =
        new KeylessFixture(
            any -> {}, any -> {}, Bounds.standard(), List.of("one-1", "one-2", "two-1"), 2);

    JsonObject answer = SignerFixture.json(three.sign(KeylessFixture.KEYLESS));
    List<JsonObject> times =
        answer.object("bundle").array("signers").objects().get(0).array("timestamps").objects();
    assertThat(times).hasSize(2);
    assertThat(times.get(0).string("operator")).isEqualTo("one");
    assertThat(times.get(1).string("operator")).isEqualTo("two");
  }

  @Test
  void sign_oneOperatorTwice_countsOnce() {
    KeylessFixture two =
        new KeylessFixture(any -> {}, any -> {}, Bounds.standard(), List.of("one-1", "one-2"), 2);

    assertFails(two.sign(KeylessFixture.KEYLESS), "timestamp-authority");
  }

  @Test
  void sign_oneOfTwoAuthoritiesDown_oneIsEnough() {
    KeylessFixture two =
        new KeylessFixture(any -> {}, any -> {}, Bounds.standard(), List.of("a-1", "b-1"), 1);
    two.timing.put("a-1", any -> outage(Dependency.TIMESTAMP_AUTHORITY));

    assertThat(two.sign(KeylessFixture.KEYLESS)).isInstanceOf(Response.Answered.class);
  }

  @Test
  void repeat_keyless_givesTheSameBytes() {
    String body = fixture.service.body().with("options", KeylessFixture.KEYLESS).toString();
    Response first = fixture.service.sign(body, "key-1");
    Response second = fixture.service.sign(body, "key-1");

    assertThat(SignerFixture.written(second)).isEqualTo(SignerFixture.written(first));
    assertThat(fixture.service.signatures()).isEqualTo(1);
  }

  @Test
  void repeat_afterTheCertificateHasExpired_givesTheSameBytes() {
    String body = fixture.service.body().with("options", KeylessFixture.KEYLESS).toString();
    Response first = fixture.service.sign(body, "key-1");
    fixture.service.clock.advance(Duration.ofMinutes(11));

    assertThat(SignerFixture.written(fixture.service.sign(body, "key-1")))
        .isEqualTo(SignerFixture.written(first));
  }

  @Test
  void repeat_identityOfTheTenantHasChanged_isNotAnswered() {
    String body = fixture.service.body().with("options", KeylessFixture.KEYLESS).toString();
    fixture.service.sign(body, "key-1");
    fixture.service.house.identities.clear();
    fixture.service.policy = fixture.service.house.snapshot();

    Response.Failed failed = (Response.Failed) fixture.service.sign(body, "key-1");
    assertThat(failed.why().reason().word()).isEqualTo("stored-key-unknown");
  }

  @Test
  void warm_manyStatements_useOneCertificate() {
    for (int i = 0; i < 20; i++) {
      assertThat(fixture.sign(KeylessFixture.KEYLESS)).isInstanceOf(Response.Answered.class);
    }

    assertThat(fixture.issued).hasSize(1);
  }

  @Test
  void warm_afterItsUses_isForgotten() {
    KeylessFixture three =
        new KeylessFixture(
            any -> {},
            any -> {},
            new Bounds(Duration.ofMinutes(5), 3, Duration.ofSeconds(30)),
            List.of("clock"),
            1);
    for (int i = 0; i < 7; i++) {
      three.sign(KeylessFixture.KEYLESS);
    }

    assertThat(three.issued).hasSize(3);
    assertThat(three.issued.stream().map(key -> key.signatures)).containsExactly(3, 3, 1);
    assertThat(three.issued.stream().map(key -> key.closed)).containsExactly(true, true, false);
  }

  @Test
  void warm_afterItsAge_isForgotten() {
    fixture.sign(KeylessFixture.KEYLESS);
    fixture.service.clock.advance(Duration.ofMinutes(5).plusSeconds(1));
    fixture.sign(KeylessFixture.KEYLESS);

    assertThat(fixture.issued).hasSize(2);
    assertThat(fixture.issued.get(0).closed).isTrue();
  }

  @Test
  void warm_serviceCloses_isForgotten() {
    fixture.sign(KeylessFixture.KEYLESS);
    fixture.service.signer.close();

    assertThat(fixture.issued.get(0).closed).isTrue();
  }

  @Test
  void fallback_notDeclared_isNotUsed() {
    fixture.issuing = deadline -> outage(Dependency.CERTIFICATE_AUTHORITY);

    assertFails(fixture.sign(KeylessFixture.KEYLESS), "certificate-authority");
    assertThat(fixture.service.steps()).doesNotContain("sign");
  }

  static KeylessFixture declared() {
    return with(house -> house.identities.put(PolicyFixture.ACME, KeylessFixture.identity("sbom")));
  }

  @Test
  void fallback_declaredAndNoOutage_isNotUsed() throws Exception {
    JsonObject answer = SignerFixture.json(declared().sign(KeylessFixture.KEYLESS));

    assertThat(answer.object("bundle").string("mode")).isEqualTo("keyless");
    assertThat(answer.object("bundle").array("signers").objects().get(0).has("fallbackFor"))
        .isFalse();
  }

  static Stream<Consumer<KeylessFixture>> everyOutage() {
    return Stream.of(
        fixture -> fixture.issuing = deadline -> outage(Dependency.IDENTITY_TOKENS),
        fixture -> fixture.issuing = deadline -> outage(Dependency.CERTIFICATE_AUTHORITY),
        fixture ->
            fixture.certificate = any -> new CertificateReading.Untrusted("chain", "No root."),
        fixture -> fixture.timing.put("clock", any -> outage(Dependency.TIMESTAMP_AUTHORITY)),
        fixture -> fixture.timestamp = any -> new TimestampReading.Untrusted("chain", "No root."));
  }

  @ParameterizedTest
  @MethodSource("everyOutage")
  void fallback_declared_signsAndIsSeen(Consumer<KeylessFixture> outage) throws Exception {
    KeylessFixture declared = declared();
    outage.accept(declared);

    JsonObject answer = SignerFixture.json(declared.sign(KeylessFixture.KEYLESS));

    assertThat(answer.object("bundle").string("mode")).isEqualTo("keyful");
    JsonObject signer = answer.object("bundle").array("signers").objects().get(0);
    assertThat(signer.string("name")).isEqualTo("sbom");
    assertThat(signer.string("fallbackFor")).isEqualTo("keyless");
    JsonObject decision = declared.service.decision();
    assertThat(decision.string("fallbackReason")).isEqualTo(signer.string("fallbackReason"));
    assertThat(decision.string("fallbackKey")).isEqualTo("sbom");
    assertThat(decision.string("signingMode")).isEqualTo("keyful");
    assertThat(decision.array("signers").objects().get(0).string("name")).isEqualTo("sbom");
    assertThat(declared.service.trace().outcome()).isEqualTo(Outcome.SIGNED);
  }

  @Test
  void fallback_repeated_saysSoAgain() {
    KeylessFixture declared = declared();
    declared.issuing = deadline -> outage(Dependency.CERTIFICATE_AUTHORITY);
    String body = declared.service.body().with("options", KeylessFixture.KEYLESS).toString();
    Response first = declared.service.sign(body, "key-1");
    declared.issuing = deadline -> {};

    assertThat(SignerFixture.written(declared.service.sign(body, "key-1")))
        .isEqualTo(SignerFixture.written(first));
  }

  @Test
  void fallback_timeAskedForByName_isNeededOfTheKeyToo() {
    KeylessFixture declared = declared();
    declared.timing.put("clock", any -> outage(Dependency.TIMESTAMP_AUTHORITY));

    assertFails(
        declared.sign("{\"signingMode\":\"keyless\",\"timestamp\":true}"), "timestamp-authority");
  }

  @Test
  void fallback_proofWithoutKeyfulSigning_isNotUsed() {
    KeylessFixture declared = declared();
    declared.issuing = deadline -> outage(Dependency.CERTIFICATE_AUTHORITY);
    Map<String, String> claims = declared.service.entitlementClaims();
    claims.put("features", "[\"keyless\"]");
    SignBody body = new SignBody(declared.service.entitlement(claims), SignerFixture.IMAGE);

    assertFails(
        declared.service.sign(body.with("options", KeylessFixture.KEYLESS)),
        "certificate-authority");
  }

  @Test
  void log_keyThatItTakes_isSigned() {
    assertThat(fixture.sign("{\"log\":\"rekor-v2\"}")).isInstanceOf(Response.Answered.class);
  }

  @Test
  void log_keyThatItDoesNotTake_isRefusedBeforeSigning() {
    KeylessFixture edwards =
        with(house -> house.addKey(PolicyFixture.ACME, "edwards", SignatureAlgorithm.ED25519));

    assertThat(refusal(edwards.sign("{\"log\":\"rekor-v2\",\"keys\":[\"edwards\"]}")))
        .isEqualTo("key-not-loggable");
    assertThat(edwards.service.signatures()).isZero();
  }

  @Test
  void timestamp_serviceWithoutAuthority_isRefused() {
    SignerFixture none = new SignerFixture();

    assertThat(refusal(none.sign(none.body().with("options", "{\"timestamp\":true}"))))
        .isEqualTo("unsupported-timestamp");
  }
}
