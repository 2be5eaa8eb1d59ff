package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.embedded.LocalSigner;
import org.stellaops.signer.core.api.embedded.Signatory;
import org.stellaops.signer.core.api.embedded.SignedBundle;
import org.stellaops.signer.core.api.embedded.SigningOutcome;
import org.stellaops.signer.core.api.embedded.SigningRequest;
import org.stellaops.signer.core.release.ReleaseVerdict;
import org.stellaops.signer.core.signing.WarmCertificates.Bounds;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.testkit.journal.FaultyJournal.Fault;
import org.stellaops.signer.testkit.journal.FaultyJournal.Step;

/** Values in and out of a whole service; every gate is asked as for a request over HTTP. */
class LocalSignerTest {

  private static final LocalCaller CALLER =
      new LocalCaller(
          PolicyFixture.ACME, new ClientId("app"), new InstanceId("inst-1"), SignerFixture.IMAGE);

  private final SignerFixture harness =
      new SignerFixture(house -> {}, ports -> ports.localCallers = () -> Optional.of(CALLER));

  private SigningRequest.Builder request() {
    return SigningRequest.ofType(SignBody.SBOM)
        .subject("registry.example/app", Bytes.utf8("x").sha256())
        .predicate(Map.of("bomFormat", "CycloneDX"))
        .scannerImage(SignerFixture.IMAGE)
        .proofOfEntitlement(harness.entitlement());
  }

  private static SigningOutcome sign(SignerFixture harness, SigningRequest.Builder request) {
    return new LocalSigner(harness.signer).sign(new TraceId("app-1"), request.build());
  }

  private SignedBundle signed(SigningRequest.Builder request) {
    return switch (sign(harness, request)) {
      case SigningOutcome.Signed signed -> signed.bundle();
      case SigningOutcome.Refused no -> throw new AssertionError(no.why().advice());
      case SigningOutcome.Failed down -> throw new AssertionError(down.why());
    };
  }

  private static ErrorCode refused(SigningOutcome outcome) {
    return outcome instanceof SigningOutcome.Refused(var id, var why) ? why.code() : null;
  }

  @Test
  void sign_goodRequest_givesWhatTheAnswerHolds() throws Exception {
    SignedBundle signed = signed(request());
    JsonObject answer = SignerFixture.json(signed.answer());

    assertThat(signed.auditId().value()).isEqualTo(answer.string("auditId"));
    assertThat(signed.envelope()).contains(answer.object("bundle").object("dsse").canonical());
    assertThat(signed.bundles())
        .containsExactly(answer.object("bundle").array("sigstore").objects().get(0).canonical());
    assertThat(signed.envelope().orElseThrow().sha256()).isEqualTo(signed.hashes().envelope());
    assertThat(signed.hashes().payload().hex()).isEqualTo(answer.string("payloadSha256"));
    assertThat(signed.hashes().preAuthEncoding().hex()).isEqualTo(answer.string("paeSha256"));
    assertThat(signed.plan()).isEqualTo(PolicyFixture.PRO);
    assertThat(signed.release().verdict()).isEqualTo(SignedBundle.Verdict.ATTESTED);
    assertThat(signed.release().image()).contains(SignerFixture.IMAGE);
    assertThat(signed.release().source()).isPresent();
    assertThat(signed.release().signerKey()).isPresent();
    assertThat(signed.logEntryRequests()).hasSize(1);
    JsonObject signer = answer.object("bundle").array("signers").objects().get(0);
    assertThat(signed.signers()).hasSize(1);
    if (!(signed.signers().get(0) instanceof Signatory.ByKey key)) {
      throw new AssertionError("not by a key");
    }
    assertThat(key.name().value()).isEqualTo(signer.string("name"));
    assertThat(key.algorithm().name()).isEqualTo(signer.string("algorithm"));
    assertThat(key.publicKey()).isEqualTo(signer.string("publicKey"));
    assertThat(key.keyId()).isEqualTo(signer.string("keyId"));
  }

  @Test
  void sign_withoutAProof_isRefusedUntilABypassIsOpen() {
    SignerFixture bypassed =
        BypassTest.opened(ports -> ports.localCallers = () -> Optional.of(CALLER));

    assertThat(sign(bypassed, request().withoutProofOfEntitlement()))
        .isInstanceOf(SigningOutcome.Signed.class);
    assertThat(sign(harness, request().withoutProofOfEntitlement()))
        .isInstanceOfSatisfying(
            SigningOutcome.Refused.class,
            no -> assertThat(no.why().reason()).isEqualTo(Reason.POE_MISSING));
  }

  private static KeylessFixture keyless(@Nullable String fallback) {
    return new KeylessFixture(
        house -> house.identities.put(PolicyFixture.ACME, KeylessFixture.identity(fallback)),
        ports -> ports.localCallers = () -> Optional.of(CALLER),
        Bounds.standard(),
        List.of("clock"),
        1);
  }

  private Signatory signatory(KeylessFixture fixture, SigningRequest.Builder request) {
    SigningRequest.Builder own = request.proofOfEntitlement(fixture.service.entitlement());
    return sign(fixture.service, own) instanceof SigningOutcome.Signed signed
        ? signed.bundle().signers().get(0)
        : fail("not signed");
  }

