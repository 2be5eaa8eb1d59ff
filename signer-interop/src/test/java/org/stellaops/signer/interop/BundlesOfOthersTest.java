package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.ExpectedIdentity;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * What cosign and sigstore-python sign, with Fulcio, certificate log, timestamp authority and Rekor
 * v2, is verified here with all of them required; and not as another's, or about something else.
 */
class BundlesOfOthersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final String LONG_AGO = "2024-01-01T00:00:00Z";
  private static final String WORKLOAD = SigstoreStack.workload("acme");

  @TempDir private static Path directory;

  private static SigstoreStack stack;
  private static Path artifact;
  private static Path predicate;
  private static Path signingConfig;

  @BeforeAll
  static void start() throws IOException {
    stack = SigstoreStack.start(directory);
    artifact = Files.writeString(directory.resolve("app.bin"), "an artifact");
    predicate =
        Files.writeString(
            directory.resolve("predicate.json"),
            """
            {"buildDefinition": {"buildType": "https://example.test/build", "externalParameters": {}},
             "runDetails": {"builder": {"id": "https://example.test/builder"}}}
            """);
    signingConfig = directory.resolve("signing_config.json");
    new Cosign(directory)
        .command(
            "signing-config",
            "create",
            "--fulcio=" + service(stack.fulcio().toString(), 1),
            "--rekor=" + service("http://localhost:" + stack.rekor().getPort(), 2),
            "--rekor-config=ANY",
            "--tsa=" + service(stack.timestamps().toString(), 1),
            "--tsa-config=ANY",
            "--oidc-provider=" + service(stack.identities().issuer(), 1),
            "--out=" + signingConfig)
        .succeed();
  }

  private static String service(String url, int version) {
    return "url="
        + url
        + ",api-version="
        + version
        + ",start-time="
        + LONG_AGO
        + ",operator=example.test";
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  private static String token() {
    return stack.identities().token(WORKLOAD);
  }

  /** Of tokens on its command line cosign takes those by RS256 alone; of files, any. */
  private static Path cosign(String name, String... words) throws IOException {
    Path bundle = directory.resolve(name);
    Path token = Files.writeString(directory.resolve(name + ".token"), token());
    new Cosign(directory)
        .command(words)
        .with(
            "--bundle=" + bundle,
            "--identity-token=" + token,
            "--signing-config=" + signingConfig,
            "--trusted-root=" + stack.trustedRoot(),
            "-y",
            artifact.toString())
        .succeed();
    return bundle;
  }

  /** The client of sigstore-python, told everything in one file. */
  private static Path python(String name, String... words) throws IOException {
    ObjectNode config = JSON.createObjectNode();
    config.put("mediaType", "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json");
    config.set("trustedRoot", JSON.readTree(Files.readAllBytes(stack.trustedRoot())));
    config.set("signingConfig", JSON.readTree(Files.readAllBytes(signingConfig)));
    Path file = directory.resolve("trust_config.json");
    Files.write(file, JSON.writeValueAsBytes(config));
    Path bundle = directory.resolve(name);
    Command.of(
            Tools.sigstorePython(), "-m", "sigstore", "--trust-config", file.toString(), words[0])
        .with(List.of(words).subList(1, words.length).toArray(String[]::new))
        .with("--identity-token", token(), "--bundle", bundle.toString(), artifact.toString())
        .in(directory)
        .env("HOME", directory.toString())
        .succeed();
    return bundle;
  }

  private static BundleVerdict verify(
      Path bundle, String identity, String content, String predicateType) throws Exception {
    TrustedRoot root = TrustedRoot.parse(Bytes.adopt(Files.readAllBytes(stack.trustedRoot())));
    return BundleVerification.trusting(
            new MaterialTrust(root, new Requirements(1, 1, 1), InstantSource.system()))
        .verify(
            Bytes.adopt(Files.readAllBytes(bundle)),
            TrustedSigners.anyIdentity(
                List.of(ExpectedIdentity.exactly(stack.identities().issuer(), identity))),
            new Expectations(ArtifactDigests.of(Bytes.utf8(content).sha256()), predicateType));
  }

  /** A yes for what it is, and a no for whatever it is not. */
  private static void assertVerified(Path bundle, String predicateType) throws Exception {
    BundleVerdict verdict = verify(bundle, WORKLOAD, "an artifact", predicateType);
    assertThat(verdict.verified()).as("%s", verdict.checks()).isTrue();
    assertThat(verdict.trustedTime()).isPresent();
    assertThat(failed(verify(bundle, SigstoreStack.workload("other"), "an artifact", null)))
        .contains("identity");
    assertThat(failed(verify(bundle, WORKLOAD, "another artifact", null))).isNotEmpty();
  }

  private static List<String> failed(BundleVerdict verdict) {
    assertThat(verdict.verified()).isFalse();
    return verdict.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Check::name)
        .toList();
  }

  @Test
  void cosign_attestation_isVerified() throws Exception {
    Path bundle =
        cosign(
            "cosign-attest.json",
            "attest-blob",
            "--predicate=" + predicate,
            "--type=slsaprovenance1");

    assertVerified(bundle, SLSA);
  }

  @Test
  void cosign_signatureOverAFile_isVerified() throws Exception {
    assertVerified(cosign("cosign-sign.json", "sign-blob"), null);
  }

  @Test
  void cosign_attestationByKey_isVerified() throws Exception {
    Cosign cosign = new Cosign(directory);
    Path publicKey = cosign.generateKeyPair("own");
    Path bundle = directory.resolve("cosign-key.json");
    cosign
        .command(
            "attest-blob",
            "--key=own.key",
            "--predicate=" + predicate,
            "--type=slsaprovenance1",
            "--use-signing-config=false",
            "--tlog-upload=false",
            "--bundle=" + bundle,
            "-y",
            artifact.toString())
        .succeed();
    PinnedKey key = PinnedKey.parsePem(Files.readString(publicKey));

    BundleVerdict verdict =
        BundleVerification.strict()
            .verify(
                Bytes.adopt(Files.readAllBytes(bundle)),
                TrustedSigners.anyKey(List.of(WindowedKey.always(key))),
                Expectations.artifact(Bytes.utf8("an artifact").sha256()).ofType(SLSA));

    assertThat(verdict.verified()).as("%s", verdict.checks()).isTrue();
  }

  /** The manifest is a statement like any other: here cosign signs it for a workload identity. */
  @Test
  void kit_signedKeyless_isVerifiedByItsIdentityAndNoOther() throws Exception {
    Path manifest = directory.resolve("manifest.json");
    String root = "--trusted-root=" + stack.trustedRoot();
    stella("kit", "create", "--manifest-only=" + manifest, root, "--name=product")
        .with("--kit-version=1", "--stale-after=90d")
        .succeed();
    Path signed = directory.resolve("manifest.sigstore.json");
    Path token = Files.writeString(directory.resolve("kit.token"), token());
    new Cosign(directory)
        .command(
            "attest-blob",
            "--statement=" + manifest,
            "--bundle=" + signed,
            "--identity-token=" + token,
            "--signing-config=" + signingConfig,
            "--trusted-root=" + stack.trustedRoot(),
            "-y")
        .succeed();
    Path kit = directory.resolve("product.kit.zip");
    stella("kit", "create", "--signed-manifest=" + signed, "--out=" + kit, root).succeed();

    assertThat(kitVerdict(kit, WORKLOAD).exit()).isZero();
    Command.Outcome other = kitVerdict(kit, SigstoreStack.workload("other"));
    assertThat(other.exit()).as(other.toString()).isEqualTo(1);

    Path bundle =
        cosign("by-kit.json", "attest-blob", "--predicate=" + predicate, "--type=slsaprovenance1");
    Command.Outcome verdict =
        stella(
                "verify",
                bundle.toString(),
                "--kit=" + kit,
                "--kit-identity=" + WORKLOAD,
                "--kit-issuer=" + stack.identities().issuer(),
                "--kit-trusted-root=" + stack.trustedRoot(),
                "--state=" + directory.resolve("kits.json"),
                "--certificate-identity=" + WORKLOAD,
                "--certificate-oidc-issuer=" + stack.identities().issuer(),
                "--artifact=" + artifact)
            .run();
    assertThat(verdict.exit()).as(verdict.toString()).isZero();
  }

  private static Command stella(String... words) {
    return Command.of(Tools.stella(), words).in(directory).env("HOME", directory.toString());
  }

  private static Command.Outcome kitVerdict(Path kit, String identity) {
    return stella(
            "kit",
            "verify",
            kit.toString(),
            "--kit-identity=" + identity,
            "--kit-issuer=" + stack.identities().issuer(),
            "--kit-trusted-root=" + stack.trustedRoot(),
            "--state=" + directory.resolve("kits.json"))
        .run();
  }

  @Test
  void sigstorePython_attestation_isVerified() throws Exception {
    Path bundle =
        python(
            "python-attest.json",
            "attest",
            "--predicate",
            predicate.toString(),
            "--predicate-type",
            SLSA);

    assertVerified(bundle, SLSA);
  }

  @Test
  void sigstorePython_signatureOverAFile_isVerified() throws Exception {
    assertVerified(python("python-sign.json", "sign"), null);
  }
}
