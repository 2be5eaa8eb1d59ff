package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.ValidityWindow;
import org.stellaops.signer.verify.trust.WindowedKey;

/** {@code stella verify --kit}: what counts is what the verified kit says. */
class VerifyWithKitTest {

  private static final DocumentSigner PRODUCT = DocumentSigner.p256();
  private static final DocumentSigner OTHER = DocumentSigner.p256();

  @TempDir Path scratch;

  private Path kitKey;
  private Path productKey;
  private Path artifact;
  private Path document;

  @BeforeEach
  void files() throws IOException {
    kitKey = Samples.file(scratch, "kit.pub", SampleKits.KIT.key().pem());
    productKey = Samples.file(scratch, "product.pub", PRODUCT.key().pem());
    artifact = Samples.file(scratch, "app.bin", "artifact");
    String statement =
        DocumentSigner.statement(
            Bytes.adopt(Files.readAllBytes(artifact)).sha256(), "https://a.test/v1");
    document = Samples.file(scratch, "app.sigstore.json", PRODUCT.bundle(statement));
  }

  private Path kit(int version, Object... packed) {
    return SampleKits.kit(scratch, version, List.of(), List.of(packed));
  }

  private List<Object> words(Path kit) {
    return List.of(
        "verify",
        document,
        "--artifact",
        artifact,
        "--kit",
        kit,
        "--kit-key",
        kitKey,
        "--state",
        scratch.resolve("kits.json"));
  }

  private Ran verify(Path kit, Object... more) {
    return stella(words(kit), more);
  }

  private Path revocations(String entries) {
    return Samples.file(
        scratch,
        "revocations.json",
        "{" + entries + ",\"schema\":\"https://stella-ops.org/schemas/stella/revocations/v1\"}");
  }

  @Test
  void verify_byAKeyOfTheKit_isVerifiedWithoutAnyOtherKey() {
    Ran ran = verify(kit(1, "--trusted-key", productKey));
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).contains("\nverified").containsPattern("passed +revocation");
    assertThat(ran.err()).contains("kit: product version 1");
  }

  @Test
  void verify_byAKeyThatTheKitDoesNotHave_isNotVerified() {
    Path other = Samples.file(scratch, "other.pub", OTHER.key().pem());
    Path kit = kit(1, "--trusted-key", other);
    assertThat(verify(kit).exit()).isEqualTo(1);
    Ran chosen = verify(kit, "--key", productKey);
    assertThat(chosen.exit()).isEqualTo(2);
    assertThat(chosen.err()).contains("only chooses");
  }

  @Test
  void b24_kitThatIsNotVerified_verifiesNothing() {
    Path second = kit(2, "--trusted-key", productKey);
    Path first = kit(1, "--trusted-key", productKey);
    assertThat(verify(second).exit()).isZero();
    Ran older = verify(first);
    assertThat(older.exit()).isEqualTo(1);
    assertThat(older.err()).contains("the kit is not verified: rollback");
    assertThat(older.out()).isEmpty();
    Ran stranger =
        stella(
            "verify",
            document,
            "--kit",
            kit(3, "--trusted-key", productKey),
            "--kit-key",
            productKey,
            "--state",
            scratch.resolve("other.json"));
    assertThat(stranger.exit()).isEqualTo(1);
    assertThat(stranger.err()).contains("the kit is not verified: signature");
  }

  /** Online, a revoked key signs nothing more; offline, what it signed is refused with this kit. */
  @Test
  void verify_withTheNextKit_refusesWhatARevokedKeySigned() {
    assertThat(verify(kit(1, "--trusted-key", productKey)).exit()).isZero();
    Path revoked =
        revocations(
            "\"keys\":[{\"id\":\""
                + PRODUCT.key().fingerprint()
                + "\",\"from\":\"2026-01-01T00:00:00Z\",\"reason\":\"stolen\"}]");
    Ran ran = verify(kit(2, "--trusted-key", productKey, "--revocations", revoked));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("failed +revocation .*stolen").contains("NOT VERIFIED");
    Ran chosen =
        verify(kit(3, "--trusted-key", productKey, "--revocations", revoked), "--key", productKey);
    assertThat(chosen.exit()).isEqualTo(1);
    Ran all =
        stella(
            List.of("verify", document, document, "--kit"),
            kit(4, "--trusted-key", productKey, "--revocations", revoked),
            "--kit-key",
            kitKey,
            "--state",
            scratch.resolve("kits.json"));
    assertThat(all.exit()).as(all.out()).isEqualTo(1);
  }

  @Test
  void verify_keyOutsideItsWindow_isNotVerified() throws IOException {
    ValidityWindow over =
        new ValidityWindow(
            Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2025-02-01T00:00:00Z"));
    Bytes list =
        new TrustDocumentKeys(List.of(new WindowedKey(PRODUCT.key(), over)), Revocations.none())
            .document();
    Path trust = Samples.file(scratch, "trust.json", list.utf8());
    Ran ran = verify(kit(1, "--trust", trust));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("failed +key-validity");
  }

  @Test
  void optionsOfAKit_withoutOneOrWithWhatItHas_areRefused() {
    assertThat(stella("verify", document, "--key", productKey, "--accept-stale").exit())
        .isEqualTo(2);
    Path kit = kit(1, "--trusted-key", productKey);
    assertThat(verify(kit, "--trusted-root", document).exit()).isEqualTo(2);
    assertThat(verify(kit, "--certificate-identity", "a").exit()).isEqualTo(2);
  }

  private Ran process(List<String> before, List<String> options, Path kit)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.stellaops.signer.cli.Stella");
    words(kit).forEach(word -> command.add(word.toString()));
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    int exit =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Ran(
        exit,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void verify_inARuntimeWithoutHttp_isVerified() throws Exception {
    Ran ran =
        process(
            List.of(),
            List.of("--limit-modules", "java.base,java.logging,java.xml,java.naming"),
            kit(1, "--trusted-key", productKey));
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
  }

  @Test
  void verify_inANetworkNamespaceWithoutInterfaces_isVerified() throws Exception {
    Path unshare = Path.of("/usr/bin/unshare");
    Assumptions.assumeTrue(Files.isExecutable(unshare), "unshare is not here");
    List<String> without = List.of(unshare.toString(), "--map-root-user", "--net");
    List<String> probe = new ArrayList<>(without);
    probe.add("true");
    Assumptions.assumeTrue(
        new ProcessBuilder(probe).start().waitFor() == 0,
        "unshare may not make a network namespace here");
    Ran ran = process(without, List.of(), kit(1, "--trusted-key", productKey));
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).contains("\nverified");
  }
}
