package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.DpopKey;
import org.stellaops.signer.cli.service.DevelopmentService;

/** {@code stella sign --batch} against a server. */
class SignBatchTest {

  private static final String ENDING = ".sigstore.json";

  @TempDir static Path state;
  @TempDir Path scratch;

  private static DevelopmentService service;

  @BeforeAll
  static void start() {
    service = DevelopmentService.start(state.resolve("dev"), Ports.free());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** SBOMs that all differ, below {@code scratch}. */
  private Path documents(String directory, int count) {
    Path below = Samples.directory(scratch, directory);
    for (int i = 0; i < count; i++) {
      Samples.file(
          below,
          String.format(Locale.ROOT, "app-%03d.json", i),
          "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":" + (i + 1) + "}");
    }
    return below;
  }

  private static Ran sign(Object... words) {
    return stella(List.of("sign", "sbom", "--batch", "--server", service.origin(), "--dev"), words);
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      return below.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Path, String> contents(Path directory) {
    Map<Path, String> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      try {
        contents.put(file, Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return contents;
  }

  @Test
  void directory_ofHundreds_isSignedInItsOrderAndASecondRunAsksForNothing() {
    Path sboms = documents("sboms", 300);
    Path out = scratch.resolve("out");
    Path key = scratch.resolve("signer.pub");

    Ran first = sign(sboms, "--out", out, "--public-key", key);

    assertThat(first.exit()).as(first.err()).isZero();
    List<String> expected = new ArrayList<>();
    files(sboms).forEach(file -> expected.add("signed         " + file));
    expected.add("300 of 300 file(s) signed: 300 now, 0 already");
    assertThat(first.out().lines().toList()).isEqualTo(expected);
    assertThat(first.err()).isEmpty();
    assertThat(files(out))
        .isEqualTo(
            files(sboms).stream().map(file -> out.resolve(file.getFileName() + ENDING)).toList());
    Ran verified = stella("verify", out, "--key", key);
    assertThat(verified.exit()).isZero();
    assertThat(verified.out()).contains("300 of 300 document(s) verified");

    Map<Path, String> before = contents(out);
    Ran second = sign(sboms, "--out", out, "--output", "json");

    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(contents(out)).isEqualTo(before);
    assertThat(second.out().lines())
        .hasSize(300)
        .allSatisfy(line -> {
          JsonNode result = Samples.json(line);
          assertThat(SchemaCheck.faults(result)).isEmpty();
          assertThat(result.at("/state").asText()).isEqualTo("already-signed");
          assertThat(result.has("auditId")).isFalse();
        });
  }

  @Test
  void bundles_besideTheirFiles_areNotTakenForDocuments() {
    Path sboms = documents("sboms", 3);
    Samples.file(sboms, "note.txt", "x");

    Ran first = sign(sboms);
    Ran second = sign(sboms);

    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(sboms.resolve("app-002.json.sigstore.json")).isRegularFile();
    assertThat(second.out()).endsWith("3 of 3 file(s) signed: 0 now, 3 already\n");
    assertThat(second.err()).contains("4 other file(s) were passed over");
  }

  @Test
  void directory_withDirectories_keepsThemBelowOut() throws IOException {
    Path top = Samples.directory(scratch, "top");
    documents("top/a", 1);
    documents("top/b", 1);
    Path elsewhere = documents("elsewhere", 2);
    Files.createSymbolicLink(top.resolve("link"), elsewhere);
    Path out = scratch.resolve("out");

    Ran ran = sign(top, "--out", out);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(files(out))
        .containsExactly(
            out.resolve("a/app-000.json.sigstore.json"),
            out.resolve("b/app-000.json.sigstore.json"));
    assertThat(ran.err()).contains("1 link(s) to directories were not followed");
  }

  @Test
  void files_withOneBundleName_areRefusedBeforeAnythingIsSigned() {
    Path a = documents("a", 1).resolve("app-000.json");
    Path b = documents("b", 1).resolve("app-000.json");
    Path out = scratch.resolve("out");

    Ran both = sign(a, b, "--out", out);
    Ran twice = sign(a, a);

    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains(a + " and " + b + " would have the same bundle");
    assertThat(twice.err()).contains(a + " is named twice");
    assertThat(out).doesNotExist();
  }

  @Test
  void whatStandsInTheWay_isLeftAsItIsAndStopsNoOther() throws IOException {
    Path sboms = documents("sboms", 8);
    Path out = scratch.resolve("out");
    assertThat(sign(sboms, "--out", out).exit()).isZero();
    List<Path> bundles = files(out);
    Files.writeString(bundles.get(0), "{}");
    Files.writeString(bundles.get(1), "");
    Files.copy(bundles.get(7), bundles.get(2), StandardCopyOption.REPLACE_EXISTING);
    changeSignature(bundles.get(3));
    Files.writeString(sboms.resolve("app-004.json"), "{\"bomFormat\":\"CycloneDX\"}");
    Files.delete(bundles.get(5));
    Files.createDirectory(bundles.get(5));
    Files.delete(bundles.get(6));
    Map<Path, String> before = contents(out);

    Ran ran = sign(sboms, "--out", out);

    assertThat(ran.exit()).isEqualTo(3);
    List<String> lines = ran.out().lines().toList();
    assertThat(lines.get(0)).startsWith("REFUSED").contains("is no Sigstore bundle");
    assertThat(lines.get(1)).startsWith("REFUSED").contains("is no Sigstore bundle");
    assertThat(lines.get(2)).startsWith("REFUSED").contains("bundle of another document");
    assertThat(lines.get(3)).startsWith("REFUSED").contains("by none of the keys");
    assertThat(lines.get(4)).startsWith("REFUSED").contains("or of another version");
    assertThat(lines.get(5)).startsWith("REFUSED").contains("no regular file");
    assertThat(lines.get(6)).startsWith("signed ");
    assertThat(lines.get(7)).startsWith("already signed ");
    assertThat(lines.get(8)).isEqualTo("2 of 8 file(s) signed: 1 now, 1 already");
    assertThat(contents(out)).containsAllEntriesOf(before).hasSize(before.size() + 1);
  }

  private static void changeSignature(Path file) throws IOException {
    ObjectNode bundle = (ObjectNode) Samples.json(file);
    ObjectNode entry = (ObjectNode) bundle.at("/dsseEnvelope/signatures/0");
    // Another of the same form: that of another document.
    ObjectNode other = (ObjectNode) Samples.json(file.resolveSibling("app-007.json.sigstore.json"));
    entry.put("sig", other.at("/dsseEnvelope/signatures/0/sig").asText());
    Files.writeString(file, bundle.toString());
  }

  @Test
  void earlierBundles_byAnotherKeyThanIsExpected_areRefused() {
    Path sboms = documents("sboms", 2);
    Path key = scratch.resolve("second.pub");
    assertThat(sign(sboms, "--key", "second", "--public-key", key).exit()).isZero();
    String other = "sha256:" + "0".repeat(64);

    Ran expected = sign(sboms, "--expect-key", key);
    Ran unknown = sign(sboms, "--expect-key", other);

    assertThat(expected.exit()).as(expected.out()).isZero();
    assertThat(unknown.exit()).isEqualTo(3);
    assertThat(unknown.out()).contains("no key to check its signature with", "--expect-key FILE");
  }

  @Test
  void publicKey_ofAnotherKeyThanSignsNow_stopsBeforeAnythingIsKept() throws IOException {
    Path sboms = documents("sboms", 2);
    Path key = scratch.resolve("signer.pub");
    assertThat(sign(sboms, "--key", "second", "--public-key", key).exit()).isZero();
    String before = Files.readString(key);
    Path out = scratch.resolve("out");

    Ran ran = sign(sboms, "--key", "sbom", "--public-key", key, "--out", out);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("has another key", "stopped: 0 of 2 file(s) are signed");
    assertThat(Files.readString(key)).isEqualTo(before);
    assertThat(files(out)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"--key sbom --key second", "--profile both"})
  void severalKeys_haveABundleEachAndWhatIsMissingIsAdded(String named) throws IOException {
    Path sboms = documents("sboms", 4);
    Path out = scratch.resolve("out");
    List<Object> words = new ArrayList<>(List.of(sboms, "--out", out));
    words.addAll(Arrays.asList(named.split(" ")));

    assertThat(sign(words.toArray()).exit()).isZero();
    Map<Path, String> before = contents(out);
    assertThat(before).hasSize(8);
    assertThat(out.resolve("app-003.json.second.sigstore.json")).isRegularFile();
    Files.delete(out.resolve("app-002.json.second.sigstore.json"));
    Ran again = sign(words.toArray());

    assertThat(again.out()).endsWith("4 of 4 file(s) signed: 1 now, 3 already\n");
    Map<Path, String> after = contents(out);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.remove(out.resolve("app-002.json.second.sigstore.json"));
    assertThat(before).containsAllEntriesOf(after);
  }

  @Test
  void document_thatIsNone_isReportedAndTheOthersAreSigned() throws IOException {
    Path sboms = documents("sboms", 3);
    Files.writeString(sboms.resolve("app-001.json"), "{\"x\":1}");

    Ran ran = sign(sboms, "--output", "json");

    assertThat(ran.exit()).isEqualTo(2);
    List<JsonNode> lines = ran.out().lines().map(Samples::json).toList();
    assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(SchemaCheck.faults(line)).isEmpty());
    assertThat(lines.get(0).at("/state").asText()).isEqualTo("signed");
    assertThat(lines.get(1).at("/error/detail").asText()).contains("neither CycloneDX nor SPDX");
    assertThat(lines.get(2).at("/files/0/file").asText()).endsWith("app-002.json.sigstore.json");
  }

  @Test
  void refusal_thatWouldMeetEveryFile_stopsTheRun() {
    Path sboms = documents("sboms", 50);

    Ran noKey = sign(sboms, "--key", "absent");
    Ran inJson = sign(sboms, "--key", "absent", "--output", "json");

    assertThat(noKey.exit()).isEqualTo(4);
    assertThat(noKey.out().lines()).hasSize(1);
    assertThat(noKey.err())
        .contains("no such key", "stopped: 0 of 50 file(s) are signed", "the same command");
    List<JsonNode> lines = inJson.out().lines().map(Samples::json).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast().at("/schema").asText()).endsWith("/error/v1");
    assertThat(files(sboms)).hasSize(50);
  }

  @Test
  void token_thatIsNotGood_stopsTheRunAtItsFirstRequest() {
    Path sboms = documents("sboms", 50);
    DevelopmentClient authority = DevelopmentClient.of(service.origin());
    Path key = Samples.dpopKey(scratch);
    String token =
        authority.token(DpopKey.read(key), Map.of("scope", "signer.audit", "tid", "demo"));

    Ran ran = withToken(sboms, token, key, authority.proofOfEntitlement(Map.of()));

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.out().lines()).hasSize(1);
    assertThat(ran.err()).contains("insufficient_scope", "stopped: 0 of 50");
  }

  private Ran withToken(Path sboms, String token, Path key, String proof) {
    return stella(
        "sign",
        "sbom",
        sboms,
        "--batch",
        "--server",
        service.origin(),
        "--token",
        "file:" + Samples.file(scratch, "token", token),
        "--dpop-key",
        key,
        "--poe",
        "file:" + Samples.file(scratch, "poe", proof));
  }

  /** The plan allows one signature a second, after two at once. */
  @Test
  void quotaOfTheRate_isWaitedFor() {
    Path sboms = documents("sboms", 6);
    DevelopmentClient authority = DevelopmentClient.of(service.origin());
    Path key = Samples.dpopKey(scratch);
    String token = authority.token(DpopKey.read(key), Map.of("scope", "signer.sign"));
    long start = System.nanoTime();

    Ran ran = withToken(sboms, token, key, authority.proofOfEntitlement(Map.of("plan", "tiny")));

    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).endsWith("6 of 6 file(s) signed: 6 now, 0 already\n");
    assertThat(System.nanoTime() - start).isGreaterThan(2_500_000_000L);
  }

