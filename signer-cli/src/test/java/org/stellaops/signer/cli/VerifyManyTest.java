package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code stella verify} of several files and of directories. */
class VerifyManyTest {

  private static final String GOOD = "signature verified ";

  @TempDir static Path signed;
  @TempDir Path scratch;

  @BeforeAll
  static void sign() {
    Ran ran =
        stella(
            "sign",
            "sbom",
            Samples.sbom(signed),
            "--dev",
            "--bundle",
            at("good.sigstore.json"),
            "--envelope",
            at("good.dsse.json"),
            "--public-key",
            at("signer.pub"));
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  private static Path at(String name) {
    return signed.resolve(name);
  }

  private Path good(String name) throws IOException {
    Path file = scratch.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.copy(at("good.sigstore.json"), file);
  }

  private Path forged(String name) throws IOException {
    ObjectNode bundle = (ObjectNode) Samples.json(at("good.sigstore.json"));
    ((ObjectNode) bundle.get("dsseEnvelope")).put("payload", "e30=");
    return Files.writeString(scratch.resolve(name), bundle.toString());
  }

  private Path unsupported(String name) throws IOException {
    ObjectNode bundle = (ObjectNode) Samples.json(at("good.sigstore.json"));
    bundle.withObject("/verificationMaterial").putArray("tlogEntries").addObject();
    return Files.writeString(scratch.resolve(name), bundle.toString());
  }

  private static Ran verify(List<?> documents, Object... more) {
    List<Object> words = new ArrayList<>(List.of("verify", "--key", at("signer.pub")));
    words.addAll(List.of(more));
    words.addAll(documents);
    return stella(words);
  }

  private static List<String> lines(Ran ran) {
    return ran.out().lines().toList();
  }

  @Test
  void files_allGood_haveALineEachInTheirOrder() throws IOException {
    List<Path> files = List.of(good("z.json"), at("good.dsse.json"), good("a.json"));

    Ran ran = verify(files);

    assertThat(ran.exit()).isZero();
    assertThat(lines(ran))
        .containsExactly(
            GOOD + files.get(0),
            GOOD + files.get(1),
            GOOD + files.get(2),
            "3 of 3 document(s) verified; no artifact compared (give --artifact FILE)");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void files_oneForged_areAllVerifiedAndTheAnswerIsNo() throws IOException {
    Path forged = forged("forged.json");
    Path good = good("good.json");

    Ran ran = verify(List.of(scratch.resolve("none.json"), forged, good));

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(lines(ran)).hasSize(4);
    assertThat(lines(ran).get(0)).startsWith("NOT READ ").endsWith("no such file");
    assertThat(lines(ran).get(1)).startsWith("NOT VERIFIED       " + forged + ": signature: ");
    assertThat(lines(ran).get(2)).isEqualTo(GOOD + good);
    assertThat(lines(ran).get(3)).startsWith("1 of 3 document(s) verified");
  }

  /** With one file of each kind that is said: 0 good, 1 forged, 3 absent, 6 unsupported. */
  @ParameterizedTest
  @CsvSource({"00, 0", "01, 1", "03, 3", "06, 6", "61, 1", "63, 3", "31, 1", "6310, 1"})
  void exitCode_ofSeveral_isTheOneThatSaysMost(String kinds, int exit) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < kinds.length(); i++) {
      String name = i + ".json";
      files.add(
          switch (kinds.charAt(i)) {
            case '0' -> good(name);
            case '1' -> forged(name);
            case '6' -> unsupported(name);
            default -> scratch.resolve(name);
          });
    }

    assertThat(verify(files).exit()).isEqualTo(exit);
    assertThat(verify(files, "--output", "json").exit()).isEqualTo(exit);
  }

  @Test
  void artifact_isComparedWithEachDocument() throws IOException {
    List<Path> files = List.of(good("a.json"), good("b.json"));

    Ran same = verify(files, "--artifact", at("app.cdx.json"));
    Ran other = verify(files, "--artifact", at("signer.pub"));

    assertThat(same.exit()).isZero();
    assertThat(lines(same).getFirst()).isEqualTo("verified           " + files.getFirst());
    assertThat(lines(same).getLast()).isEqualTo("2 of 2 document(s) verified");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(lines(other).getFirst()).contains(": subject: ");
    assertThat(verify(files, "--require-artifact").exit()).isEqualTo(2);
  }

