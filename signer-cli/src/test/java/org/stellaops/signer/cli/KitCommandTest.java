package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** {@code stella kit}; kits are signed by the gates of development mode, or elsewhere. */
class KitCommandTest {

  private static final DocumentSigner KIT = SampleKits.KIT;
  private static final DocumentSigner PRODUCT = DocumentSigner.p256();

  @TempDir Path scratch;

  private Path kitKey;
  private Path productKey;
  private Path state;

  @BeforeEach
  void keys() {
    kitKey = Samples.file(scratch, "kit.pub", KIT.key().pem());
    productKey = Samples.file(scratch, "product.pub", PRODUCT.key().pem());
    state = scratch.resolve("state").resolve("kits.json");
  }

  private static List<Object> create(Object... words) {
    List<Object> all = new ArrayList<>(List.of("kit", "create"));
    all.addAll(List.of(words));
    return all;
  }

  /** With the product's key; times are given as {@code --created=TIME}. */
  private Path kit(int version, Object... more) {
    List<Object> about = new ArrayList<>();
    List<Object> packed = new ArrayList<>(List.of("--trusted-key", productKey));
    for (Object word : more) {
      boolean time = String.valueOf(word).matches("--(created|stale-after)=.*");
      (time ? about : packed).add(word);
    }
    return SampleKits.kit(scratch, version, about, packed);
  }

  private Ran verify(Path kit, Object... more) {
    return stella(List.of("kit", "verify", kit, "--kit-key", kitKey, "--state", state), more);
  }