  @Test
  void server_thatIsNotThere_stopsTheRun() throws IOException {
    Path sboms = documents("sboms", 3);
    Path key = Samples.dpopKey(scratch);
    String gone;
    try (var socket = new ServerSocket(0)) {
      gone = "http://127.0.0.1:" + socket.getLocalPort();
    }

    Ran ran =
        stella(
            "sign",
            "sbom",
            sboms,
            "--batch",
            "--server",
            gone,
            "--token",
            "file:" + Samples.file(scratch, "token", "a.b.c"),
            "--dpop-key",
            key,
            "--poe",
            "file:" + Samples.file(scratch, "poe", "x"));

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("nothing answers there", "stopped: 0 of 3");
  }

  @ParameterizedTest
  @CsvSource({
    "--bundle b.json, --bundle is for one document",
    "--envelope e.json, --envelope is for one document",
    "--idempotency-key k, --idempotency-key is for one document",
    "--subject a@sha256:00, --subject is for one document",
    "--keyless --public-key k.pub, --public-key with --keyless"
  })
  void option_ofOneDocument_isRefusedByItsName(String option, String words) {
    Path sboms = documents("sboms", 2);

    Ran ran =
        stella(
            Stream.concat(
                    Stream.of("sign", "sbom", sboms, "--batch", "--dev"),
                    Arrays.stream(option.split(" ")))
                .toList());

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(words);
  }

