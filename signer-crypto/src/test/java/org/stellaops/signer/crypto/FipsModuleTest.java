package org.stellaops.signer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.SignatureAlgorithm;

class FipsModuleTest {

  private static final String APPROVED_ONLY = "org.bouncycastle.fips.approved_only";

  @TempDir private Path directory;

  static Path library() {
    return Path.of(
        Objects.requireNonNull(
            System.getProperty("stella.fips.library"), "stella.fips.library, which Maven sets"));
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(library())) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }

  private static JcaProviders providers() throws FipsModule.Unusable {
    return CryptoProviders.of(FipsModule.load(library())).providers();
  }

  private static void assertUnusable(Path jar, String why) {
    assertThatExceptionOfType(FipsModule.Unusable.class)
        .isThrownBy(() -> FipsModule.loaded(jar))
        .withMessageContaining(jar.toString())
        .withMessageContaining(why);
  }

  @Test
  void load_theModulesJar_isReadyInApprovedOnlyMode_andSaysWhatItIs() throws Exception {
    FipsModule module = FipsModule.load(library());

    assertThat(module.trouble()).isEmpty();
    assertThat(module.description())
        .matches("fips: approved-only, .*FIPS edition.* v2\\.1\\.\\d+ \\(BCFIPS 2\\..*\\)");
    assertThat(FipsModule.load(library())).isSameAs(module);
  }

  @Test
  void load_onAVirtualThread_isInApprovedOnlyModeThereToo() throws Exception {
    FipsModule module = FipsModule.load(library());
    CompletableFuture<Optional<String>> seen = new CompletableFuture<>();

    Thread.ofVirtual().start(() -> seen.complete(module.trouble())).join();

    assertThat(seen.get()).isEmpty();
  }

  @Test
  void load_nothingIsRegisteredWithThePlatform() throws Exception {
    FipsModule.load(library());

    assertThat(Security.getProviders())
        .extracting(Provider::getName)
        .doesNotContain(FipsModule.NAME);
  }

  @Test
  void load_anotherJarInTheSameProcess_isRefused() throws Exception {
    FipsModule.load(library());
    Files.copy(jar(), directory.resolve("bc-fips.jar"));

    assertThatExceptionOfType(FipsModule.Unusable.class)
        .isThrownBy(() -> FipsModule.load(directory))
        .withMessageContaining("needs a new process");
  }

  @Test
  void missing_eachWayToHaveNoModule_saysWhich() throws IOException {
    assertThat(FipsModule.missing(library())).isEmpty();
    assertThat(FipsModule.missing(directory.resolve("none")))
        .hasValueSatisfying(why -> assertThat(why).startsWith("there is no directory "));
    assertThat(FipsModule.missing(directory))
        .hasValueSatisfying(why -> assertThat(why).startsWith("there is no jar in "));
    Files.writeString(directory.resolve("a.jar"), "");
    Files.writeString(directory.resolve("b.jar"), "");
    assertThat(FipsModule.missing(directory))
        .hasValueSatisfying(why -> assertThat(why).startsWith("there is more than one jar in "));
  }

  @Test
  void loaded_bouncyCastleOfTheProduct_isNotTheModule() throws Exception {
    Path bcprov =
        Path.of(
            BouncyCastleProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertUnusable(bcprov, "is not BC-FIPS: take bc-fips-2.1.*.jar");
  }

  @Test
  void loaded_noJar_isRefused() throws Exception {
    assertUnusable(Files.writeString(directory.resolve("bc-fips.jar"), "no zip"), "is not BC-FIPS");
  }

  /** Without the jar's own signature, so that it is the module which finds it. */
  @Test
  void loaded_oneByteOfTheJarChanged_failsItsSelfTest() throws Exception {
    Path changed = Files.copy(jar(), directory.resolve("bc-fips.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(changed)) {
      try (Stream<Path> all = Files.list(inside.getPath("META-INF"))) {
        for (Path each : all.toList()) {
          if (each.toString().matches(".*\\.(SF|RSA|DSA|EC)")) {
            Files.delete(each);
          }
        }
      }
      Path manifest = inside.getPath("META-INF/MANIFEST.MF");
      Files.writeString(
          manifest,
          Pattern.compile("(?s)(\r?\n\r?\n).*")
              .matcher(Files.readString(manifest))
              .replaceFirst("$1"));
      Path victim = inside.getPath("org/bouncycastle/crypto/fips/FipsSHS$1.class");
      byte[] code = Files.readAllBytes(victim);
      byte[] name = "SHA1".getBytes(StandardCharsets.US_ASCII);
      Files.write(victim, Arrays.copyOf(code, code.length + name.length));
    }

    assertUnusable(changed, "Module checksum failed");
  }

  @Test
  void loaded_processAsksForTheContrary_isRefusedAndLeavesItAsItWas() throws Exception {
    String before = System.setProperty(APPROVED_ONLY, "false");
    try {
      Path jar = jar();
      assertThatExceptionOfType(FipsModule.Unusable.class)
          .isThrownBy(() -> FipsModule.loaded(jar))
          .withMessageContaining(APPROVED_ONLY + " is false");
      assertThat(System.getProperty(APPROVED_ONLY)).isEqualTo("false");
    } finally {
      if (before == null) {
        System.clearProperty(APPROVED_ONLY);
      } else {
        System.setProperty(APPROVED_ONLY, before);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.000205", "1.0"})
  void requireValidatedKind_moduleOfFips1402_isRefused(String version) {
    assertThatExceptionOfType(FipsModule.Unusable.class)
        .isThrownBy(() -> FipsModule.requireValidatedKind("BCFIPS", version, directory))
        .withMessageContaining("FIPS 140-3");
  }

  @ParameterizedTest
  @EnumSource
  void providers_eachAlgorithm_isTheModulesOrNobodys(SignatureAlgorithm algorithm)
      throws Exception {
    List<String> able =
        providers().of(algorithm.jcaName()).stream().map(Provider::getName).toList();

    if (FipsModule.ALGORITHMS.contains(algorithm)) {
      assertThat(able).containsExactly("BCFIPS");
    } else {
      assertThat(able).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA1withRSA", "SHA1withECDSA", "NONEwithECDSA", "SHA256withDSA", "LMS"})
  void providers_whatTheProductNeverUses_isNobodys(String algorithm) throws Exception {
    assertThat(providers().of(algorithm)).isEmpty();
  }

  @Test
  void ready_keyOfEd25519_hasNoProvider() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

    assertThat(providers().ready("Ed25519", pair.getPublic())).isEmpty();
    assertThat(providers().readyBut("BCFIPS", "Ed25519", pair.getPublic())).isEmpty();
  }

  @Test
  void confine_untilItIsClosed_everyPrimitiveIsTheModules() throws Exception {
    FipsModule module = FipsModule.load(library());
    Digest before = Bytes.utf8("text").sha256();
    try (Primitives.Confinement first = module.confine();
        Primitives.Confinement second = module.confine()) {
      second.close();
      second.close();

      assertThat(Primitives.source()).isEqualTo("BCFIPS");
      assertThat(
              Stream.of(
                      Digest.newSha256().getProvider(),
                      Primitives.digest("SHA-384").getProvider(),
                      Primitives.random().getProvider(),
                      Primitives.hmacSha256(new SecretKeySpec(new byte[32], "HmacSHA256"))
                          .getProvider())
                  .map(Provider::getName))
          .hasSize(4)
          .containsOnly("BCFIPS");
      assertThat(Bytes.utf8("text").sha256()).isEqualTo(before);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> Primitives.digest("MD5"));
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> Primitives.confine(new BouncyCastleProvider()));
    }
    assertThat(Primitives.source()).isEqualTo("platform");
    assertThat(Primitives.digest("SHA-256").getProvider().getName()).isEqualTo("SUN");
  }
}
