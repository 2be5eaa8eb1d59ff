package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseVersion;
import org.stellaops.signer.core.api.policy.VersionFloor;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;
import org.stellaops.signer.testkit.keyless.TestCertificateLog;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;

/** The policy of releases and what checks their signatures, as a configuration has them. */
class ReleaseRulesTest {

  private static final String ISSUER = "https://ci.example";
  private static final String SUBJECT = "https://ci.example/release";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final Instant FROM = NOW.minus(Duration.ofDays(1));
  private static final TestCertificateAuthority FULCIO =
      TestCertificateAuthority.create(FROM, TestCertificateLog.create(FROM));
  private static final TestTimestampAuthority STAMPS =
      TestTimestampAuthority.create("stamps.example.test", FROM);

  @TempDir Path directory;

  private Config config(String releases) throws IOException, ConfigRefused {
    Files.writeString(
        directory.resolve("trusted_root.json"), FULCIO.trustedRoot().with(STAMPS).json());
    return SmallConfig.in(
        directory,
        "{}",
        "sigstore: {trustedRoot: trusted_root.json}\n"
            + "releases:\n"
            + "  signers: {ci: {certificateIdentity: \""
            + SUBJECT
            + "\", certificateIssuer: \""
            + ISSUER
            + "\"}}\n"
            + releases);
  }

  @Test
  void rule_ofTheFile_hasSignersAttestationsAndTheFloor() throws Exception {
    ReleaseRule rule =
        ReleaseRules.of(
            config(
                    "  attestations: [\"https://slsa.dev/provenance/v1\"]\n"
                        + "  oldestVersion: 2.4.0\n")
                .releases());
    assertThat(rule)
        .isEqualTo(
            new ReleaseRule(
                List.of(new ReleaseIdentity(ISSUER, SUBJECT)),
                1,
                Set.of("https://slsa.dev/provenance/v1"),
                new VersionFloor(
                    "org.opencontainers.image.version",
                    ReleaseVersion.parse("2.4.0").orElseThrow())));
  }

  private static Reading read(SignatureReader reader) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    Bytes payload = Bytes.utf8("{}");
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    payload.update(signature);
    Bytes sig = Bytes.adopt(signature.sign());
    Bytes leaf = FULCIO.issue(pair.getPublic(), SUBJECT, ISSUER, NOW).leaf();
    return reader.readAttached(
        DocumentTypes.SIMPLE_SIGNING,
        payload,
        Map.of(
            "dev.cosignproject.cosign/signature",
            sig.base64(),
            "dev.sigstore.cosign/certificate",
            "-----BEGIN CERTIFICATE-----\n" + leaf.base64() + "\n-----END CERTIFICATE-----\n",
            "dev.sigstore.cosign/rfc3161timestamp",
            "{\"SignedRFC3161Timestamp\":\"" + STAMPS.timestamp(sig, NOW).base64() + "\"}"),
        List.of());
  }

  private static SignatureReader reader(Config config) throws StartFailed {
    return ReleaseRules.reader(config, JcaProviders.platform(), InstantSource.system());
  }

  @Test
  void reader_certificateUnderTheTrustedRoot_isItsIdentity() throws Exception {
    Reading reading = read(reader(config("  certificates: {logs: 0}\n")));
    assertThat(reading).isInstanceOf(Reading.Read.class);
    assertThat(((Reading.Read) reading).signatures())
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.by().orElse(null))
                .as(finding.checks().toString())
                .isInstanceOfSatisfying(
                    CertificateIdentity.class, by -> assertThat(by.subject()).isEqualTo(SUBJECT)));
  }

  /** A log entry is wanted unless the file says otherwise. */
  @Test
  void reader_certificateWithoutALogEntry_isNobodysByDefault() throws Exception {
    Reading reading = read(reader(config("")));
    assertThat(((Reading.Read) reading).signatures())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.by()).isEmpty();
          assertThat(finding.checks())
              .filteredOn(it -> it.outcome() == Check.Outcome.FAILED)
              .extracting(Check::name)
              .contains("log-entry");
        });
  }

  @Test
  void reader_withoutATrustedRoot_checksKeysAlone() throws Exception {
    Reading reading = read(reader(SmallConfig.in(directory, "{}", "")));
    assertThat(reading).isInstanceOf(Reading.Unsupported.class);
  }

  @Test
  void reader_trustedRootThatIsNone_stopsTheStart() throws Exception {
    Config config = config("");
    Files.writeString(directory.resolve("trusted_root.json"), "{}");
    assertThatThrownBy(() -> reader(config))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("trusted_root.json");
  }
}
