package org.stellaops.signer.core.pipeline;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.core.pipeline.SignerFixture.json;
import static org.stellaops.signer.core.pipeline.SignerFixture.text;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.Outcome;

class SigningPipelineTest {

  private final SignerFixture harness = new SignerFixture();

  @Test
  void sign_everyGateSaysYes_answersWithASignatureThatVerifies() throws Exception {
    JsonObject answer = json(harness.sign(harness.body()));
    JsonObject envelope = answer.object("bundle").object("dsse");
    Bytes payload = Bytes.base64(envelope.string("payload"));
    JsonObject signature = envelope.array("signatures").objects().get(0);
    assertThat(
            BundleReader.verifies(
                harness.house.pin(PolicyFixture.ACME, "sbom"),
                PreAuthEncoding.of(envelope.string("payloadType"), payload),
                Bytes.base64(signature.string("sig"))))
        .isTrue();
    assertThat(payload.utf8())
        .isEqualTo(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{\"bomFormat\":"
                + "\"CycloneDX\",\"components\":[{\"name\":\"a\"}]},\"predicateType\":"
                + "\"https://cyclonedx.org/bom\",\"subject\":[{\"digest\":{\"sha256\":\""
                + SignBody.HEX
                + "\"},\"name\":\"registry.example/app\"}]}");
    assertThat(answer.object("release").string("verdict")).isEqualTo("attested");
    assertThat(answer.object("policy").string("plan")).isEqualTo("pro");
    assertThat(answer.object("policy").integer("maxArtifactBytes")).isEqualTo(1 << 20);
    assertThat(answer.object("policy").integer("qpsRemaining")).isEqualTo(99);
  }

  @Test
  void sign_inOrder_eachTransactionComesBeforeTheNext() {
    harness.sign(harness.body(), "key-1");
    assertThat(harness.steps())
        .containsExactly("open", "recall", "hold", "reserve", "sign", "conclude");
    assertThat(harness.events()).last().isEqualTo("conclude SIGNED");
  }

  @Test
  void sign_intent_holdsTheDigestOfTheBytesThatAreSigned() throws Exception {
    JsonObject answer = json(harness.sign(harness.body()));
    String signedBytes = harness.events().get(3).split(" ")[2];
    JsonObject intent = json(Bytes.utf8(harness.events().get(2).substring("reserve ".length())));
    assertThat(intent.string("kind")).isEqualTo("intent");
    assertThat(intent.string("paeSha256")).isEqualTo(signedBytes);
    assertThat(answer.string("paeSha256")).isEqualTo(Digest.parse(signedBytes).hex());
    assertThat(harness.records()).contains(harness.events().get(2).substring("reserve ".length()));
  }

  @Test
  void sign_decisionRecord_holdsWhatDesignAsksFor() throws Exception {
    JsonObject answer = json(harness.sign(harness.body()));
    JsonObject decision = harness.decision();
    assertThat(decision.string("decision")).isEqualTo("signed");
    assertThat(decision.string("id")).isEqualTo(answer.string("auditId"));
    assertThat(decision.members().keySet())
        .contains(
            "tenant",
            "issuer",
            "client",
            "subjectDigests",
            "subjectCount",
            "predicateType",
            "proofOfEntitlement",
            "licence",
            "plan",
            "entitlement",
            "release",
            "releaseImage",
            "releaseKey",
            "binding",
            "policySha256",
            "signers",
            "paeSha256",
            "payloadSha256",
            "bundleSha256",
            "traceId",
            "route");
    assertThat(decision.string("bundleSha256"))
        .isEqualTo("sha256:" + answer.string("bundleSha256"));
    assertThat(decision.has("subjectDigest")).isFalse();
    assertThat(decision.array("subjectDigests").strings())
        .containsExactly("sha256:" + SignBody.HEX);
    assertThat(QUOTAS.stream().map(name -> name + " " + number(decision, name)))
        .containsExactly(
            "rateBurst 100",
            "rateLeft 99",
            "concurrency 16",
            "bytesPerDay 1073741824",
            "bytesPerDayLeft " + ((1 << 30) - payload(answer).size()),
            "signaturesPerDay 1000",
            "signaturesPerDayLeft 999");
  }

  private static long number(JsonObject record, String name) {
    try {
      return record.integer(name);
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }

  private static final List<String> QUOTAS =
      List.of(
          "rateBurst",
          "rateLeft",
          "concurrency",
          "bytesPerDay",
          "bytesPerDayLeft",
          "signaturesPerDay",
          "signaturesPerDayLeft");

  private static Bytes payload(JsonObject answer) throws Exception {
    return Bytes.base64(answer.object("bundle").object("dsse").string("payload"));
  }

  @Test
  void sign_refusedAfterTheRateWasHeld_recordsTheRate() {
    harness.sign(harness.body().with("predicateType", "\"https://example.org/x\""));
    assertThat(text(harness.decision(), "decision")).isEqualTo("refused");
    assertThat(number(harness.decision(), "rateLeft")).isEqualTo(99L);
    assertThat(harness.decision().has("bytesPerDayLeft")).isFalse();
  }

  private static String subject(int number) {
    return "{\"name\":\"registry.example/app\",\"digest\":{\"sha512\":\"%0128x\",\"sha256\":\"%064x\"}}"
        .formatted(number, number);
  }

  @Test
  void sign_severalSubjects_eachCanBeFoundByEachOfItsDigests() throws Exception {
    harness.sign(harness.body().with("subject", "[" + subject(1) + "," + subject(2) + "]"));
    JsonObject record = harness.decision();
    List<String> all =
        List.of(
            "sha256:%064x".formatted(1),
            "sha512:%0128x".formatted(1),
            "sha256:%064x".formatted(2),
            "sha512:%0128x".formatted(2));
    assertThat(record.array("subjectDigests").strings()).isEqualTo(all);
    assertThat(record.array("subjectNames").strings())
        .containsExactly("registry.example/app", "registry.example/app");
    assertThat(record.integer("subjectCount")).isEqualTo(2);
    assertThat(record.string("subjectsSha256"))
        .isEqualTo(Bytes.utf8(String.join("\n", all)).sha256().toString());
    assertThat(harness.trace().facts()).containsEntry("subjectDigest", all.get(0));
  }

  @Test
  void sign_manySubjects_recordNamesTheFirstAndHashesAll() throws Exception {
    String subjects =
        IntStream.range(0, 100).mapToObj(SigningPipelineTest::subject).collect(joining(","));
    harness.sign(harness.body().with("subject", "[" + subjects + "]"));
    JsonObject record = harness.decision();
    String all =
        IntStream.range(0, 100)
            .mapToObj(i -> "sha256:%064x\nsha512:%0128x".formatted(i, i))
            .collect(joining("\n"));
    assertThat(record.array("subjectDigests").strings()).isEqualTo(all.lines().limit(64).toList());
    assertThat(record.integer("subjectCount")).isEqualTo(100);
    assertThat(record.array("subjectNames").strings()).hasSize(64);
    assertThat(record.bool("subjectsCut")).isTrue();
    assertThat(record.string("subjectsSha256")).isEqualTo(Bytes.utf8(all).sha256().toString());
  }

  @Test
  void sign_traceOfARefusal_tellsTheTimeUntilItWasDurable() {
    harness.recording.whileConcluding(() -> harness.clock.advance(Duration.ofSeconds(2)));
    harness.sign(harness.body().with("extra", "1"));
    assertThat(harness.trace().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(harness.trace().elapsed()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void refuse_byAShell_traceNamesTheRecord() {
    IncomingRequest request = local(harness.body());
    Response outcome = harness.signer.refuse(request, new Refusal.HeadersTooLarge(10));
    assertThat(harness.lane.records()).containsOnlyKeys(outcome.requestId());
    assertThat(harness.trace().facts()).containsEntry("auditId", outcome.requestId().value());
    assertThat(harness.trace().outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void audit_damagedRowInTheStore_isOurOutageAndNotAnAbsence() {
    SignerFixture damaged =
        new SignerFixture(
            house -> {},
            harness ->
                harness.records =
                    new AuditRecords() {
                      @Override
                      public List<Entry> find(Tenant tenant, AuditId id, Deadline deadline) {
                        throw new IllegalArgumentException("not an audit id in the row");
                      }

                      @Override
                      public List<Decided> latestDecisions(
                          Tenant tenant, int most, Deadline deadline) {
                        return List.of();
                      }
                    });
    String id = "00000000-0000-7000-8000-000000000000";
    Response outcome = damaged.audit(damaged.accessClaims(), id);
    assertThat(outcome).isInstanceOf(Response.Failed.class);
    Response malformed = damaged.audit(damaged.accessClaims(), "x");
    assertThat(((Response.Refused) malformed).why())
        .isEqualTo(new Refusal.NotFound(Reason.AUDIT_ID));
  }

  @Test
  void sign_trace_namesTheStagesInTheirOrder() {
    harness.sign(harness.body());
    RequestTrace trace = harness.trace();
    assertThat(trace.outcome().label()).isEqualTo("signed");
    assertThat(trace.code()).isEmpty();
    assertThat(List.copyOf(trace.stages().keySet()))
        .containsExactly(
            "identify",
            "receive",
            "parse",
            "entitle",
            "recall",
            "admit",
            "release",
            "reserve",
            "seal");
    assertThat(trace.facts())
        .containsEntry("signingMode", "keyful")
        .containsEntry("release", "attested")
        .containsEntry("entitlement", "token")
        .containsEntry("tenant", "acme");
    assertThat(trace.numbers()).containsEntry("subjectCount", 1L).containsKey("payloadBytes");
    assertThat(trace.signers())
        .singleElement()
        .satisfies(signer -> assertThat(signer.keyClass()).isEqualTo("memory"))
        .satisfies(signer -> assertThat(signer.algorithm()).isEqualTo("ECDSA_P256_SHA256"));
  }

  @Test
  void sign_localCaller_passesEveryOtherGateAndIsRecordedAsEmbedded() throws Exception {
    SignerFixture embedded =
        new SignerFixture(
            house -> {},
            harness ->
                harness.localCallers =
                    () ->
                        Optional.of(
                            new LocalCaller(
                                PolicyFixture.ACME,
                                new ClientId("embedder"),
                                new InstanceId("inst-1"),
                                SignerFixture.IMAGE)));
    Response outcome = embedded.signer.handle(local(embedded.body()));
    assertThat(json(outcome).object("release").string("verdict")).isEqualTo("attested");
    assertThat(text(embedded.decision(), "binding")).isEqualTo("embedded");
    assertThat(text(embedded.decision(), "issuer")).isNull();
  }

  @Test
  void sign_localCredentialWithoutAnEmbedder_isRefused() {
    Response outcome = harness.signer.handle(local(harness.body()));
    assertThat(((Response.Refused) outcome).why().reason().word()).isEqualTo("no-local-caller");
    assertThat(harness.signatures()).isZero();
  }

  private static IncomingRequest local(SignBody body) {
    return new IncomingRequest(
        new Operation.SignStatement(),
        new Credential.Local(),
        new TraceId("trace-1"),
        "local",
        List.of(),
        Delivered.whole(body.toString()));
  }
}