  @Test
  void directory_isSearchedBelowInTheOrderOfNames() throws IOException {
    good("b.sigstore.json");
    good("a/z.bundle.json");
    good("c/d/x.dsse.json");
    Files.writeString(scratch.resolve("README.md"), "");
    Files.writeString(scratch.resolve("app.json"), "{}");
    Files.createSymbolicLink(scratch.resolve("c/loop"), scratch);

    Ran ran = verify(List.of(scratch));

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(lines(ran))
        .startsWith(
            GOOD + scratch.resolve("a/z.bundle.json"),
            GOOD + scratch.resolve("b.sigstore.json"),
            GOOD + scratch.resolve("c/d/x.dsse.json"))
        .hasSize(4);
    assertThat(ran.err())
        .contains("2 other file(s) were not looked at", ".sigstore.json, .bundle.json, .dsse.json")
        .contains("1 link(s) to directories were not followed");
  }

  @Test
  void directory_withOneDocument_hasALineToo() throws IOException {
    Path only = good("only.sigstore.json");

    assertThat(lines(verify(List.of(scratch))).getFirst()).isEqualTo(GOOD + only);
  }

  @Test
  void directory_withoutDocuments_isAnError() throws IOException {
    Path empty = Files.createDirectory(scratch.resolve("empty"));

    Ran alone = verify(List.of(empty));
    Ran beside = verify(List.of(good("good.json"), empty));

    assertThat(alone.exit()).isEqualTo(3);
    assertThat(alone.out()).contains("no file below " + empty + " has a name that ends with");
    assertThat(beside.exit()).isEqualTo(3);
    assertThat(lines(beside).getFirst()).startsWith(GOOD);
  }

  @Test
  void directory_withPipeAndBrokenLink_readsNeither() throws Exception {
    Path pipe = scratch.resolve("pipe.sigstore.json");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path broken = scratch.resolve("broken.sigstore.json");
    Files.createSymbolicLink(broken, scratch.resolve("gone"));
    Path linked = scratch.resolve("linked.sigstore.json");
    Files.createSymbolicLink(linked, at("good.sigstore.json"));

    Ran ran = verify(List.of(scratch));

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(lines(ran).get(0)).startsWith("NOT READ").contains("no such file");
    assertThat(lines(ran).get(1)).isEqualTo(GOOD + linked);
    assertThat(lines(ran).get(2)).startsWith("NOT READ").contains("it is no regular file");
  }

  @Test
  void json_ofSeveral_isADocumentOnEachLine() throws IOException {
    List<Path> files = List.of(good("a.json"), forged("b.json"), scratch.resolve("none.json"));

    Ran ran = verify(files, "--output", "json");

    List<JsonNode> documents = lines(ran).stream().map(Samples::json).toList();
    assertThat(documents).hasSize(3);
    for (JsonNode document : documents) {
      assertThat(SchemaCheck.faults(document)).isEmpty();
    }
    assertThat(documents)
        .extracting(document -> document.at("/document").asText())
        .containsExactlyElementsOf(files.stream().map(Path::toString).toList());
    assertThat(documents)
        .extracting(document -> document.at("/exitCode").asInt())
        .containsExactly(0, 1, 3);
    assertThat(SchemaCheck.faults(documents.get(0).get("verdict"))).isEmpty();
    assertThat(SchemaCheck.faults(documents.get(2).get("error"))).isEmpty();
    assertThat(documents.get(2).at("/error/code").asText()).isEqualTo("file_unusable");
  }

