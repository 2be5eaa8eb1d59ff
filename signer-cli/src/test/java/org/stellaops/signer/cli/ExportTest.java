package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.model.PinnedKey;

/** {@code stella sign export} and {@code stella verify export}, against a server. */
class ExportTest {

  private static final String TIME = "2026-11-28T08:00:00Z";

  @TempDir static Path state;
  @TempDir Path scratch;

  private static DevelopmentService service;
  private Path tree;
  private Path out;
  private Path key;

  @BeforeAll
  static void start() {
    service = DevelopmentService.start(state.resolve("dev"), Ports.free());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void files() throws IOException {
    tree = Files.createDirectories(scratch.resolve("release/a/b"));
    tree = scratch.resolve("release");
    Files.writeString(tree.resolve("a/b/x.cdx.json"), "{}");
    Files.writeString(tree.resolve("\u00e9.txt"), "text");
    out = scratch.resolve("out");
    key = scratch.resolve("key.pub");
  }

  private Ran sign(Path named, Path signed, Object... more) {
    return stella(
        List.of(
            "sign",
            "export",
            named,
            "-o",
            signed,
            "--created",
            TIME,
            "--public-key",
            key,
            "--server",
            service.origin(),
            "--dev"),
        more);
  }

  private Ran signed(Object... more) {
    Ran ran = sign(tree, out, more);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran;
  }

  private Ran verify(Object... more) {
    return stella(List.of("verify", "export", tree, "--signed", out, "--key", key), more);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void sign_aDirectory_makesEveryFileAndVerifies() throws IOException {
    Ran ran = signed("--output", "json");
    assertThat(SchemaCheck.faults(Samples.json(ran.out()))).isEmpty();

    assertThat(names(out))
        .containsExactly(
            "SHA256SUMS",
            "export.json",
            "export.json.dsse.json",
            "export.json.dsse.sigstore.json",
            "export.json.sig",
            "export.json.sigstore.json",
            "provenance.json",
            "provenance.json.dsse.json",
            "provenance.json.dsse.sigstore.json",
            "provenance.json.sig",
            "provenance.json.sigstore.json",
            "signers.json");
    assertThat(verify().exit()).isZero();
    Ran json = verify("--output", "json");
    assertThat(SchemaCheck.faults(Samples.json(json.out()))).isEmpty();
    assertThat(Samples.json(json.out()).get("verified").asBoolean()).isTrue();
    assertThat(names(scratch)).contains("out").noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void sign_twice_givesTheSameBytes() throws IOException {
    signed();
    Path second = scratch.resolve("second");
    assertThat(sign(tree, second).exit()).isZero();
    for (String name : names(out)) {
      assertThat(second.resolve(name)).hasSameBinaryContentAs(out.resolve(name));
    }
  }

  @Test
  void sign_whatIsThereAlready_isRefusedAndLeftAlone() throws IOException {
    Files.createDirectories(out);
    Ran ran = sign(tree, out);
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("it is there already");
    assertThat(names(out)).isEmpty();
  }

  @Test
  void sign_afterAnInterruptedOne_clearsItAway() throws IOException {
    Path left = Files.createDirectories(scratch.resolve(".out.part"));
    Files.writeString(left.resolve("export.json"), "{");
    signed();
    assertThat(left).doesNotExist();
    assertThat(verify().exit()).isZero();
  }

  @Test
  void sign_refusedByTheServer_leavesNothing() throws IOException {
    Ran ran = sign(tree, out, "--key", "sbom");
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).contains("does not sign statements of this type");
    assertThat(names(scratch)).doesNotContain("out", ".out.part");
  }

  @Test
  void sign_withAnotherKeyThanExpected_keepsNothing() {
    Ran ran = sign(tree, out, "--expect-key", "sha256:" + "0".repeat(64));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void verify_changedFiles_areNamed() throws IOException {
    signed();
    Files.writeString(tree.resolve("\u00e9.txt"), "tex2");
    Files.delete(tree.resolve("a/b/x.cdx.json"));
    Files.writeString(tree.resolve("new"), "");
    Ran ran = verify();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out())
        .contains(
            "altered        \u00e9.txt\n",
            "missing        a/b/x.cdx.json\n",
            "added          new\n")
        .endsWith("NOT VERIFIED: of 2 files 1 missing, 1 altered; 1 added\n");
    Ran json = verify("--output", "json");
    assertThat(json.exit()).isEqualTo(1);
    assertThat(SchemaCheck.faults(Samples.json(json.out()))).isEmpty();
  }

  @Test
  void verify_aFileThatBecameALinkOutOfTheTree_isAltered() throws IOException {
    signed();
    Path outside = Files.writeString(scratch.resolve("outside"), "text");
    Files.delete(tree.resolve("\u00e9.txt"));
    Files.createSymbolicLink(tree.resolve("\u00e9.txt"), outside);
    assertThat(verify().out()).contains("altered        \u00e9.txt\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHA256SUMS",
        "export.json",
        "export.json.dsse.json",
        "export.json.dsse.sigstore.json",
        "export.json.sig",
        "export.json.sigstore.json",
        "provenance.json",
        "provenance.json.dsse.json",
        "provenance.json.dsse.sigstore.json",
        "provenance.json.sig",
        "provenance.json.sigstore.json",
      })
  void verify_anyFileOfTheSignaturesChanged_isNotVerified(String file) throws IOException {
    signed();
    Path second = scratch.resolve("second");
    Files.writeString(tree.resolve("more"), "x");
    assertThat(sign(tree, second).exit()).isZero();
    Files.delete(tree.resolve("more"));
    assertThat(verify().exit()).isZero();
    // What is good in itself, and of another export by the same key.
    Files.copy(second.resolve(file), out.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    Ran ran = verify();
    assertThat(ran.exit()).as(ran.out()).isEqualTo(1);
    assertThat(ran.out()).contains("NOT VERIFIED");
  }

  @Test
  void verify_whoSignedIsSaidWrongly_isNotVerified() throws IOException {
    signed();
    Path signers = out.resolve("signers.json");
    String said = Files.readString(signers);
    String changed = said.replaceFirst("sha256:[0-9a-f]{64}", "sha256:" + "0".repeat(64));
    assertThat(changed).isNotEqualTo(said);
    Files.writeString(signers, changed);
    Ran ran = verify();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("names other signers than those who signed: signers.json");
  }

  @Test
  void verify_aFileTooManyOrTooFewBesideTheSignatures_isNotVerified() throws IOException {
    signed();
    Path more = Files.writeString(out.resolve("more"), "");
    assertThat(verify().out()).contains("does not belong to the signed export: more");
    Files.delete(more);
    Files.delete(out.resolve("export.json.sig"));
    assertThat(verify().out()).contains("is missing in the signed export: export.json.sig");
  }

  @Test
  void verify_byAnotherKey_isNotVerified() throws Exception {
    signed();
    Path other = scratch.resolve("other.pub");
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.writeString(other, PinnedKey.of(pair.getPublic()).pem());
    Ran ran = stella("verify", "export", tree, "--signed", out, "--key", other);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).endsWith("NOT VERIFIED: no file was compared\n");
  }

  @Test
  void sign_aList_isNotCompleteAndReportsNothingAdded() throws IOException {
    Path list = Files.writeString(tree.resolve("list"), "a/b/x.cdx.json\n");
    assertThat(sign(list, out).exit()).isZero();
    Files.writeString(tree.resolve("new"), "");
    Ran ran = verify();
    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).endsWith("verified: 1 file\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside", "/etc/hostname", "a/../a/b/x.cdx.json", "a", "no-such", "a//b"})
  void sign_aListThatLeadsElsewhere_isRefused(String line) throws IOException {
    Files.writeString(scratch.resolve("outside"), "");
    Path list = Files.writeString(tree.resolve("list"), line + "\n");
    Ran ran = sign(list, out);
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("nothing is exported:\n  " + line + " ");
    assertThat(out).doesNotExist();
  }

  @Test
  void sign_linksOutOfTheTreeAndToDirectories_areRefusedTogether() throws IOException {
    Files.createSymbolicLink(tree.resolve("out-link"), scratch.resolve("key.pub"));
    Files.createSymbolicLink(tree.resolve("passwd"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(tree.resolve("inner"), tree.resolve("a"));
    Files.createSymbolicLink(tree.resolve("null"), Path.of("/dev/null"));
    Ran ran = sign(tree, out);
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err())
        .contains(
            "out-link cannot be read: no such file",
            "passwd leads out of",
            "null leads out of",
            "inner is a link to a directory");
  }

  @Test
  void sign_aPipe_isRefusedWithoutWaitingForIt() throws Exception {
    new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor();
    Ran ran = sign(tree, out);
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("pipe is no regular file (a device, a pipe or a socket)");
  }

  @Test
  void sign_aLinkInTheTree_isExportedAsWhatItLeadsTo() throws IOException {
    Files.createSymbolicLink(tree.resolve("link.json"), Path.of("a/b/x.cdx.json"));
    signed();
    assertThat(Files.readString(out.resolve("export.json"))).contains("\"path\":\"link.json\"");
    assertThat(verify().exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A/B/X.CDX.JSON", "e\u0301.txt", "nul.txt", "trailing.", "a:b"})
  void sign_aNameThatIsAnotherElsewhere_isRefused(String name) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    Ran ran = sign(tree, out);
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err())
        .contains("nothing is exported:")
        .containsAnyOf("would be one with", "Windows", name);
    assertThat(out).doesNotExist();
  }

  @Test
  void sign_intoTheTree_passesItself() throws IOException {
    Path inside = tree.resolve("stella-export");
    assertThat(sign(tree, inside).exit()).isZero();
    Ran ran = stella("verify", "export", tree, "--key", key);
    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).endsWith("verified: 2 files\n");
  }

  @Test
  void sign_wrongOptions_saySoBeforeAnythingIsRead() {
    assertThat(sign(tree, out, "--material", "x").err()).contains("is not URI@sha256:HEX");
    assertThat(sign(tree, out, "--name", " x").err()).contains("--name");
    assertThat(sign(tree, out, "--bundle", "b").err()).contains("-o OUT");
    assertThat(sign(scratch.resolve("no-such"), out).exit()).isEqualTo(3);
    Ran time =
        stella(
            "sign",
            "export",
            tree,
            "-o",
            out,
            "--created",
            "yesterday",
            "--server",
            service.origin(),
            "--dev");
    assertThat(time.exit()).isEqualTo(2);
    assertThat(time.err()).contains("2026-11-28T08:00:00Z");
  }

  @Test
  void verify_optionsBeforeTheVerb_areRefused() throws IOException {
    signed();
    Ran ran = stella("verify", "--key", key, "export", tree);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("options come after it");
  }
}
