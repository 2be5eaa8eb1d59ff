package org.stellaops.signer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Public keys in the forms that people have them in: what is not read is named, and the command
 * that the message gives makes a key that verifies.
 */
class PublicKeyFilesTest {

  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
  private static final String STATEMENT =
      "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://a.example/b\","
          + "\"subject\":[{\"digest\":{\"sha256\":\""
          + "0".repeat(64)
          + "\"},\"name\":\"a\"}]}";

  @TempDir static Path keys;
  @TempDir Path scratch;

  /** Of each kind a private key in PKCS#8, the public one, and an envelope that it signed. */
  @BeforeAll
  static void make() throws GeneralSecurityException, IOException {
    make("ec", "EC", 256, "SHA256withECDSA");
    make("rsa", "RSA", 2048, "SHA256withRSA");
    make("ed", "Ed25519", 255, "Ed25519");
  }

  private static void make(String name, String family, int size, String algorithm)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
    generator.initialize(size);
    KeyPair pair = generator.generateKeyPair();
    Path secret = keys.resolve(name + ".p8");
    Files.writeString(secret, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.write(keys.resolve(name + ".der"), pair.getPublic().getEncoded());
    Files.writeString(
        keys.resolve(name + ".pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    byte[] payload = STATEMENT.getBytes(UTF_8);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(pair.getPrivate());
    signing.update(
        ("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
            .getBytes(UTF_8));
    signing.update(payload);
    Base64.Encoder base64 = Base64.getEncoder();
    Files.writeString(
        keys.resolve(name + ".dsse.json"),
        "{\"payload\":\""
            + base64.encodeToString(payload)
            + "\",\"payloadType\":\""
            + PAYLOAD_TYPE
            + "\",\"signatures\":[{\"sig\":\""
            + base64.encodeToString(signing.sign())
            + "\"}]}");
    byte[] spki = pair.getPublic().getEncoded();
    if (name.equals("ed")) {
      Files.writeString(keys.resolve("ed.ssh"), ssh(spki));
    }
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /** A line of OpenSSH for Ed25519 (RFC 8709 §4), which ssh-keygen converts neither way. */
  private static String ssh(byte[] spki) {
    String raw = new String(spki, spki.length - 32, 32, ISO_8859_1);
    byte[] blob = ("\0\0\0\u000bssh-ed25519\0\0\0\u0020" + raw).getBytes(ISO_8859_1);
    return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob) + " someone@example\n";
  }

  /** A file that {@code recipe} makes beside the keys. */
  private Path made(String recipe, String name) throws IOException {
    try (var files = Files.list(keys)) {
      for (Path file : files.toList()) {
        Files.copy(file, scratch.resolve(file.getFileName()));
      }
    }
    Ran ran = shell(recipe);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return scratch.resolve(name);
  }

  private Ran shell(String command) throws IOException {
    try {
      Path err = scratch.resolve("shell.err");
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .directory(scratch.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Ran(process.exitValue(), out, Files.readString(err));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assumeTools(String tools) throws IOException {
    for (String tool : tools.split(" ")) {
      assumeTrue(shell("command -v " + tool).exit() == 0, tool + " is not installed");
    }
  }

  private static Ran verify(String kind, Path key) {
    return stella("verify", keys.resolve(kind + ".dsse.json"), "--key", key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cp ec.pub k",
        "cp ec.der k",
        "openssl pkey -pubin -in ec.pub -text -out k",
        "(openssl pkey -pubin -in ec.pub -text -noout; cat ec.pub; echo; echo the end) > k",
        "(printf '\\357\\273\\277'; cat ec.pub) > k",
        "awk '{printf \"%s\\r\\n\", $0}' ec.pub > k",
        "tr '\\n' '\\r' < ec.pub > k",
        "(echo 'key: |'; sed 's/^/    /' ec.pub) > k"
      })
  void verify_keyThatIsUnambiguous_isRead(String recipe) throws IOException {
    Ran ran = verify("ec", made(recipe, "k"));

    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ec | openssl req -x509 -key ec.p8 -subj /CN=a -out k | X.509 certificate | openssl",
        "ec | openssl req -x509 -key ec.p8 -subj /CN=a -out c; openssl x509 -in c -text -out k"
            + " | X.509 certificate | openssl",
        "ec | openssl req -x509 -key ec.p8 -subj /CN=a -outform DER -out k | in DER | openssl",
        "ec | openssl req -x509 -key ec.p8 -subj /CN=a -out c; cat c c > k"
            + " | 2 certificates | openssl",
        "ec | openssl req -new -key ec.p8 -subj /CN=a -out k | certificate request | openssl",
        "ec | openssl req -new -key ec.p8 -subj /CN=a -outform DER -out k"
            + " | certificate request | openssl",
        "ec | openssl req -x509 -key ec.p8 -subj /CN=a -out c; openssl crl2pkcs7 -nocrl"
            + " -certfile c -out k | PKCS#7 | openssl",
        "ec | openssl req -x509 -key ec.p8 -subj /CN=a -out c; openssl crl2pkcs7 -nocrl"
            + " -certfile c -outform DER -out k | PKCS#7 | openssl",
        "ec | cp ec.p8 k | private key | openssl",
        "ed | cp ed.p8 k | private key | openssl",
        "ec | cat ec.p8 ec.pub > k | private key | openssl",
        "ec | openssl pkey -in ec.p8 -outform DER -out k | private key | openssl",
        "ec | openssl ec -in ec.p8 -out k | private key | openssl",
        "ec | (openssl ecparam -name prime256v1; openssl ec -in ec.p8) > k | private key | openssl",
        "ec | openssl ec -in ec.p8 -outform DER -out k | private key | openssl",
        "rsa | openssl rsa -in rsa.p8 -traditional -out k | private key | openssl",
        "rsa | openssl rsa -in rsa.p8 -traditional -outform DER -out k | private key | openssl",
        "rsa | openssl rsa -in rsa.p8 -RSAPublicKey_out -out k | PKCS#1 | openssl",
        "rsa | openssl rsa -in rsa.p8 -RSAPublicKey_out -outform DER -out k | PKCS#1 | openssl",
        "ec | openssl ec -pubin -in ec.pub -conv_form compressed -out k | compressed | openssl",
        "ec | openssl ec -pubin -in ec.pub -param_enc explicit -out k | spelled-out | openssl",
        "ec | grep -v -e ----- ec.pub > k | base64 | openssl base64",
        "ec | grep -v -e ----- ec.p8 > k | private key | openssl base64",
        "ec | xxd -p ec.der > k | hexadecimal | openssl xxd",
        "ec | iconv -f UTF-8 -t UTF-16 ec.pub > k | UTF-16 | iconv",
        "ec | iconv -f UTF-8 -t UTF-16LE ec.pub > k | UTF-16 | iconv",
        "ec | gzip -c ec.pub > k | compressed | gzip",
        "ec | awk '{printf \"%s\\\\n\", $0}' ec.pub > k | instead of ends of lines | awk",
        "ec | cat ec.pub > k; openssl ecparam -name prime256v1 >> k | other PEM blocks | openssl"
            + " awk",
        "ec | ssh-keygen -i -m PKCS8 -f ec.pub > k | SSH public key | ssh-keygen",
        "rsa | ssh-keygen -i -m PKCS8 -f rsa.pub > k | SSH public key | ssh-keygen",
        "ec | ssh-keygen -i -m PKCS8 -f ec.pub > s; ssh-keygen -e -f s > k"
            + " | RFC 4716 | ssh-keygen",
        "ed | cp ed.ssh k | SSH public key | openssl base64",
        "ed | (printf 'from=\"a b\" '; cat ed.ssh) > k | SSH public key | openssl base64",
        "ed | ssh-keygen -e -f ed.ssh > k | RFC 4716 | ssh-keygen openssl",
        "rsa | cp rsa.p8 k; ssh-keygen -p -N '' -f k | SSH private key | ssh-keygen"
      })
  void verify_keyInAnotherForm_isNamedWithTheCommandThatConvertsIt(
      String kind, String recipe, String words, String tools) throws IOException {
    assumeTools(tools);
    Path file = made(recipe, "k");

    Ran ran = verify(kind, file);

    assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(file + " ", words);
    assertSilentAbout(file, ran.err());
    Ran converted = shell(command(ran));
    assertThat(converted.exit()).as(command(ran) + converted.err()).isZero();
    Ran verified = verify(kind, scratch.resolve("key.pub"));
    assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " | jq '{keys:[.,.]}'", " | jq '{key:.}'"})
  void verify_jwk_isConvertedByNode(String wrapped) throws IOException {
    assumeTools("node jq");
    String jwk =
        "node -e 'console.log(JSON.stringify(require(\"crypto\").createPublicKey("
            + "require(\"fs\").readFileSync(\"ec.pub\")).export({format:\"jwk\"})))'";

    Ran ran = verify("ec", made(jwk + wrapped + " > k", "k"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("JWK");
    assertThat(shell(command(ran)).exit()).isZero();
    assertThat(verify("ec", scratch.resolve("key.pub")).exit()).isZero();
  }

  @Test
  void verify_privateJwk_isNotRepeated() throws IOException {
    Path file = made("true", "k");
    Files.writeString(
        file, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"xxxxxxxxxx\",\"d\":\"dddddddddddd\"}");

    Ran ran = verify("ec", file);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("is a private key (JWK)").doesNotContain("xxxxx", "ddddd");
  }

  @Test
  void verify_openSshEd25519PrivateKey_givesItsPublicKey() throws IOException {
    assumeTools("ssh-keygen openssl base64");
    Path file = made("ssh-keygen -q -t ed25519 -N '' -f k", "k");

    Ran ran = verify("ed", file);

    assertThat(ran.exit()).isEqualTo(2);
    assertSilentAbout(file, ran.err());
    assertThat(shell(command(ran)).exit()).isZero();
    String blob = Files.readString(scratch.resolve("k.pub")).split(" ")[1];
    byte[] raw = Base64.getDecoder().decode(blob);
    Path key = scratch.resolve("key.pub");
    assertThat(Files.readString(key).replaceAll("\\s|-----[A-Z ]*-----", ""))
        .isEqualTo(
            "MCowBQYDK2VwAyEA"
                + Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(raw, 19, 51)));
    assertThat(verify("ed", key).exit()).isEqualTo(1);
  }

  @Test
  void verify_severalPublicKeys_areTakenApart() throws IOException {
    Ran ran = verify("rsa", made("cat ec.pub rsa.pub > k", "k"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("has 2 public keys");
    assertThat(shell(command(ran)).exit()).isZero();
    assertThat(verify("ec", scratch.resolve("1-key.pub")).exit()).isZero();
    assertThat(verify("rsa", scratch.resolve("2-key.pub")).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jq -Rs '{keys:[{id:\"a\",publicKey:.}]}' ec.pub > k",
        "jq -Rs '{data:{keys:{\"1\":{public_key:.}}}}' ec.pub > k",
        "base64 < ec.der | tr -d '\\n' | jq -R '{KeyId:\"a\",PublicKey:.}' > k"
      })
  void verify_answerOfAServer_saysWhereTheKeyIs(String recipe) throws IOException {
    assumeTools("jq base64 openssl");

    Ran ran = verify("ec", made(recipe, "k"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(shell(command(ran)).exit()).isZero();
    assertThat(verify("ec", scratch.resolve("key.pub")).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openssl ecparam -name secp224r1 -genkey | openssl pkey -pubout > k",
        "openssl ecparam -name secp256k1 -genkey | openssl pkey -pubout > k",
        "openssl genpkey -algorithm ed448 | openssl pkey -pubout > k",
        "openssl genpkey -algorithm x25519 | openssl pkey -pubout -outform DER > k",
        "openssl genrsa 1024 | openssl pkey -pubout > k"
      })
  void verify_keyOfAnotherKindOrSize_saysWhichAreSupported(String recipe) throws IOException {
    Ran ran = verify("ec", made(recipe, "k"));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("k has a public key that cannot be used: supported keys are");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\\nAAAA\\n | cosign public-key --key",
        "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\\nAAAA\\n | cosign public-key --key",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\\n\\nAAAA\\n | is of OpenPGP",
        "-----BEGIN DSA PRIVATE KEY-----\\nAAAA\\n | is a private key, of a kind",
        "-----BEGIN X509 CRL-----\\nAAAA\\n | k has a PEM block X509 CRL, where a PEM block PUBLIC",
        "-----BEGIN s3cr3t Pa55-----\\nAAAA\\n | k has another PEM block, where a PEM block PUBLIC",
        "-----BEGIN A B C D E F G-----\\nAAAA\\n | k has another PEM block, where",
        "-----BEGIN -----\\nAAAA\\n | k has another PEM block, where",
        "-----BEGIN PUBLIC KEY-----\\nAAAA\\n | ends within its PUBLIC KEY block",
        "-----BEGIN PUBLIC KEY-----\\nA!!A\\n-----END PUBLIC KEY----- | not base64",
        "-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY----- | supported keys are EC"
            + " P-256",
        "untrusted comment: minisign public key\\nRWQf6LRCGA9i53mlYecO | is of minisign",
        "PuTTY-User-Key-File-3: ssh-ed25519 | puttygen",
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudt6csqpsdac0 | encrypts and does not"
            + " sign",
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1 a | FIDO token",
        "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1 a | SSH certificate",
        "ssh-rsa AAAAB3NzaC1yc2E a\\nssh-rsa AAAAB3NzaC1yc2E b | has 2 SSH public keys",
        "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"} | a Sigstore bundle",
        "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json\"} | trusted root",
        "{\"payload\":\"\",\"payloadType\":\"\",\"signatures\":[]} | a DSSE envelope",
        "{\"_type\":\"https://in-toto.io/Statement/v1\"} | an in-toto statement",
        "{\"bomFormat\":\"CycloneDX\"} | an SBOM",
        "{\"bomFormat\":\"CycloneDX\",\"signature\":{\"publicKey\":{\"kty\":\"EC\"}}} | an SBOM",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"} | a secret that several share",
        "[1] | is JSON, not a public key",
        "{ | is JSON, not a public key",
        "'' | is empty",
        "' \\n' | is empty",
        "<html> | is HTML or XML",
        "hello | has no public key"
      })
  void verify_whatIsNoKey_isNamed(String content, String words) {
    String text = content.replace("\\n", "\n");

    Ran ran = verify("ec", Samples.file(scratch, "k", text));

    assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
    assertThat(ran.err()).contains("k " + (words.startsWith("a ") ? "is " : ""), words);
    assertThat(ran.err()).doesNotContain("xception", "c2VjcmV0", "s3cr3t");
  }

  @Test
  void verify_largeOrEndlessFile_isRefused() throws IOException {
    Path large = Files.write(scratch.resolve("large"), new byte[(1 << 20) + 1]);
    Path blanks = Files.writeString(scratch.resolve("blanks"), " ".repeat(1 << 19) + "!");
    Path digits = Files.writeString(scratch.resolve("digits"), "00 ".repeat(1 << 18) + "!");

    assertThat(verify("ec", large).exit()).isEqualTo(2);
    assertThat(verify("ec", large).err()).contains("larger than 1 MiB");
    assertThat(verify("ec", blanks).err()).contains("has no public key");
    assertThat(verify("ec", digits).err()).contains("has no public key");
    assertThat(verify("ec", scratch).exit()).isEqualTo(3);
    assertThat(verify("ec", scratch).err()).contains("it is a directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"awskms:///alias/a", "k8s://ns/key", "https://a.example/key.pub"})
  void verify_keyOfAKms_isFetchedByCosign(String key) {
    Ran ran = stella("verify", keys.resolve("ec.dsse.json"), "--key", key);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("cosign public-key --key URI > key.pub");
  }

  /** A command that wrote to the file that it reads would destroy it. */
  @Test
  void verify_privateKeyCalledAsTheResult_isNotOverwritten() throws IOException {
    Path file = made("cp ec.p8 key.pub", "key.pub");
    String before = Files.readString(file);

    Ran ran = verify("ec", file);

    assertThat(shell(command(ran)).exit()).isZero();
    assertThat(Files.readString(file)).isEqualTo(before);
    assertThat(verify("ec", scratch.resolve("new-key.pub")).exit()).isZero();
  }

  @Test
  void verify_fileCalledLikeAnOption_isStillAFileForTheCommand() throws IOException {
    made("cp ec.p8 ./-k.pem", "-k.pem");

    Ran ran = verify("ec", Path.of("-k.pem"));
    Ran named = verify("ec", scratch.resolve("-k.pem"));

    assertThat(ran.exit()).isNotZero();
    assertThat(shell(command(named)).exit()).isZero();
  }

  private static String command(Ran ran) {
    Matcher command = Pattern.compile("(?s)^stella: .*?[a-z]: (.*)\n$").matcher(ran.err());
    assertThat(command.matches()).as(ran.err()).isTrue();
    return command.group(1);
  }

  /** No line of a file with a secret is in the message. */
  private static void assertSilentAbout(Path file, String message) throws IOException {
    for (String line : Files.readString(file, ISO_8859_1).split("\\R")) {
      if (line.length() > 20 && !line.startsWith("-----")) {
        assertThat(message).doesNotContain(line.substring(line.length() - 20));
      }
    }
  }
}
