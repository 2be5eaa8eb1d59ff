package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.ValidityWindow;
import org.stellaops.signer.verify.trust.WindowedKey;

/** {@code stella verify} by what a service publishes: windows, and everything that is revoked. */
class VerifyWithTrustTest {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();
  private static final Digest ARTIFACT = Bytes.utf8("an artifact").sha256();
  private static final String STATEMENT =
      DocumentSigner.statement(ARTIFACT, "https://example.test/type/v1");
  private static final String REASON = ",\"reason\":\"a mistake\"}]";

  @TempDir private Path folder;
  private Path bundle;

  @BeforeEach
  void sign() {
    bundle = Samples.file(folder, "app.sigstore.json", SIGNER.bundle(STATEMENT));
  }

  private Path trust(ValidityWindow window, String... members) {
    String document =
        new TrustDocumentKeys(List.of(new WindowedKey(SIGNER.key(), window)), Revocations.none())
            .document()
            .utf8();
    StringBuilder more = new StringBuilder();
    List.of(members).forEach(member -> more.append(',').append(member));
    return Samples.file(
        folder, "trust.json", document.substring(0, document.length() - 1) + more + "}");
  }

  private Ran verify(String option, Path trust) {
    return stella("verify", bundle, option, trust, "--digest", ARTIFACT);
  }

  private static String content(Instant from) {
    Bytes payload = Bytes.utf8(STATEMENT);
    return "\"revokedContents\":[{\"from\":\""
        + from
        + "\",\"paeDigest\":\""
        + PreAuthEncoding.of(DocumentSigner.IN_TOTO, payload).sha256()
        + "\""
        + REASON;
  }

  @Test
  void trust_keyInItsTime_verifies() {
    Ran ran = verify("--trust", trust(new ValidityWindow(Instant.EPOCH, null)));

    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).contains("passed         key-validity", "passed         revocation");
  }

  @Test
  void trust_keyThatHasEnded_isANo() {
    ValidityWindow over = new ValidityWindow(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

    Ran ran = verify("--trust", trust(over));

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("failed         key-validity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--trust", "--key"})
  void trustAndKey_contentThatIsRevoked_isANo(String option) {
    Ran ran = verify(option, trust(ValidityWindow.ALWAYS, content(Instant.EPOCH)));

    assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(1);
    assertThat(ran.out()).contains("failed         revocation").contains("a mistake");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--trust", "--key"})
  void trustAndKey_listWithUnknownMembers_isRefused(String option) {
    Ran ran = verify(option, trust(ValidityWindow.ALWAYS, "\"revokedOthers\":[]"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(option + ": ").contains("revokedOthers");
  }

  @Test
  void trust_withKeyOrKit_isAUsageError() {
    Path trust = trust(ValidityWindow.ALWAYS);

    assertThat(stella("verify", bundle, "--trust", trust, "--key", trust).exit()).isEqualTo(2);
    assertThat(
            stella("verify", bundle, "--trust", trust, "--kit", trust, "--kit-key", trust).exit())
        .isEqualTo(2);
  }

  @Test
  void trust_otherDocument_isRefusedByName() {
    Path other = Samples.file(folder, "other.json", "{\"schema\":\"x\"}");

    Ran ran = verify("--trust", other);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--trust: " + other);
  }

  @Test
  void trust_identityThatIsRevoked_saysNothingOfKeys() {
    Path kept =
        trust(
            ValidityWindow.ALWAYS,
            "\"revokedIdentities\":[{\"from\":\"2026-01-01T00:00:00Z\",\"issuer\":\"https://i\","
                + "\"subject\":\"s\""
                + REASON);

    Ran ran = verify("--trust", kept);

    assertThat(ran.exit()).as(ran.err()).isZero();
  }
}
