package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Bytes;

/**
 * The bundles of sigstore-conformance through the command, with the arguments that the suite's own
 * {@code test/client.py} gives; where it names no trusted root, the public one is named.
 */
class ConformanceCommandTest {

  private static final Path CASES =
      Snippets.root().resolve("signer-verify/src/test/resources/sigstore-conformance");
  private static final String IDENTITY =
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
          + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
  private static final String ISSUER = "https://token.actions.githubusercontent.com";
  private static final AtomicInteger PASSED = new AtomicInteger();

  static Stream<Arguments> everyCase() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.filter(Files::isDirectory).sorted().toList().stream()
          .flatMap(folder ->
              Stream.of(
                  Arguments.of(folder.getFileName().toString(), false),
                  Arguments.of(folder.getFileName().toString(), true)));
    }
  }

  @AfterAll
  static void count() {
    System.out.println("sigstore-conformance through stella conformance: " + PASSED + "/140");
  }

  private static List<String> arguments(Path folder, boolean byDigest) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("conformance", "verify-bundle"));
    arguments.addAll(List.of("--bundle", folder.resolve("bundle.sigstore.json").toString()));
    Path key = folder.resolve("key.pub");
    if (Files.exists(key)) {
      arguments.addAll(List.of("--key", key.toString()));
    } else {
      arguments.addAll(
          List.of(
              "--certificate-identity",
              text(folder.resolve("identity"), IDENTITY),
              "--certificate-oidc-issuer",
              text(folder.resolve("issuer"), ISSUER)));
    }
    Path root = folder.resolve("trusted_root.json");
    arguments.add("--trusted-root");
    arguments.add(
        (Files.exists(root) ? root : CASES.resolve("public-good-trusted-root.json")).toString());
    Path own = folder.resolve("artifact");
    Path artifact = Files.exists(own) ? own : CASES.resolve("a.txt");
    arguments.add(
        byDigest
            ? Bytes.adopt(Files.readAllBytes(artifact)).sha256().toString()
            : artifact.toString());
    return arguments;
  }

  private static String text(Path file, String otherwise) throws IOException {
    return Files.exists(file) ? Files.readString(file).strip() : otherwise;
  }

  @ParameterizedTest(name = "{0}, by digest: {1}")
  @MethodSource("everyCase")
  void verifyBundle_case_endsAsItsNameSays(String name, boolean byDigest) throws IOException {
    Ran ran = Ran.stella(arguments(CASES.resolve(name), byDigest));
    if (name.endsWith("_fail")) {
      assertThat(ran.exit()).as(ran.toString()).isIn(1, 2, 6);
    } else {
      assertThat(ran.exit()).as(ran.toString()).isZero();
    }
    PASSED.incrementAndGet();
  }

  /** Who calls it by its name wants to know them; the help of stella itself has no such word. */
  @Test
  void help_namesItsVerbs() {
    Ran ran = Ran.stella("conformance", "--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("verify-bundle ", "sign-bundle ", "tuf ");
    assertThat(Ran.stella("--help").out()).doesNotContain("conformance");
  }

  @Test
  void verifyBundle_noRoot_fetchesNothingAndSaysWhatToName() {
    Ran ran =
        Ran.stella(
            "conformance",
            "verify-bundle",
            "--bundle",
            "b.json",
            "--certificate-identity",
            IDENTITY,
            "--certificate-oidc-issuer",
            ISSUER,
            "a.txt");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--trusted-root").contains("nothing is fetched");
  }

  @Test
  void verifyBundle_keyAndIdentity_isRefused() {
    Ran ran =
        Ran.stella(
            "conformance",
            "verify-bundle",
            "--bundle",
            "b.json",
            "--key",
            "k.pub",
            "--certificate-identity",
            IDENTITY,
            "--certificate-oidc-issuer",
            ISSUER,
            "--trusted-root",
            "r.json",
            "a.txt");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("give --key, or");
  }
}