  @Test
  void many_moreThanAreVerifiedAhead_keepTheirOrder() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      files.add(i % 7 == 3 ? forged(i + ".json") : good(i + ".json"));
    }

    List<String> lines = lines(verify(files));

    assertThat(lines).hasSize(301);
    for (int i = 0; i < files.size(); i++) {
      assertThat(lines.get(i)).contains(files.get(i).toString());
      assertThat(lines.get(i).startsWith(GOOD)).isEqualTo(i % 7 != 3);
    }
  }

  @Test
  void threshold_ofFiles_countsTheirSignaturesTogether() throws IOException {
    Path key = scratch.resolve("other.pub");
    Path bundle = scratch.resolve("other.json");
    stella("sign", "sbom", at("app.cdx.json"), "--dev", "--bundle", bundle, "--public-key", key);
    List<Path> both = List.of(at("good.sigstore.json"), bundle);

    Ran together = verify(both, "--key", key, "--threshold", "2");
    Ran eachAlone = verify(both, "--key", key);
    Ran oneKey = verify(both);

    assertThat(together.exit()).isZero();
    assertThat(together.out()).contains("2 of the trusted keys signed");
    assertThat(eachAlone.exit()).isZero();
    assertThat(eachAlone.out()).contains("2 of 2 document(s) verified");
    assertThat(oneKey.exit()).isEqualTo(1);
  }

  @Test
  void threshold_ofADirectory_isThatOfEachDocument() throws IOException {
    good("a.sigstore.json");
    Path other = scratch.resolve("other.pub");
    stella(
        "sign",
        "sbom",
        at("app.cdx.json"),
        "--dev",
        "--public-key",
        other,
        "--bundle",
        scratch.resolve("x"));

    Ran ran = verify(List.of(scratch), "--key", other, "--threshold", "2");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(lines(ran).getFirst()).contains(": signature: ");
  }

  @Test
  void status_isShownOnlyWhereTheLauncherSawATerminal() throws IOException {
    List<Path> files = List.of(good("a.json"), good("b.json"));
    String before = System.setProperty("stella.status", "true");
    try {
      assertThat(verify(files).err()).contains("\r\u001b[K1 of 2 looked at").endsWith("\r\u001b[K");
    } finally {
      if (before == null) {
        System.clearProperty("stella.status");
      }
    }
    assertThat(verify(files).err()).isEmpty();
  }

  @Test
  void note_onAWrappedBundle_isGivenForItsFile() throws IOException {
    Path list =
        Files.writeString(
            scratch.resolve("list.json"),
            "{\"attestations\":[{\"bundle\":" + Files.readString(at("good.sigstore.json")) + "}]}");

    assertThat(verify(List.of(good("a.json"), list)).err())
        .contains("jq '.attestations[0].bundle'");
  }

  @Test
  void contents_ofManyFiles_areNotHeld() throws IOException {
    Path large = scratch.resolve("0.sigstore.json");
    byte[] spaces = new byte[40 << 20];
    Arrays.fill(spaces, (byte) ' ');
    Files.write(large, spaces);
    for (int i = 1; i < 12; i++) {
      Files.createLink(scratch.resolve(i + ".sigstore.json"), large);
    }
    ProcessBuilder command =
        ServedProcess.command(
                scratch,
                List.of("verify", scratch.toString(), "--key", at("signer.pub").toString()))
            .redirectErrorStream(true);
    // Of one at a time, read and checked; not of two, and by far not of twelve.
    command.environment().put("JDK_JAVA_OPTIONS", "-Xmx160m");
    Process process = command.start();
    process.getOutputStream().close();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.startsWith("NOT VERIFIED"))
        .hasSize(12);
    assertThat(process.onExit().join().exitValue()).isEqualTo(1);
  }

  @Test
  void verify_nameWithALineEnd_forgesNoLine() throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("lines"));
    forged("lines/b\nsignature verified c.sigstore.json\n.sigstore.json");

    Ran ran = verify(List.of(directory));

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out().lines()).noneMatch(line -> line.startsWith("signature verified"));
  }

  @Test
  void verify_nameThatNoJsonCanHold_stopsNoOther() throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("odd"));
    good("odd/a.sigstore.json");
    good("odd/b\uFFFE.sigstore.json");
    forged("odd/c.sigstore.json");

    Ran ran = verify(List.of(directory));

    assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
    assertThat(ran.out()).contains("2 of 3 document(s) verified");
  }

  @Test
  void verify_directoryDeeperThanAPathCanBe_isNoGoodRun() throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("deep"));
    good("deep/a.sigstore.json");
    String part = "d".repeat(200);
    Path end = directory;
    // Past the longest path that can be named; made step by step, since none could name it whole.
    Process made =
        new ProcessBuilder(
                "sh",
                "-c",
                "i=0; while [ $i -lt 25 ]; do mkdir "
                    + part
                    + " && cd "
                    + part
                    + "; i=$((i+1)); done")
            .directory(end.toFile())
            .start();
    try {
      assertThat(made.waitFor()).isZero();
      assertThat(verify(List.of(directory)).exit()).isEqualTo(3);
    } finally {
      new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor();
    }
  }
}