  @Test
  void files_withoutBatch_nameIt() {
    Path sboms = documents("sboms", 2);
    List<Object> one = List.of("sign", "sbom", "--server", service.origin(), "--dev");

    Ran several = stella(one, sboms.resolve("app-000.json"), sboms.resolve("app-001.json"));
    Ran directory = stella(one, sboms);
    Ran out = stella(one, sboms.resolve("app-000.json"), "--out", scratch);
    Ran input = sign("-");
    Ran empty = sign(Samples.directory(scratch, "empty"));

    assertThat(List.of(several.exit(), directory.exit(), out.exit(), input.exit())).containsOnly(2);
    assertThat(several.err()).contains("2 are named", "--batch");
    assertThat(directory.err()).contains("is a directory", "--batch");
    assertThat(out.err()).contains("--out is for --batch");
    assertThat(input.err()).contains("standard input");
    assertThat(empty.exit()).isEqualTo(3);
    assertThat(empty.err()).contains("their names end with .json");
  }

  @Test
  void nameThatIsEmpty_isNotTheWorkingDirectory() {
    Ran batch = sign("");
    Ran one = stella("sign", "sbom", "", "--server", service.origin(), "--dev");
    Ran out = sign(documents("sboms", 1), "--out", "");

    for (Ran ran : List.of(batch, one, out)) {
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains("is a variable not set?");
    }
  }

