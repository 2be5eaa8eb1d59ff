package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.securitykey.FakeAuthenticator;

/** What security keys signed, by the command and without a network. The keys are fakes. */
class SecurityKeysCommandTest {

  private static final String PARTY = "signer.example";
  private static final String ORIGIN = "https://signer.example";
  private static final String ID = "01900000-0000-7000-8000-000000000001";
  private static final String STATEMENT =
      StatementSigner.statement("v1", "\"sha256\":\"" + "ab".repeat(32) + "\"");

  @TempDir Path scratch;

  private final FakeAuthenticator key =
      new FakeAuthenticator(SignatureAlgorithm.ECDSA_P256_SHA256, PARTY, ORIGIN);
  private final StatementSigner signer = new StatementSigner();
  private Path keys = Path.of("");

  @BeforeEach
  void trust() {
    keys =
        Samples.file(
            scratch,
            "keys.json",
            "{\"schema\":\"https://stella-ops.org/schemas/signer/security-keys/v1\",\"rpId\":\""
                + PARTY
                + "\",\"origins\":[\""
                + ORIGIN
                + "\"],\"securityKeys\":[{\"id\":\""
                + ID
                + "\",\"credentialId\":\""
                + key.credentialId().base64Url()
                + "\",\"publicKey\":\""
                + key.publicKey().base64Url()
                + "\",\"owner\":{\"client\":\"berta\"},\"history\":[{\"deed\":\"confirmed\","
                + "\"at\":\"2026-11-01T00:00:00Z\"}]}]}");
  }

  private Path assertion(String challenge) {
    KeyAssertion signed = key.sign(Bytes.base64Url(challenge));
    return Samples.file(
        scratch,
        "assertion-" + signed.authenticatorData().at(36) + ".json",
        "{\"credentialId\":\""
            + signed.credentialId().base64Url()
            + "\",\"clientDataJSON\":\""
            + signed.clientData().base64Url()
            + "\",\"authenticatorData\":\""
            + signed.authenticatorData().base64Url()
            + "\",\"signature\":\""
            + signed.signature().base64Url()
            + "\"}");
  }

  private Ran attach(Path document, Path assertion, Path out) {
    return stella(
        "security-keys",
        "attach",
        document,
        "--assertion",
        assertion,
        "--security-keys",
        keys,
        "--out",
        out);
  }

  private Ran verify(Object... arguments) {
    return stella(List.of("security-keys", "verify", "--security-keys", keys), arguments);
  }

  private static String challenge(Path document) {
    Ran ran = stella("security-keys", "challenge", document);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran.out().strip();
  }

  @Test
  void envelope_signedBesides_verifies_andItsOwnSignatureGoesOn() throws IOException {
    Path envelope = Samples.file(scratch, "sbom.dsse.json", signer.envelope(STATEMENT));
    Path once = scratch.resolve("once.dsse.json");
    Path twice = scratch.resolve("twice.dsse.json");
    assertThat(verify(envelope).exit()).isEqualTo(1);
    assertThat(verify(envelope).out()).contains("no security key signed it");

    Ran attached = attach(envelope, assertion(challenge(envelope)), once);
    assertThat(attached.exit()).as(attached.err()).isZero();
    assertThat(attach(once, assertion(challenge(once)), twice).exit()).isZero();

    assertThat(verify(twice).out())
        .isEqualToNormalizingNewlines(
            "passed  security-key  of berta\npassed  security-key  of berta\nverified\n");
    assertThat(stella("verify", twice, "--key", signer.publicKey(scratch)).exit()).isZero();
    assertThat(
            SchemaCheck.faults(
                Samples.json(twice).at("/signatures/0/extension/ext"),
                "security-key-signatures-v1.schema.json"))
        .isEmpty();
    Ran json = verify(twice, "--output", "json");
    assertThat(SchemaCheck.faults(Samples.json(json.out()))).isEmpty();
  }

  /** It is no signature of the envelope: without the ordinary one, there is none. */
  @Test
  void envelope_signedBesides_countsAsNoSignature() {
    Path envelope = Samples.file(scratch, "sbom.dsse.json", signer.envelope(STATEMENT));
    Path signed = scratch.resolve("signed.dsse.json");
    attach(envelope, assertion(challenge(envelope)), signed);
    Path stranger = new StatementSigner().publicKey(Samples.directory(scratch, "other"));
    assertThat(stella("verify", signed, "--key", stranger).exit()).isEqualTo(1);
    assertThat(
            stella(
                    "verify",
                    signed,
                    "--key",
                    signer.publicKey(scratch),
                    "--key",
                    stranger,
                    "--threshold",
                    "2")
                .exit())
        .isEqualTo(1);
  }

  @Test
  void bundle_signedBesides_hasAFileOfItsOwn() {
    Path bundle = Samples.file(scratch, "sbom.sigstore.json", signer.bundle(STATEMENT));
    Path beside = scratch.resolve("sbom.fido2.json");
    assertThat(attach(bundle, assertion(challenge(bundle)), beside).exit()).isZero();
    assertThat(verify(bundle, "--signatures", beside).exit()).isZero();
    Path another =
        Samples.file(
            scratch, "another.sigstore.json", signer.bundle(STATEMENT.replace("abab", "cdcd")));
    assertThat(verify(another, "--signatures", beside).exit()).isEqualTo(2);
  }

  @Test
  void attach_whatDoesNotVerify_writesNothing() {
    Path envelope = Samples.file(scratch, "sbom.dsse.json", signer.envelope(STATEMENT));
    Path out = scratch.resolve("out.json");
    Ran ran = attach(envelope, assertion(Bytes.utf8("another").sha256().bytes().base64Url()), out);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("challenge", "NOT VERIFIED");
    assertThat(Files.exists(out)).isFalse();
  }

