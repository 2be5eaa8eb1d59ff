package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.core.pipeline.Harness.json;
import static org.stellaops.signer.core.pipeline.Harness.text;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.json.JsonObject;
import org.stellaops.signer.core.request.Credential;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.core.request.Route;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.ClientId;
import org.stellaops.signer.words.Digest;
import org.stellaops.signer.words.InstanceId;
import org.stellaops.signer.words.PreAuthEncoding;
import org.stellaops.signer.words.TraceId;

class SigningPipelineTest {

  private final Harness harness = new Harness();

  @Test
  void sign_everyGateSaysYes_answersWithASignatureThatVerifies() throws Exception {
    JsonObject answer = json(harness.sign(harness.body()));
    JsonObject envelope = answer.object("bundle").object("dsse");
    Bytes payload = Bytes.base64(envelope.string("payload"));
    JsonObject signature = envelope.array("signatures").objects().get(0);
    assertThat(
            BundleReader.verifies(
                harness.house.key(House.ACME, "sbom").pin(),
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
            "subjectDigest",
            "predicateType",
            "proofOfEntitlement",
            "licence",
            "plan",
            "entitlement",
            "release",
            "releaseImage",
            "releaseKey",
            "binding",
            "key",
            "keyClass",
            "keyFingerprint",
            "paeSha256",
            "payloadSha256",
            "bundleSha256",
            "traceId",
            "route");
    assertThat(decision.string("bundleSha256"))
        .isEqualTo("sha256:" + answer.string("bundleSha256"));
  }

  @Test
  void sign_trace_namesTheStagesInTheirOrder() {
    harness.sign(harness.body());
    RequestTrace trace = harness.trace();
    assertThat(trace.decision()).isEqualTo("signed");
    assertThat(trace.code()).isEmpty();
    assertThat(List.copyOf(trace.stages().keySet()))
        .containsExactly(
            "identify", "receive", "entitle", "recall", "admit", "release", "reserve", "seal");
    assertThat(trace.facts())
        .containsEntry("keyClass", "memory")
        .containsEntry("algorithm", "ECDSA_P256_SHA256")
        .containsEntry("signingMode", "keyful")
        .containsEntry("release", "attested")
        .containsEntry("entitlement", "token")
        .containsEntry("tenant", "acme");
  }

  @Test
  void sign_localCaller_passesEveryOtherGateAndIsRecordedAsEmbedded() throws Exception {
    Harness embedded =
        new Harness(
            house -> {},
            harness ->
                harness.localCallers =
                    () ->
                        Optional.of(
                            new LocalCaller(
                                House.ACME,
                                new ClientId("embedder"),
                                new InstanceId("inst-1"),
                                Harness.IMAGE)));
    Outcome outcome = embedded.signer.sign(local(embedded.body()));
    assertThat(json(outcome).object("release").string("verdict")).isEqualTo("attested");
    assertThat(text(embedded.decision(), "binding")).isEqualTo("embedded");
    assertThat(text(embedded.decision(), "issuer")).isNull();
  }

  @Test
  void sign_localCredentialWithoutAnEmbedder_isRefused() {
    Outcome outcome = harness.signer.sign(local(harness.body()));
    assertThat(((Outcome.Refused) outcome).why().reason()).isEqualTo("no-local-caller");
    assertThat(harness.signatures()).isZero();
  }

  private static IncomingRequest local(SignBody body) {
    return new IncomingRequest(
        Route.SIGN_DSSE,
        new Credential.Local(),
        new TraceId("trace-1"),
        "local",
        List.of(),
        Delivered.whole(body.toString()));
  }
}
