package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code stella verify} says of statements that other signers make. */
class VerifyStatementsTest {

  private static final String CONTENT = "artifact\n";
  private static final StatementSigner SIGNER = new StatementSigner();

  @TempDir static Path shared;
  @TempDir Path scratch;

  private static Path key = Path.of("");
  private static Path artifact = Path.of("");

  @BeforeAll
  static void write() {
    key = SIGNER.publicKey(shared);
    artifact = Samples.file(shared, "artifact", CONTENT);
  }

  private static String hex(String algorithm, String content) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm.replace("sha", "SHA-"))
                  .digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A digest set of the artifact, or with a {@code !} before the algorithm, of another. */
  private static String digests(String... algorithms) {
    List<String> members = new ArrayList<>();
    for (String algorithm : algorithms) {
      boolean wrong = algorithm.startsWith("!");
      String name = wrong ? algorithm.substring(1) : algorithm;
      members.add("\"" + name + "\":\"" + hex(name, wrong ? "other" : CONTENT) + "\"");
    }
    return String.join(",", members);
  }

  private Ran verify(String document, Object... more) {
    Path file = Samples.file(scratch, "document.json", document);
    return stella(List.of("verify", file, "--key", key), more);
  }

  private Ran verifySubjects(List<String> digestSets, Object... more) {
    String statement = StatementSigner.statement("v1", digestSets.toArray(String[]::new));
    return verify(SIGNER.bundle(statement), more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256", "sha384", "sha512"})
  void artifact_subjectWithOneStrongDigestAlone_isVerified(String algorithm) {
    List<String> subject = List.of(digests(algorithm));

    Ran file = verifySubjects(subject, "--artifact", artifact);
    Ran digest = verifySubjects(subject, "--digest", algorithm + ":" + hex(algorithm, CONTENT));
    Ran other = verifySubjects(subject, "--digest", algorithm + ":" + hex(algorithm, "other"));
    String upper = hex(algorithm, CONTENT).toUpperCase(Locale.ROOT);
    Ran inUpperCase = verifySubjects(subject, "--digest", algorithm + ":" + upper);

    assertThat(file.exit()).as(file.out()).isZero();
    assertThat(file.out()).containsPattern("(?m)^passed +subject ").endsWith("verified\n");
    assertThat(digest.exit()).as(digest.out()).isZero();
    assertThat(inUpperCase.exit()).as(inUpperCase.out()).isZero();
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.out()).containsPattern("(?m)^failed +subject +No subject is the artifact ");
  }

  @Test
  void artifact_wrongStrongDigestBesideARightOne_isANo() {
    Ran wrongSha512 = verifySubjects(List.of(digests("sha256", "!sha512")), "--artifact", artifact);
    Ran wrongSha256 = verifySubjects(List.of(digests("!sha256", "sha512")), "--artifact", artifact);

    assertThat(wrongSha512.exit()).isEqualTo(1);
    assertThat(wrongSha512.out()).containsPattern("(?m)^failed +subject ");
    assertThat(wrongSha256.exit()).isEqualTo(1);
  }

  @Test
  void artifact_anotherSubjectBesideIt_isVerified() {
    Ran ran =
        verifySubjects(
            List.of(digests("!sha256"), digests("sha1"), digests("sha256", "sha512")),
            "--artifact",
            artifact);

    assertThat(ran.exit()).as(ran.out()).isZero();
  }

  @Test
  void artifact_subjectsWithSha1Only_cannotBeCompared() {
    Ran ran = verifySubjects(List.of(digests("sha1")), "--artifact", artifact);

    assertThat(ran.exit()).isEqualTo(6);
    assertThat(ran.out())
        .containsPattern(
            "(?m)^unsupported +subject +The subjects have only sha1; compared was sha256, ")
        .contains("NOT VERIFIED: it cannot be checked here")
        .doesNotContain("No subject is the artifact");
  }

  @Test
  void digest_ofAnAlgorithmThatNoSubjectHas_cannotBeCompared() {
    Ran ran =
        verifySubjects(List.of(digests("sha256")), "--digest", "sha512:" + hex("sha512", CONTENT));

    assertThat(ran.exit()).isEqualTo(6);
    assertThat(ran.out()).contains("The subjects have only sha256; compared was sha512.");
  }

  @Test
  void artifact_oneSubjectWrongAndOneWithSha1Only_saysBoth() {
    Ran ran = verifySubjects(List.of(digests("!sha256"), digests("sha1")), "--artifact", artifact);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out())
        .containsPattern("(?m)^failed +subject +No subject is the artifact ")
        .contains("1 subject(s) could not be compared: they have only sha1.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sha1:00", "sha512:ab", "SHA512:ab", "sha3_512:ab", "sha256", "md5:ab", "sha256:"})
  void digest_thatIsNoSha2_isAWrongCommand(String digest) {
    Ran ran = verifySubjects(List.of(digests("sha256")), "--digest", digest);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("sha256:, sha384: or sha512:");
  }

  @Test
  void inJson_artifactCompared_isTrueOnlyIfSubjectsWereCompared() {
    List<Object> json = List.of("--output", "json");
    List<String> good = List.of(digests("sha256"));

    assertThat(compared(verifySubjects(good, json.toArray()), true)).isFalse();
    assertThat(compared(verifySubjects(good, with(json, "--artifact", artifact)), true)).isTrue();
    assertThat(compared(verifySubjects(good, with(json, "--artifact", key)), false)).isTrue();
    assertThat(
            compared(
                verifySubjects(List.of(digests("sha1")), with(json, "--artifact", artifact)),
                false))
        .isFalse();
    String unsigned = SIGNER.envelope("{}").replace("e30=", "e31=");
    assertThat(compared(verify(unsigned, with(json, "--artifact", artifact)), false)).isFalse();
  }

  private static Object[] with(List<Object> first, Object... more) {
    List<Object> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static boolean compared(Ran ran, boolean verified) {
    JsonNode verdict = Samples.json(ran.out());
    assertThat(SchemaCheck.faults(verdict)).isEmpty();
    assertThat(verdict.at("/verified").asBoolean()).isEqualTo(verified);
    assertThat(verdict.at("/artifactCompared").isBoolean()).isTrue();
    return verdict.at("/artifactCompared").asBoolean();
  }

  @Test
  void statement_v01_isVerifiedAndSaysItsVersion() {
    String statement = StatementSigner.statement("v0.1", digests("sha256"));

    Ran ran = verify(SIGNER.bundle(statement), "--artifact", artifact);

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).containsPattern("(?m)^passed +statement +An in-toto Statement v0.1\\.");
  }

  @ParameterizedTest
  @CsvSource({
    "custom, https://cosign.sigstore.dev/attestation/v1",
    "cyclonedx, https://cyclonedx.org/bom",
    "link, https://in-toto.io/Link/v1",
    "openvex, https://openvex.dev/ns",
    "slsaprovenance, https://slsa.dev/provenance/v0.2",
    "slsaprovenance02, https://slsa.dev/provenance/v0.2",
    "slsaprovenance1, https://slsa.dev/provenance/v1",
    "spdx, https://spdx.dev/Document",
    "spdxjson, https://spdx.dev/Document",
    "vuln, https://cosign.sigstore.dev/attestation/vuln/v1"
  })
  void type_wordOfCosign_isItsUri(String word, String uri) {
    String statement =
        StatementSigner.statement("v1", digests("sha256"))
            .replace("https://cyclonedx.org/bom", uri);
    String other = statement.replace(uri, "https://example.com/t");

    Ran same = verify(SIGNER.bundle(statement), "--type", word);
    Ran another = verify(SIGNER.bundle(other), "--type", word);

    assertThat(same.exit()).as(same.out()).isZero();
    assertThat(same.out()).containsPattern("(?m)^passed +predicate-type ");
    assertThat(another.exit()).isEqualTo(1);
    assertThat(another.out())
        .contains("The predicate type is https://example.com/t, asked for was " + uri + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sbom", "CycloneDX", ""})
  void type_wordThatIsNone_isAWrongCommand(String word) {
    Ran ran =
        verify(SIGNER.bundle(StatementSigner.statement("v1", digests("sha256"))), "--type", word);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--type", "cyclonedx", "slsaprovenance1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"publicKey\":{} | \"certificate\":{\"rawBytes\":\"AAAA\"} | verification-material",
        "\"publicKey\":{} | \"publicKey\":{},\"tlogEntries\":[{}] | log-entries",
        "bundle.v0.3+json | bundle.v0.4+json | media-type"
      })
  void bundle_withWhatCannotBeChecked_hasItsOwnExitCode(String plain, String with, String check) {
    String bundle = SIGNER.bundle(StatementSigner.statement("v1", digests("sha256")));
    assertThat(bundle).contains(plain);

    Ran ran = verify(bundle.replace(plain, with), "--artifact", artifact);

    assertThat(ran.exit()).as(ran.out()).isEqualTo(6);
    assertThat(ran.out())
        .containsPattern("(?m)^unsupported +" + check + " ")
        .contains("NOT VERIFIED: it cannot be checked here");
  }

  /** By RFC 9110 it is the same type, but no tool writes it so: neither yes nor no. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
        " application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle+json; version=0.3",
        "Application/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle.v0.3+JSON"
      })
  void bundle_mediaTypeWithBlanksOrUpperCase_isNotRead(String mediaType) {
    String bundle = SIGNER.bundle(StatementSigner.statement("v1", digests("sha256")));
    String usual = "application/vnd.dev.sigstore.bundle.v0.3+json";
    assertThat(bundle).contains(usual);

    Ran ran = verify(bundle.replace(usual, mediaType), "--artifact", artifact);

    assertThat(ran.exit()).as(ran.out()).isEqualTo(6);
    assertThat(ran.out())
        .containsPattern("(?m)^unsupported +media-type .* no blanks and no upper case");
  }

  /** More than is read here may be right for others. */
  @ParameterizedTest
  @CsvSource({"126, 0", "127, 6", "5000, 6"})
  void statement_deeperThanIsRead_hasTheExitCodeOfWhatCannotBeChecked(int deep, int exit) {
    String predicate = "{\"a\":" + "[".repeat(deep) + "]".repeat(deep) + "}";
    String statement =
        StatementSigner.statement("v1", digests("sha256"))
            .replaceFirst("}$", ",\"predicate\":" + predicate + "}");

    Ran ran = verify(SIGNER.bundle(statement), "--artifact", artifact);

    assertThat(ran.exit()).as(ran.out()).isEqualTo(exit);
    if (exit == 6) {
      assertThat(ran.out()).containsPattern("(?m)^unsupported +statement +json-too-deep");
    }
  }

  @Test
  void statement_optionalMembersThatAreNull_isVerified() {
    String statement =
        StatementSigner.statement("v1", digests("sha256"))
            .replace("{\"digest\"", "{\"name\":null,\"annotations\":null,\"digest\"")
            .replaceFirst("}$", ",\"predicate\":null}");

    Ran ran = verify(SIGNER.bundle(statement), "--artifact", artifact, "--type", "cyclonedx");

    assertThat(ran.exit()).as(ran.out()).isZero();
  }
}
