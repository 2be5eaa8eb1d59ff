package org.stellaops.signer.verify.securitykey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.securitykey.AdditionalSignatures;
import org.stellaops.signer.json.securitykey.AdditionalSignatures.Signed;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.securitykey.FakeAuthenticator;
import org.stellaops.signer.verify.securitykey.SecurityKeyChecks.Verdict;
import org.stellaops.signer.verify.trust.InvalidTrust;

/** What security keys signed, verified from a record and a list of trusted keys alone. */
class SecurityKeyChecksTest {

  private static final String PARTY = "signer.example";
  private static final String ORIGIN = "https://signer.example";
  private static final String ID = "01900000-0000-7000-8000-000000000001";
  private static final String BERTA = "{\"client\":\"berta\",\"tenant\":\"acme\"}";
  private static final Bytes PAE = Bytes.utf8("DSSEv1 ...").sha256().bytes();

  private final FakeAuthenticator key =
      new FakeAuthenticator(SignatureAlgorithm.ECDSA_P256_SHA256, PARTY, ORIGIN);

  private TrustedSecurityKeys trusted(FakeAuthenticator of, String owner, String... more)
      throws InvalidTrust {
    return TrustedSecurityKeys.read(
        Bytes.utf8(
            "{\"schema\":\"https://stella-ops.org/schemas/signer/security-keys/v1\",\"rpId\":\""
                + PARTY
                + "\",\"origins\":[\""
                + ORIGIN
                + "\"],\"securityKeys\":[{\"id\":\""
                + ID
                + "\",\"credentialId\":\""
                + of.credentialId().base64Url()
                + "\",\"publicKey\":\""
                + of.publicKey().base64Url()
                + "\",\"owner\":"
                + owner
                + ",\"history\":[{\"deed\":\"registered\",\"at\":\"2026-11-01T00:00:00Z\"}"
                + String.join("", more)
                + "]}]}"));
  }

  private static String step(String deed, String at) {
    return ",{\"deed\":\"" + deed + "\",\"at\":\"" + at + "\"}";
  }

  private static final String CONFIRMED = step("confirmed", "2026-11-02T00:00:00Z");

  private static String decision(String person) {
    return "{\"approval\":\"x\",\"expires\":\"2026-11-05T12:05:00Z\",\"person\":"
        + person
        + ",\"schema\":\"https://stella-ops.org/schemas/signer/approval-decision/v1\"}";
  }

  private SecurityKeyProof proof(String document) {
    Bytes bytes = Bytes.utf8(document);
    return new SecurityKeyProof(
        bytes, ID, key.publicKey(), PARTY, key.sign(bytes.sha256().bytes()));
  }

  private static String fault(Verdict verdict) {
    return verdict.fault().orElse("verified");
  }

  @Test
  void decision_onRecord_verifies_andSaysWhoDecidedWhat() throws Exception {
    SecurityKeyProof read = SecurityKeyProof.read(proof(decision(BERTA)).form().bytes());

    Verdict verdict = new SecurityKeyChecks(trusted(key, BERTA, CONFIRMED)).check(read);

    assertThat(fault(verdict)).isEqualTo("verified");
    assertThat(verdict.by()).contains("berta");
    assertThat(verdict.document().orElseThrow().string("approval")).isEqualTo("x");
  }

  @Test
  void decision_ofAKeyThatIsNotTrusted_orOfAnother_isNone() throws Exception {
    SecurityKeyProof berta = proof(decision(BERTA));
    FakeAuthenticator other =
        new FakeAuthenticator(SignatureAlgorithm.ECDSA_P256_SHA256, PARTY, ORIGIN);
    assertThat(fault(new SecurityKeyChecks(trusted(other, BERTA, CONFIRMED)).check(berta)))
        .contains("none that you trust");
    assertThat(fault(new SecurityKeyChecks(trusted(key, BERTA)).check(berta)))
        .as("pending")
        .contains("none that you trust");
    SecurityKeyChecks checks = new SecurityKeyChecks(trusted(key, BERTA, CONFIRMED));
    assertThat(fault(checks.check(proof(decision("{\"client\":\"anna\",\"tenant\":\"acme\"}")))))
        .contains("another person");
  }