  @Test
  void create_throughTheGates_isVerifiedByItsKey() {
    Path kit = scratch.resolve("dev.kit.zip");
    Path key = scratch.resolve("dev.pub");
    Ran made =
        stella(
            create("--out", kit, "--name", "product", "--kit-version", 1, "--dev"),
            "--trusted-key",
            productKey,
            "--public-key",
            key);
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out().strip()).endsWith("dev.kit.zip").doesNotContain("dsseEnvelope");
    Ran verified = stella("kit", "verify", kit, "--kit-key", key, "--state", state);
    assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
    assertThat(verified.out()).contains("verified: product version 1");
  }

  @Test
  void create_twiceFromTheSame_isTheSameToTheByte() throws IOException {
    Path first = Files.move(kit(1, "--created=2026-05-01T12:00:00Z"), scratch.resolve("first.zip"));
    // The signature is random, so the second is packed from the same signed manifest.
    Path second = scratch.resolve("second.zip");
    Ran made =
        stella(
            create("--out", second, "--trusted-key", productKey),
            "--signed-manifest",
            scratch.resolve("manifest.sigstore.json"));
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  @Test
  void create_otherFilesThanAreSigned_isRefusedAndWritesNothing() throws IOException {
    kit(1);
    Path other = scratch.resolve("other.zip");
    Ran made =
        stella(
            create("--out", other, "--trusted-key", kitKey),
            "--signed-manifest",
            scratch.resolve("manifest.sigstore.json"));
    assertThat(made.exit()).isEqualTo(2);
    assertThat(made.err()).contains("manifest");
    assertThat(other).doesNotExist();
  }

  @Test
  void create_optionsThatDoNotGoTogether_areRefusedByName() {
    for (List<Object> words :
        List.of(
            create("--out", "x", "--name", "product", "--kit-version", 1, "--dev"),
            create("--out", "x", "--kit-version", 1, "--trusted-key", productKey),
            create("--name", "a", "--kit-version", 1, "--trusted-key", productKey, "--dev"),
            create("--manifest-only", "x", "--out", "y", "--name", "a", "--kit-version", 1),
            create("--signed-manifest", "x", "--out", "y", "--name", "a"),
            create(
                "--manifest-only",
                "x",
                "--name",
                "A/..",
                "--kit-version",
                1,
                "--trusted-key",
                productKey),
            create(
                "--manifest-only",
                "x",
                "--name",
                "a",
                "--kit-version",
                0,
                "--trusted-key",
                productKey),
            create(
                "--manifest-only",
                "x",
                "--name",
                "a",
                "--kit-version",
                1,
                "--trusted-key",
                productKey,
                "--stale-after",
                "soon"))) {
      Ran ran = stella(words);
      assertThat(ran.exit()).as(words + ran.err()).isEqualTo(2);
      assertThat(ran.err()).contains("--");
    }
  }

  @Test
  void verify_olderAfterNewer_isRefusedAndNamed() throws IOException {
    Path first = kit(1);
    Path second = kit(2);
    assertThat(verify(first).exit()).isZero();
    assertThat(verify(second).exit()).isZero();
    Ran back = verify(first);
    assertThat(back.exit()).isEqualTo(1);
    assertThat(back.out()).containsPattern("failed +rollback").contains("NOT VERIFIED");
    assertThat(verify(second).exit()).isZero();
  }

  @Test
  void verify_stale_isRefusedUnlessAcceptedAndThenNamed() throws IOException {
    Path kit = kit(1, "--created=2026-05-01T12:00:00Z", "--stale-after=1h");
    Ran refused = verify(kit);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).containsPattern("failed +stale");
    Ran accepted = verify(kit, "--accept-stale");
    assertThat(accepted.exit()).isZero();
    assertThat(accepted.err()).contains("warning: stale");
  }

  @Test
  void verify_byAStranger_isNotVerified() throws IOException {
    Ran ran = stella("kit", "verify", kit(1), "--kit-key", productKey, "--state", state);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(state).doesNotExist();
  }

  @Test
  void verify_byFingerprint_needsTheKeyInTheKit() throws IOException {
    String fingerprint = KIT.key().fingerprint().toString();
    Ran unknown = stella("kit", "verify", kit(1), "--kit-key", fingerprint, "--state", state);
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("give the key's file");
    Path kit = kit(2, "--trusted-key", kitKey);
    Ran known = stella("kit", "verify", kit, "--kit-key", fingerprint, "--state", state);
    assertThat(known.exit()).as(known.out() + known.err()).isZero();
  }

  @Test
  void verify_withoutAnyoneOrWithHalfAnIdentity_isRefused() throws IOException {
    Path kit = kit(1);
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("--kit-identity", "a"),
            List.of("--kit-identity", "a", "--kit-issuer", "b"))) {
      Ran ran = stella(List.of("kit", "verify", kit, "--state", state), words.toArray());
      assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
    }
  }

  @Test
  void verify_stateThatIsNone_isRefusedAndNotOverwritten() throws IOException {
    Path kit = kit(1);
    Files.createDirectories(state.getParent());
    Files.writeString(state, "{}");
    Ran ran = verify(kit);
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("kits.json");
    assertThat(state).hasContent("{}");
  }

  @Test
  void verify_changedByOneByte_isRefused() throws IOException {
    Path kit = kit(1);
    byte[] content = Files.readAllBytes(kit);
    content[content.length / 2] ^= 1;
    Files.write(kit, content);
    Ran ran = verify(kit);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).containsPattern("failed +(archive|files)");
    assertThat(stella("kit", "inspect", kit).exit()).isEqualTo(1);
  }

  @Test
  void inspect_saysWhatIsInItAndNothingOfTrust() throws IOException {
    Path revoked =
        Samples.file(
            scratch,
            "revocations.json",
            "{\"identities\":[{\"issuer\":\"https://a\",\"subject\":\"b\",\"from\":"
                + "\"2026-05-01T12:00:00Z\",\"reason\":\"moved\"}],\"schema\":"
                + "\"https://stella-ops.org/schemas/stella/revocations/v1\"}");
    Ran ran = stella("kit", "inspect", kit(1, "--revocations", revoked));
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("product version 1", "docs/VERIFY.md", PRODUCT.key().fingerprint().toString())
        .contains("b by https://a from 2026-05-01T12:00:00Z on: moved");
    assertThat(ran.err()).contains("not checked");
  }

  @Test
  void files_schemasAndPage_areThoseOfTheRepository() throws IOException {
    try (var zip = new ZipFile(kit(1).toFile())) {
      List<String> names = new ArrayList<>();
      zip.stream().forEach(entry -> names.add(entry.getName()));
      assertThat(names)
          .contains(
              "LICENSE",
              "docs/VERIFY.md",
              "manifest.sigstore.json",
              "schemas/revocations-v1.schema.json",
              "trust/keys.json",
              "trust/keys/" + PRODUCT.key().fingerprint().hex() + ".pub",
              "trust/revocations.json");
      for (String name : names) {
        Path own = Snippets.root().resolve(name.startsWith("schemas/") ? "docs/" + name : name);
        if (!name.startsWith("trust/") && !name.startsWith("manifest")) {
          byte[] packed = zip.getInputStream(zip.getEntry(name)).readAllBytes();
          assertThat(Bytes.adopt(packed)).as(name).isEqualTo(Bytes.adopt(Files.readAllBytes(own)));
        }
      }
    }
  }

  @Test
  void json_ofEachVerb_isValid() throws IOException {
    Path kit = kit(1);
    for (Ran ran :
        List.of(
            stella("kit", "inspect", kit, "--output", "json"),
            verify(kit, "--output", "json"),
            stella(
                "kit",
                "verify",
                kit,
                "--kit-key",
                productKey,
                "--state",
                state,
                "--output",
                "json"))) {
      assertThat(SchemaCheck.faults(Samples.json(ran.out()))).as(ran.out()).isEmpty();
    }
  }
}