  @Test
  void decision_onRecord_verifies_andItsChangeDoesNot() throws IOException {
    Bytes document =
        Bytes.utf8(
            "{\"approval\":\"x\",\"expires\":\"2026-11-05T12:05:00Z\",\"imageDigest\":\"sha256:ab\","
                + "\"person\":{\"client\":\"berta\"},\"reason\":\"seen\","
                + "\"schema\":\"https://stella-ops.org/schemas/signer/approval-decision/v1\","
                + "\"until\":\"2026-11-05T14:00:00Z\",\"verb\":\"approve\"}");
    String proof =
        new SecurityKeyProof(
                document, ID, key.publicKey(), PARTY, key.sign(document.sha256().bytes()))
            .form()
            .bytes()
            .utf8();
    Path record =
        Samples.file(
            scratch,
            "record.json",
            "{\"records\":[{\"record\":{\"approval\":\"x\",\"approvalImage\":\"sha256:ab\","
                + "\"actReason\":\"seen\",\"at\":\"2026-11-05T12:01:00Z\",\"decision\":\"answered\","
                + "\"securityKeyProof\":"
                + proof
                + "}}]}");

    Ran good = verify(record);
    assertThat(good.out())
        .isEqualToNormalizingNewlines(
            "passed  security-key  of berta  approve sha256:ab until 2026-11-05T14:00:00Z: seen\n"
                + "verified\n");
    assertThat(good.exit()).isZero();
    String other =
        Bytes.utf8(document.utf8().replace("2026-11-05T14", "2026-11-06T14")).base64Url();
    Files.writeString(record, Files.readString(record).replace(document.base64Url(), other));
    assertThat(verify(record).exit()).isEqualTo(1);
    assertThat(verify(Samples.file(scratch, "none.json", "{\"approvals\":[]}")).exit())
        .isEqualTo(1);
    for (String change :
        List.of(
            "answered>refused",
            "\"seen\",\"at\">\"other\",\"at\"",
            "\"approval\":\"x\">\"approval\":\"y\"",
            "Image\":\"sha256:ab>Image\":\"sha256:cd",
            "T12:01>T12:06",
            "T12:01>T11:01",
            "securityKeyProof>p")) {
      int cut = change.indexOf('>');
      String changed = recorded(proof).replace(change.substring(0, cut), change.substring(cut + 1));
      assertThat(changed).isNotEqualTo(recorded(proof));
      assertThat(verify(Samples.file(scratch, "changed.json", changed)).exit())
          .as(change)
          .isEqualTo(1);
    }
  }

  private static String recorded(String proof) {
    return "{\"records\":[{\"record\":{\"approval\":\"x\",\"approvalImage\":\"sha256:ab\","
        + "\"actReason\":\"seen\",\"at\":\"2026-11-05T12:01:00Z\",\"decision\":\"answered\","
        + "\"securityKeyProof\":"
        + proof
        + "}}]}";
  }

  /** A proof is of one step of one approval, and each decision has one. */
  @Test
  void approvals_decisionWithoutItsOwnProof_isNotVerified() {
    Bytes document =
        Bytes.utf8(
            "{\"approval\":\"x\",\"expires\":\"2026-11-05T12:05:00Z\",\"imageDigest\":\"sha256:ab\","
                + "\"person\":{\"client\":\"berta\"},\"reason\":\"seen\","
                + "\"schema\":\"https://stella-ops.org/schemas/signer/approval-decision/v1\","
                + "\"until\":\"2026-11-05T14:00:00Z\",\"verb\":\"approve\"}");
    String proof =
        new SecurityKeyProof(
                document, ID, key.publicKey(), PARTY, key.sign(document.sha256().bytes()))
            .form()
            .bytes()
            .utf8();
    String asked =
        "{\"at\":\"2026-11-05T12:00:00Z\",\"client\":\"ci\",\"deed\":\"requested\",\"reason\":\"r\"}";
    String step =
        "{\"at\":\"2026-11-05T12:01:00Z\",\"client\":\"berta\",\"deed\":\"approved\",\"reason\":\"seen\",\"proof\":"
            + proof
            + "}";
    String approval =
        "{\"approvals\":[{\"history\":["
            + asked
            + ","
            + step
            + "],\"id\":\"x\",\"imageDigest\":\"sha256:ab\",\"until\":\"2026-11-05T14:00:00Z\"}]}";
    assertThat(verify(Samples.file(scratch, "good.json", approval)).exit()).isZero();
    for (String change :
        List.of(
            "\"id\":\"x\">\"id\":\"y\"",
            "\"imageDigest\":\"sha256:ab\",\"until>\"imageDigest\":\"sha256:cd\",\"until",
            "2026-11-05T14>2026-11-06T14",
            "\"deed\":\"approved\">\"deed\":\"denied\"",
            "\"reason\":\"seen\",\"proof\">\"reason\":\"other\",\"proof\"",
            "\"client\":\"berta\",\"deed\">\"client\":\"anna\",\"deed\"",
            "\"proof\">\"prof\"",
            "T12:01>T12:09")) {
      int cut = change.indexOf('>');
      String changed = approval.replace(change.substring(0, cut), change.substring(cut + 1));
      assertThat(changed).as(change).isNotEqualTo(approval);
      assertThat(verify(Samples.file(scratch, "changed.json", changed)).exit())
          .as(change)
          .isEqualTo(1);
    }
  }
}
