package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * The bundles of sigstore-conformance, each with the file as it is and with its SHA-256 alone:
 * under the case's own trusted root or the public one, by the case's key or the identity of the
 * suite.
 */
class SigstoreConformanceTest {

  private static final Path CASES = Path.of("src/test/resources/sigstore-conformance");
  static final String IDENTITY =
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
          + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
  static final String ISSUER = "https://token.actions.githubusercontent.com";
  static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-11-01T00:00:00Z"));
  private static final AtomicInteger PASSED = new AtomicInteger();
  private static final AtomicInteger ALL = new AtomicInteger();

  static Path cases() {
    return Files.isDirectory(CASES) ? CASES : Path.of("../signer-verify").resolve(CASES);
  }

  static Stream<Arguments> everyCase() throws IOException {
    try (Stream<Path> folders = Files.list(cases())) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream()
          .flatMap(name -> Stream.of(Arguments.of(name, "path"), Arguments.of(name, "digest")));
    }
  }

  @AfterAll
  static void count() {
    System.out.println("sigstore-conformance: " + PASSED + "/" + ALL);
    assertThat(ALL).hasValue(140);
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("everyCase")
  void verify_case_isAsItsNameSays(String name, String by) throws IOException {
    ALL.incrementAndGet();
    boolean verified = verify(cases().resolve(name), by.equals("path"));
    assertThat(verified).isEqualTo(!name.endsWith("_fail"));
    PASSED.incrementAndGet();
  }

  private static boolean verify(Path folder, boolean wholeFile) throws IOException {
    TrustedRoot root;
    try {
      root =
          TrustedRoot.parse(
              read(orElse(folder.resolve("trusted_root.json"), "public-good-trusted-root.json")));
    } catch (InvalidTrust e) {
      return false;
    }
    Bytes artifact = read(orElse(folder.resolve("artifact"), "a.txt"));
    BundleVerdict verdict =
        BundleVerification.trusting(new MaterialTrust(root, requirements(folder), NOW))
            .verify(
                read(folder.resolve("bundle.sigstore.json")),
                signers(folder),
                new Expectations(
                    wholeFile ? digests(artifact) : ArtifactDigests.of(artifact.sha256()), null));
    if (System.getProperty("stella.show") != null) {
      System.out.println(folder.getFileName() + ": " + verdict.verified());
      verdict.checks().forEach(check -> System.out.println("    " + check));
    }
    return verdict.verified();
  }

  private static Requirements requirements(Path folder) {
    return Files.exists(folder.resolve("key.pub"))
        ? new Requirements(1, 0, 0)
        : Requirements.PUBLIC;
  }

  private static TrustedSigners signers(Path folder) throws IOException {
    if (Files.exists(folder.resolve("key.pub"))) {
      PinnedKey key = PinnedKey.parsePem(Files.readString(folder.resolve("key.pub")));
      return TrustedSigners.anyKey(List.of(WindowedKey.always(key)));
    }
    return TrustedSigners.anyIdentity(
        List.of(
            ExpectedIdentity.exactly(
                text(folder.resolve("issuer"), ISSUER),
                text(folder.resolve("identity"), IDENTITY))));
  }

  private static String text(Path file, String otherwise) throws IOException {
    return Files.exists(file) ? Files.readString(file).strip() : otherwise;
  }

  private static Path orElse(Path file, String common) {
    return Files.exists(file) ? file : cases().resolve(common);
  }

  private static Bytes read(Path file) throws IOException {
    return Bytes.adopt(Files.readAllBytes(file));
  }

  private static ArtifactDigests digests(Bytes file) {
    Map<String, String> digests = new HashMap<>();
    for (String bits : List.of("256", "384", "512")) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-" + bits);
        file.update(digest);
        digests.put("sha" + bits, HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
    return new ArtifactDigests(digests);
  }
}