  @Test
  void whatIsNoFile_isNotWaitedForAndStopsNoOther() throws Exception {
    Path sboms = documents("sboms", 2);
    Path pipe = sboms.resolve("app-0005.json");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    Ran below = sign(sboms);
    Ran named = sign(pipe, sboms.resolve("absent.json"), sboms.resolve("app-001.json"));
    Ran out = sign(sboms, "--out", sboms.resolve("app-001.json"));

    assertThat(below.exit()).isEqualTo(3);
    assertThat(below.out()).contains("REFUSED        " + pipe + ": ", "2 of 3 file(s) signed");
    assertThat(named.out()).contains("no regular file", "no such file", "1 of 3 file(s) signed");
    assertThat(out.exit()).isEqualTo(3);
    assertThat(out.err()).contains("it is a file, not a directory");
  }

  @Test
  void status_isABarWhereTheLauncherSawATerminal() {
    Path sboms = documents("sboms", 5);
    System.setProperty("stella.status", "true");
    System.setProperty("stella.status.shared", "true");
    try {
      String shown = sign(sboms).err();
      assertThat(shown).contains("\r\u001b[K[", "] 0 of 5", "] 4 of 5").endsWith("\r\u001b[K");
    } finally {
      System.clearProperty("stella.status");
      System.clearProperty("stella.status.shared");
    }
    assertThat(sign(sboms).err()).doesNotContain("[", "\r");
  }
}