  @Test
  void sign_keyless_namesTheIdentityAndTheTime() {
    KeylessFixture fixture = keyless(null);

    assertThat(signatory(fixture, request().keyless()))
        .isInstanceOfSatisfying(
            Signatory.ByCertificate.class,
            it -> {
              assertThat(it.identity().subject()).isEqualTo(KeylessFixture.SUBJECT);
              assertThat(it.identity().issuer()).isEqualTo(KeylessFixture.ISSUER);
              assertThat(it.identity().leaf())
                  .isEqualTo(fixture.issued.get(0).certificate().leaf());
              assertThat(it.identity().chain()).containsExactly(Bytes.utf8("root"));
              assertThat(it.key()).isEqualTo(fixture.issued.get(0).pin());
              assertThat(it.times())
                  .containsExactly(new Signatory.ProvenTime(SignerFixture.NOW, "clock"));
            });
  }

  /** A fallback that the policy declares is told, never silent. */
  @Test
  void sign_keylessWhileTheAuthorityIsAway_saysThatAKeySignedInstead() {
    KeylessFixture fixture = keyless("sbom");
    assertThat(signatory(fixture, request().timestamped()))
        .isInstanceOfSatisfying(
            Signatory.ByKey.class,
            it -> {
              assertThat(it.insteadOfCertificate()).isEmpty();
              assertThat(it.times()).hasSize(1);
            });
    fixture.issuing =
        deadline -> {
          throw new DependencyUnavailable(Dependency.CERTIFICATE_AUTHORITY, false, "away");
        };

    assertThat(signatory(fixture, request().keyless()))
        .isInstanceOfSatisfying(
            Signatory.ByKey.class,
            it -> assertThat(it.insteadOfCertificate()).contains("certificate-authority"));
  }

  @Test
  void sign_oneFormWanted_hasNoOther() {
    SignedBundle dsse = signed(request().returned(SigningRequest.Returned.DSSE));
    assertThat(dsse.envelope()).isPresent();
    assertThat(dsse.bundles()).isEmpty();
    SignedBundle sigstore = signed(request().returned(SigningRequest.Returned.SIGSTORE));
    assertThat(sigstore.envelope()).isEmpty();
    assertThat(sigstore.bundles()).hasSize(1);
  }

  @Test
  void sign_sameIdempotencyKey_isTheFirstAnswerUnderAnotherId() {
    SigningRequest.Builder request = request().idempotencyKey(new IdempotencyKey("k"));
    SignedBundle first = signed(request);
    SigningOutcome again = sign(harness, request);

    assertThat(harness.signatures()).isEqualTo(1);
    assertThat(again)
        .isInstanceOfSatisfying(
            SigningOutcome.Signed.class,
            it -> {
              assertThat(it.bundle().answer()).isEqualTo(first.answer());
              assertThat(it.requestId()).isNotEqualTo(first.auditId());
            });
  }

  @Test
  void sign_everyGate_isAskedAsOverHttp() {
    SignerFixture nobody = new SignerFixture();
    assertThat(refused(sign(nobody, request()))).isEqualTo(ErrorCode.INVALID_TOKEN);
    Map<String, String> foreign = harness.entitlementClaims();
    foreign.put("tid", "\"beta\"");
    assertThat(refused(sign(harness, request().proofOfEntitlement(harness.entitlement(foreign)))))
        .isEqualTo(ErrorCode.NOT_ENTITLED);
    assertThat(refused(sign(harness, request().subject("other/app", Bytes.empty().sha256()))))
        .isEqualTo(ErrorCode.POLICY_DENIED);
    assertThat(refused(sign(harness, request().scannerImage(Bytes.empty().sha256()))))
        .isEqualTo(ErrorCode.RELEASE_UNBOUND);
    assertThat(harness.signatures()).isZero();
    assertThat(nobody.signatures()).isZero();
  }

  @Test
  void sign_journalIsDown_fails() {
    harness.journal.fail(Step.RESERVE, Fault.REFUSED);
    assertThat(sign(harness, request()))
        .isInstanceOfSatisfying(
            SigningOutcome.Failed.class, it -> assertThat(it.why().retryAfter()).isPositive());
    assertThat(harness.signatures()).isZero();
  }

  /**
   * An answer that stayed open would hold its share of 64 MiB, and the next requests be refused.
   */
  @Test
  void sign_manyLargeRequests_givesTheirMemoryBack() {
    Map<String, String> large = Map.of("bomFormat", "x".repeat(900_000));
    for (int i = 0; i < 40; i++) {
      assertThat(signed(request().predicate(large)).bundles()).hasSize(1);
    }
  }

  @Test
  void read_whatIsNoAnswer_saysSo() {
    for (String text : List.of("", "{}", "[]", "{\"bundle\":{}}")) {
      assertThatThrownBy(() -> SignedBundle.read(Bytes.utf8(text)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void verdicts_areThoseOfTheReleaseGate() {
    assertThat(Stream.of(SignedBundle.Verdict.values()).map(Labels::of))
        .isEqualTo(
            Stream.of(ReleaseVerdict.Kind.values()).map(ReleaseVerdict.Kind::label).toList());
  }
}
