package org.stellaops.signer.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

class EmbeddingTest {

  private static final Path SOURCES =
      Path.of("src/main/java/org/stellaops/signer/example/embedding");
  private static final Path EXAMPLES = Path.of("..");

  @TempDir private Path directory;
  private KeyPair licensing;

  @BeforeEach
  void makeLicensing() throws Exception {
    licensing = newKey();
  }

  private static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private String proof(KeyPair by, String tenant) throws Exception {
    return proof(by, tenant, "{\"alg\":\"ES256\",\"typ\":\"poe+jwt\"}");
  }

  private String proof(KeyPair by, String tenant, String header) throws Exception {
    long now = Instant.now().getEpochSecond();
    String claims =
        """
        {"iss":"https://licences.example","aud":"signer","tid":"%s","inst":"1","lic":"L-1",
         "ver":1,"plan":"pro","features":["keyful"],"iat":%d,"exp":%d}\
        """
            .formatted(tenant, now - 10, now + 3600);
    String input = url(header) + "." + url(claims);
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(by.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Bytes.adopt(signature.sign()).base64Url();
  }

  private static String url(String text) {
    return Bytes.utf8(text).base64Url();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  /** What the embedding program writes for a request with this proof. */
  private Printed embedding(String proof) throws Exception {
    return run(
        Embedding::main,
        directory.resolve("store"),
        file("licensing.pem", PinnedKey.of(licensing.getPublic()).pem()),
        file("proof.jwt", proof + "\n"),
        file("app.jar", "a jar"));
  }

  private Printed verifying(String key, String bundle, String artifact) throws Exception {
    return run(
        Verifying::main, file("key.pem", key), file("bundle.json", bundle), file("a", artifact));
  }

  private record Printed(String out, String err) {}

  private interface Program {
    void main(String[] args) throws Exception;
  }

  private static Printed run(Program program, Path... args) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(words, true, StandardCharsets.UTF_8));
    try {
      program.main(Stream.of(args).map(Path::toString).toArray(String[]::new));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Printed(
        output.toString(StandardCharsets.UTF_8), words.toString(StandardCharsets.UTF_8));
  }

  @Test
  void main_goodRequest_printsABundleThatTheOtherExampleVerifies() throws Exception {
    Printed signed = embedding(proof(licensing, "acme"));
    assertThat(verifying(signed.err(), signed.out(), "a jar").out())
        .startsWith("verified: ")
        .contains("app.jar");
  }

  @Test
  void verifying_anotherArtifactOrKey_namesTheCheckThatFailed() throws Exception {
    Printed signed = embedding(proof(licensing, "acme"));
    Printed artifact = verifying(signed.err(), signed.out(), "another jar");
    assertThat(artifact.out()).isEmpty();
    assertThat(artifact.err()).contains("Check[name=subject, outcome=FAILED");
    Printed key = verifying(PinnedKey.of(newKey().getPublic()).pem(), signed.out(), "a jar");
    assertThat(key.out()).isEmpty();
    assertThat(key.err()).contains("Check[name=signature, outcome=FAILED");
  }

  @Test
  void main_proofOfSomebodyElse_signsNothing() throws Exception {
    String forged = proof(newKey(), "acme");
    String foreign = proof(licensing, "beta");
    for (String proof : List.of(forged, foreign, "x", "a.b.c")) {
      Printed refused = embedding(proof);
      assertThat(refused.err()).startsWith("not_entitled: ").contains("Audit id: ");
      assertThat(refused.out()).isEmpty();
    }
  }

  @Test
  void main_proofWithAnotherAlgorithmOrAnExtension_signsNothing() throws Exception {
    for (String header :
        List.of(
            "{\"typ\":\"poe+jwt\"}",
            "{\"alg\":\"none\",\"typ\":\"poe+jwt\"}",
            "{\"alg\":\"HS256\",\"typ\":\"poe+jwt\"}",
            "{\"alg\":\"ES256\",\"typ\":\"poe+jwt\",\"crit\":[\"b64\"],\"b64\":false}",
            "[]")) {
      assertThat(embedding(proof(licensing, "acme", header)).err()).startsWith("not_entitled: ");
    }
  }

  /** Lines that say something: no imports, no comments, no lone braces. */
  @Test
  void example_hasFewerThanEightyLinesOfCode() throws Exception {
    assertThat(Files.readAllLines(SOURCES.resolve("Embedding.java")))
        .map(String::strip)
        .filteredOn(line -> !line.startsWith("import ") && !line.startsWith("package "))
        .filteredOn(line -> !line.startsWith("/*") && !line.startsWith("*"))
        .filteredOn(line -> line.chars().anyMatch(Character::isLetterOrDigit))
        .hasSizeLessThan(80);
  }

  @ParameterizedTest
  @CsvSource({
    "'A whole program, Embedding.java',"
        + " embedding/src/main/java/org/stellaops/signer/example/embedding/Embedding.java",
    "'Verify, Verifying.java',"
        + " embedding/src/main/java/org/stellaops/signer/example/embedding/Verifying.java",
    "Spring,"
        + " frameworks/spring/src/main/java/org/stellaops/signer/example/spring/SignerConfiguration.java",
    "Quarkus,"
        + " frameworks/quarkus/src/main/java/org/stellaops/signer/example/quarkus/SignerBeans.java"
  })
  void page_showsTheExamplesAsTheyAre(String heading, String file) throws Exception {
    assertThat(shown(heading, "java")).isEqualTo(Files.readString(EXAMPLES.resolve(file)));
  }

  @Test
  void page_coordinates_areThoseOfTheConsumer() throws Exception {
    String pom = Files.readString(EXAMPLES.resolve("consumer/pom.xml"));
    assertThat(shown("Depend on it", "xml").lines().map(String::strip).toList())
        .hasSizeGreaterThan(20)
        .isSubsetOf(pom.lines().map(String::strip).toList());
  }

  /** The first block of a language below a heading. */
  private static String shown(String heading, String language) throws IOException {
    String opening = "```" + language + "\n";
    String page = Files.readString(EXAMPLES.resolve("../docs/embedding.md"));
    int from = page.indexOf(opening, page.indexOf("\n## " + heading + "\n")) + opening.length();
    return page.substring(from, page.indexOf("```", from));
  }
}
