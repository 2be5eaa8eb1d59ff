package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {

  @TempDir static Path signed;
  @TempDir Path scratch;

  @BeforeAll
  static void sign() {
    sign("bundle.json", "envelope.json", "signer.pub");
    sign("bundle2.json", "envelope2.json", "signer2.pub");
  }

  /** With a key of its own. */
  private static void sign(String bundle, String envelope, String publicKey) {
    Ran ran =
        stella(
            "sign",
            "sbom",
            Samples.sbom(signed),
            "--dev",
            "--bundle",
            signed.resolve(bundle),
            "--envelope",
            signed.resolve(envelope),
            "--public-key",
            signed.resolve(publicKey));
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  /** One envelope with the signatures of these, which have the same payload. */
  private Path envelopeOf(String... envelopes) {
    ObjectNode all = (ObjectNode) Samples.json(signed.resolve(envelopes[0]));
    ArrayNode signatures = all.putArray("signatures");
    for (String envelope : envelopes) {
      JsonNode document = Samples.json(signed.resolve(envelope));
      assertThat(document.get("payload")).isEqualTo(all.get("payload"));
      signatures.add(document.at("/signatures/0"));
    }
    return Samples.file(scratch, "all.json", all.toString());
  }

  private static Path secondKey() {
    return signed.resolve("signer2.pub");
  }

  @Test
  void verify_twoKeysOnOneEnvelope_meetAThresholdOfTwo() {
    Path envelope = envelopeOf("envelope.json", "envelope2.json");

    Ran ran = stella("verify", envelope, "--key", key(), "--key", secondKey(), "--threshold", "2");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out().lines().filter(line -> line.matches("passed +signature .*sha256:.*")))
        .hasSize(2);
    assertThat(ran.out()).containsPattern("(?m)^passed +threshold ");
  }

  @Test
  void verify_twoBundlesOfOnePayload_meetAThresholdOfTwo() {
    List<Object> keys = List.of("--key", key(), "--key", secondKey(), "--threshold", "2");
    List<Object> both =
        List.of("verify", signed.resolve("bundle.json"), signed.resolve("bundle2.json"));
    List<Object> twice =
        List.of("verify", signed.resolve("bundle.json"), signed.resolve("bundle.json"));

    assertThat(stella(both, keys.toArray()).exit()).isZero();
    assertThat(stella(twice, keys.toArray()).exit()).isEqualTo(1);
  }

  @Test
  void verify_twoSignaturesOfOneKey_missAThresholdOfTwo() {
    Path envelope = envelopeOf("envelope.json", "envelope.json");

    Ran ran =
        stella(
            "verify",
            envelope,
            "--key",
            key(),
            "--key",
            secondKey(),
            "--threshold",
            "2",
            "--output",
            "json");

    assertThat(ran.exit()).isEqualTo(1);
    JsonNode verdict = Samples.json(ran.out());
    assertThat(SchemaCheck.faults(verdict)).isEmpty();
    assertThat(verdict.at("/threshold").asInt()).isEqualTo(2);
    assertThat(verdict.at("/signers")).hasSize(1);
    assertThat(verdict.at("/checks"))
        .extracting(check -> check.get("name").asText() + " " + check.get("outcome").asText())
        .containsExactly(
            "form passed",
            "signature passed",
            "signature failed",
            "threshold failed",
            "payload-type not-applicable",
            "statement not-applicable",
            "subject not-applicable",
            "predicate-type not-applicable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "3", "two"})
  void verify_thresholdThatTheKeysCannotMeet_isAWrongCommand(String threshold) {
    Ran ran = verify("--key", secondKey(), "--threshold", threshold);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--threshold");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void verify_sameKeyTwiceForAThresholdOfTwo_isAWrongCommand() {
    Ran ran = verify("--key", key(), "--threshold", "2");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("1 distinct signer");
  }

  private static Path key() {
    return signed.resolve("signer.pub");
  }

  private static Path artifact() {
    return signed.resolve("app.cdx.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bundle.json", "envelope.json"})
  void verify_asSigned_namesEveryCheck(String document) {
    Ran ran =
        stella(
            "verify",
            signed.resolve(document),
            "--key",
            key(),
            "--artifact",
            artifact(),
            "--type",
            "https://cyclonedx.org/bom");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out().lines().map(line -> line.split(" +", 3)).map(words -> words[0]))
        .containsExactly("passed", "passed", "passed", "passed", "passed", "passed", "verified");
    assertThat(ran.out())
        .contains("form", "payload-type", "signature", "statement", "subject", "predicate-type");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void verify_digestInsteadOfFile_isCompared() throws IOException {
    String digest =
        org.stellaops.signer.model.Bytes.adopt(Files.readAllBytes(artifact())).sha256().toString();

    assertThat(verify("--digest", digest).exit()).isZero();
    assertThat(verify("--digest", Samples.RELEASED).exit()).isEqualTo(1);
  }

  @Test
  void verify_artifactWithOneByteChanged_failsTheSubject() throws IOException {
    byte[] bytes = Files.readAllBytes(artifact());
    bytes[bytes.length / 2] ^= 1;
    Path changed = Files.write(scratch.resolve("changed"), bytes);

    Ran ran = verify("--artifact", changed);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("(?m)^failed +subject ").contains("NOT VERIFIED");
  }

  @ParameterizedTest
  @CsvSource({
    "bundle.json, /dsseEnvelope, payload",
    "bundle.json, /dsseEnvelope/signatures/0, sig",
    "envelope.json, '', payload",
    "envelope.json, /signatures/0, sig"
  })
  void verify_signedBytesWithOneChanged_failsTheSignature(String name, String at, String member)
      throws IOException {
    JsonNode document = Samples.json(signed.resolve(name));
    ObjectNode holder = (ObjectNode) document.at(at);
    byte[] bytes = Base64.getDecoder().decode(holder.get(member).asText());
    bytes[bytes.length / 2] ^= 1;
    holder.put(member, Base64.getEncoder().encodeToString(bytes));
    Path changed = Samples.file(scratch, "changed.json", document.toString());

    Ran ran = stella("verify", changed, "--key", key(), "--artifact", artifact());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("(?m)^failed +signature ").contains("NOT VERIFIED");
  }

  @Test
  void verify_anotherKey_failsTheSignature() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    Path other =
        Samples.file(
            scratch,
            "other.pub",
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");

    Ran ran = stella("verify", signed.resolve("bundle.json"), "--key", other);
    Ran both = stella("verify", signed.resolve("bundle.json"), "--key", other, "--key", key());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("(?m)^failed +signature ");
    assertThat(both.exit()).isZero();
  }

  @Test
  void verify_anotherType_failsTheType() {
    Ran ran = verify("--type", "https://spdx.dev/Document");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("(?m)^failed +predicate-type ");
  }

  @Test
  void verify_documentOfAnotherForm_failsTheForm() {
    Ran ran = stella("verify", artifact(), "--key", key());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("(?m)^failed +form ").doesNotContain("form: ");
  }

  @Test
  void verify_fileThatIsNotThere_cannotBeReached() {
    Ran document = stella("verify", scratch.resolve("none.json"), "--key", key());
    Ran artifact = verify("--artifact", scratch.resolve("none"));
    Ran key = stella("verify", signed.resolve("bundle.json"), "--key", scratch.resolve("none.pub"));

    assertThat(document.exit()).isEqualTo(3);
    assertThat(document.err()).contains("none.json", "no such file").doesNotContain("xception");
    assertThat(artifact.exit()).isEqualTo(3);
    assertThat(key.exit()).isEqualTo(3);
    assertThat(document.out() + artifact.out() + key.out()).isEmpty();
  }

  @Test
  void verify_keyThatIsNone_isAWrongCommand() {
    Ran ran = stella("verify", signed.resolve("bundle.json"), "--key", artifact());

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("app.cdx.json is an SBOM, not a public key");
  }

  @Test
  void verify_listOfAttestations_saysHowToTakeOneOut() throws IOException {
    String bundle = Files.readString(signed.resolve("bundle.json"));
    Path list =
        Samples.file(scratch, "list.json", "{\"attestations\":[{\"bundle\":" + bundle + "}]}");

    Ran ran = stella("verify", list, "--key", key());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("jq '.attestations[0].bundle'", "> bundle.sigstore.json");
    assertThat(stella("verify", signed.resolve("bundle.json"), "--key", secondKey()).err())
        .isEmpty();
  }

  @Test
  void verify_artifactAndDigest_isAWrongCommand() {
    Ran ran = verify("--artifact", artifact(), "--digest", Samples.RELEASED);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--artifact or --digest");
  }

  @Test
  void verify_digestThatIsNone_isAWrongCommand() {
    assertThat(verify("--digest", "sha256:abc").exit()).isEqualTo(2);
  }

  @Test
  void verify_inJson_saysTheSame() {
    Ran good = verify("--output", "json");
    Ran bad = verify("--output", "json", "--type", "https://spdx.dev/Document");

    JsonNode verdict = Samples.json(good.out());
    assertThat(verdict.at("/schema").asText())
        .isEqualTo("https://stella-ops.org/schemas/stella/verify/v1");
    assertThat(verdict.at("/verified").asBoolean()).isTrue();
    assertThat(verdict.at("/signers")).hasSize(1);
    assertThat(verdict.at("/checks"))
        .extracting(check -> check.get("name").asText() + " " + check.get("outcome").asText())
        .contains("signature passed", "subject not-applicable");
    assertThat(bad.exit()).isEqualTo(1);
    assertThat(Samples.json(bad.out()).at("/verified").asBoolean()).isFalse();
  }

  private static Ran verify(Object... more) {
    return stella(List.of("verify", signed.resolve("bundle.json"), "--key", key()), more);
  }

  @Test
  void verify_withoutAnArtifact_saysThatNoneWasCompared() {
    Ran ran = stella("verify", signed.resolve("bundle.json"), "--key", key());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("signature verified; no artifact compared");
    assertThat(
            stella("verify", signed.resolve("bundle.json"), "--key", key(), "--require-artifact")
                .exit())
        .isEqualTo(2);
  }
}
