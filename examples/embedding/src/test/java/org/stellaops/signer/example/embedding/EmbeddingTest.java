package org.stellaops.signer.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;

class EmbeddingTest {

  private static final Path SOURCE =
      Path.of("src/main/java/org/stellaops/signer/example/embedding/Embedding.java");
  private static final Path PAGE = Path.of("../../docs/embedding.md");

  @TempDir private Path directory;
  private KeyPair licensing;

  @BeforeEach
  void makeLicensing() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    licensing = generator.generateKeyPair();
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

  private JsonObject run(String proof) throws Exception {
    String printed = printed(proof);
    return (JsonObject) JsonValue.parse(Bytes.utf8(printed), JsonLimits.REQUEST);
  }

  /** What the program writes to standard output and then to standard error. */
  private String printed(String proof) throws Exception {
    Path key = directory.resolve("licensing.pem");
    Files.writeString(key, PinnedKey.of(licensing.getPublic()).pem());
    String request =
        """
        {"subject":[{"name":"app.jar","digest":{"sha256":"%s"}}],
         "predicateType":"https://cyclonedx.org/bom",
         "predicate":{"bomFormat":"CycloneDX","specVersion":"1.6"},
         "poe":{"format":"jwt","value":"%s"}}\
        """
            .formatted("ab".repeat(32), proof);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(System.out);
    try {
      Embedding.main(new String[] {directory.resolve("store").toString(), key.toString(), request});
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void main_goodRequest_printsAnAnswerWhoseSignatureVerifies() throws Exception {
    JsonObject answer = run(proof(licensing, "acme"));
    JsonObject bundle = answer.object("bundle");
    JsonObject envelope = bundle.object("dsse");
    Bytes payload = Bytes.base64(envelope.string("payload"));
    assertThat(payload.utf8()).contains("\"name\":\"app.jar\"");
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        PinnedKey.parsePem(bundle.array("signers").objects().get(0).string("publicKey")).key());
    PreAuthEncoding.of(envelope.string("payloadType"), payload).update(signature);
    String sig = envelope.array("signatures").objects().get(0).string("sig");
    assertThat(signature.verify(Base64.getDecoder().decode(sig))).isTrue();
    assertThat(answer.object("attestor").string("entitlement")).isEqualTo("token");
  }

  @Test
  void main_proofOfSomebodyElse_signsNothing() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    String forged = proof(generator.generateKeyPair(), "acme");
    String foreign = proof(licensing, "beta");
    for (String proof : List.of(forged, foreign, "x", "a.b.c")) {
      assertThat(printed(proof)).startsWith("not_entitled: ").contains("Audit id: ");
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
      assertThat(printed(proof(licensing, "acme", header))).startsWith("not_entitled: ");
    }
  }

  /** Lines that say something: no imports, no comments, no lone braces. */
  @Test
  void example_hasFewerThanEightyLinesOfCode() throws Exception {
    assertThat(Files.readAllLines(SOURCE))
        .map(String::strip)
        .filteredOn(line -> !line.startsWith("import ") && !line.startsWith("package "))
        .filteredOn(line -> !line.startsWith("/*") && !line.startsWith("*"))
        .filteredOn(line -> line.chars().anyMatch(Character::isLetterOrDigit))
        .hasSizeLessThan(80);
  }

  @Test
  void page_showsTheExampleAsItIs() throws Exception {
    String opening = "```java\n";
    String page = Files.readString(PAGE);
    int from = page.indexOf(opening) + opening.length();
    String shown = page.substring(from, page.indexOf("```", from));
    assertThat(shown).isEqualTo(Files.readString(SOURCE));
  }
}