  @Test
  void decision_outsideTheKeysTime_isNone_andBeforeItsEndItStays() throws Exception {
    SecurityKeyProof berta = proof(decision(BERTA));
    assertThat(
            fault(
                new SecurityKeyChecks(
                        trusted(key, BERTA, step("confirmed", "2026-11-05T12:05:01Z")))
                    .check(berta)))
        .contains("not active then");
    for (String end : List.of("revoked", "suspended")) {
      assertThat(
              fault(
                  new SecurityKeyChecks(
                          trusted(key, BERTA, CONFIRMED, step(end, "2026-11-05T11:59:59Z")))
                      .check(berta)))
          .contains("not active then");
      assertThat(
              fault(
                  new SecurityKeyChecks(
                          trusted(key, BERTA, CONFIRMED, step(end, "2026-11-05T12:00:01Z")))
                      .check(berta, Instant.parse("2026-11-05T12:00:01Z"))))
          .isEqualTo("verified");
      assertThat(
              fault(
                  new SecurityKeyChecks(
                          trusted(key, BERTA, CONFIRMED, step(end, "2026-11-05T12:00:01Z")))
                      .check(berta)))
          .as("by its own word alone")
          .contains("no record says");
      assertThat(
              fault(
                  new SecurityKeyChecks(
                          trusted(key, BERTA, CONFIRMED, step(end, "2026-11-05T12:00:01Z")))
                      .check(berta, Instant.parse("2026-11-05T12:00:02Z"))))
          .contains("no record says");
    }
  }

  @Test
  void decision_thatIsNotInItsOneForm_isNone() throws Exception {
    SecurityKeyChecks checks = new SecurityKeyChecks(trusted(key, BERTA, CONFIRMED));
    for (String document :
        List.of(
            " " + decision(BERTA),
            decision(BERTA).replace("approval-decision", "another"),
            "{}",
            "[]",
            decision(BERTA).replace("2026-11-05T12:05:00Z", "soon"))) {
      assertThat(checks.check(proof(document)).verified()).as(document).isFalse();
    }
  }

  @Test
  void decision_whoseSignatureIsOverSomethingElse_isNone() throws Exception {
    SecurityKeyProof good = proof(decision(BERTA));
    SecurityKeyProof moved =
        new SecurityKeyProof(
            Bytes.utf8(decision(BERTA).replace("\"x\"", "\"y\"")),
            ID,
            good.publicKey(),
            PARTY,
            good.assertion());
    assertThat(fault(new SecurityKeyChecks(trusted(key, BERTA, CONFIRMED)).check(moved)))
        .contains("challenge");
  }

  private AdditionalSignatures additional(Bytes over) {
    return new AdditionalSignatures(
        over, List.of(new Signed(key.publicKey(), PARTY, key.sign(over))));
  }

  @Test
  void statement_signedBesides_verifies_whileTheKeyIsActive() throws Exception {
    JsonObject written = JsonObject.parse(additional(PAE).form().bytes(), JsonLimits.TOKEN);
    AdditionalSignatures read = AdditionalSignatures.read(written, PAE);
    assertThat(new SecurityKeyChecks(trusted(key, BERTA, CONFIRMED)).check(read))
        .extracting(SecurityKeyChecksTest::fault)
        .containsExactly("verified");
    assertThat(
            new SecurityKeyChecks(
                    trusted(key, BERTA, CONFIRMED, step("revoked", "2030-01-01T00:00:00Z")))
                .check(read))
        .extracting(SecurityKeyChecksTest::fault)
        .containsExactly("the key has ended, and the signature has no time");
  }

  @Test
  void statement_signaturesOfAnother_areNotRead() {
    Bytes other = Bytes.utf8("another").sha256().bytes();
    assertThatThrownBy(() ->
            AdditionalSignatures.read(
                JsonObject.parse(additional(other).form().bytes(), JsonLimits.TOKEN), PAE))
        .isInstanceOf(InvalidJson.class);
  }

  /** What says that it is over this statement, and is not. */
  @Test
  void statement_signatureOverAnother_isNone() throws Exception {
    Bytes other = Bytes.utf8("another").sha256().bytes();
    AdditionalSignatures forged = new AdditionalSignatures(PAE, additional(other).signatures());
    assertThat(new SecurityKeyChecks(trusted(key, BERTA, CONFIRMED)).check(forged))
        .extracting(SecurityKeyChecksTest::fault)
        .containsExactly("what the key signed does not count: challenge");
  }
}
