package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code stella keys create}: what it makes, and what it leaves alone. */
class CreateKeyTest {

  private static final String SECRET = "correct horse battery staple";

  @TempDir Path scratch;
  private Path password;

  @BeforeEach
  void writePassword() {
    password = Samples.file(scratch, "keys.pw", SECRET + "\n");
  }

  private Ran create(String name, Path keystore, Object... more) {
    return stella(
        List.of("keys", "create", name, "--keystore", keystore, "--password", "file:" + password),
        more);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void create_newKeystore_isTheOwnersAlone_andIsSaidAsConfiguration() throws Exception {
    Path keystore = scratch.resolve("k\u00e4ys \"1\".p12");
    Path half = scratch.resolve("sbom.pub");

    Ran ran = create("sbom", keystore, "--public-key", half);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keystore)))
        .isEqualTo("rw-------");
    assertThat(ran.out())
        .contains("      sbom: {uri: \"main:sbom\", published: true}\n")
        .contains("k\u00e4ys \\\"1\\\".p12\"")
        .contains("password: \"file:" + password + "\"");
    assertThat(ran.out() + ran.err()).doesNotContain(SECRET);
    assertThat(Files.readString(half)).startsWith("-----BEGIN PUBLIC KEY-----\n");
    assertThat(names()).containsExactly("keys.pw", keystore.getFileName().toString(), "sbom.pub");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void create_passwordThatOthersMayRead_isToldSo() throws Exception {
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    Ran own = create("a", scratch.resolve("keys.p12"));
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    Ran open = create("b", scratch.resolve("keys.p12"));

    assertThat(own.err()).doesNotContain("chmod");
    assertThat(open.exit()).isZero();
    assertThat(open.err()).contains("run chmod 600 " + password);
  }

  @Test
  void create_shortPassword_isToldSo() throws Exception {
    Ran good = create("a", scratch.resolve("keys.p12"));
    Files.writeString(password, "eleven-char");
    Ran weak = create("b", scratch.resolve("other.p12"));

    assertThat(good.err()).doesNotContain("characters");
    assertThat(weak.exit()).isZero();
    assertThat(weak.err()).contains("less than 12 characters").doesNotContain("eleven");
  }

  @Test
  void create_inPemFiles_haveBackendsOfTheirOwnNames() {
    assertThat(stella(pem(scratch.resolve("a.pem"))).out())
        .contains("a: {uri: \"a:key\"", "  backends:\n    a: {type: \"pem\"");
  }

  @Test
  void create_asJson_isAsItsSchemaSays() {
    Path keystore = scratch.resolve("keys.p12");
    JsonNode made = Samples.json(create("a", keystore, "--output", "json").out());
    JsonNode added =
        Samples.json(create("b", keystore, "--algorithm", "ml-dsa-44", "--output", "json").out());

    assertThat(SchemaCheck.faults(made)).isEmpty();
    assertThat(SchemaCheck.faults(added)).isEmpty();
    assertThat(made.get("added").asBoolean()).isFalse();
    assertThat(added.get("added").asBoolean()).isTrue();
    assertThat(added.get("keyDetails").asText()).isEqualTo("ML_DSA_44");
  }

  @Test
  void create_nameThatIsThere_leavesTheFileAsItWas() throws Exception {
    Path keystore = scratch.resolve("keys.p12");
    create("a", keystore);
    byte[] before = Files.readAllBytes(keystore);

    Ran again = create("a", keystore, "--public-key", scratch.resolve("a.pub"));

    assertThat(again.exit()).isEqualTo(3);
    assertThat(again.err()).contains("has a key a: give the new one another name");
    assertThat(keystore).hasBinaryContent(before);
    assertThat(names()).containsExactly("keys.p12", "keys.pw");
  }

  @Test
  void create_otherPassword_leavesTheFileAsItWas_andSaysNeither() throws Exception {
    Path keystore = scratch.resolve("keys.p12");
    create("a", keystore);
    byte[] before = Files.readAllBytes(keystore);
    Files.writeString(password, "wrong password");

    Ran other = create("b", keystore);

    assertThat(other.exit()).isEqualTo(3);
    assertThat(other.err())
        .contains("does not open with the password that is set for it")
        .doesNotContain("wrong password");
    assertThat(keystore).hasBinaryContent(before);
  }

  @Test
  void create_whatIsNoKeystore_isLeftAsItWas() throws Exception {
    Path file = Samples.file(scratch, "diary.txt", "dear diary");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(create("a", file).exit()).isEqualTo(3);
    assertThat(file).hasContent("dear diary");
    assertThat(stella(pem(file)).exit()).isEqualTo(3);
    assertThat(file).hasContent("dear diary");
    assertThat(create("a", scratch).err()).contains("it is a directory");
    assertThat(create("a", scratch.resolve("absent/k.p12")).exit()).isEqualTo(3);
  }

  private List<Object> pem(Path file) {
    return List.of("keys", "create", "a", "--pem", file, "--password", "file:" + password);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void create_linkThatLeadsNowhere_isRefused_andNothingIsMadeThere() throws Exception {
    Path link = Files.createSymbolicLink(scratch.resolve("link"), scratch.resolve("nowhere"));

    Ran ran = create("a", link);

    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("is a link to a file that does not exist");
    assertThat(scratch.resolve("nowhere")).doesNotExist();
  }

  @Test
  void create_publicKeyThatExists_makesNoKey() throws Exception {
    Path half = Samples.file(scratch, "a.pub", "somebody's");
    Path keystore = scratch.resolve("keys.p12");

    assertThat(create("a", keystore, "--public-key", half).exit()).isEqualTo(3);
    assertThat(create("a", keystore, "--public-key", scratch.resolve("no/a.pub")).exit())
        .isEqualTo(3);
    assertThat(create("a", keystore, "--public-key", scratch.resolve("./keys.p12")).exit())
        .isEqualTo(2);
    assertThat(half).hasContent("somebody's");
    assertThat(names()).containsExactly("a.pub", "keys.pw");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keys create a                                             | where is the key to be
          keys create a --keystore k --pem p --password file:x      | --keystore FILE or --pem FILE, one
          keys create a --keystore k                                | openssl rand -hex 32
          keys create a --keystore k --password hunter2             | never the secret itself
          keys create a --module m --token pkcs11:token=t           | by all of --module
          keys create a --module m --pin file:p --keystore k        | in a file or on a token
          keys create a --module m --token t --pin file:p --id 1    | --id is 1 to 32 bytes
          keys create a --module m --token t --pin file:p --environment x | NAME=VALUE
          keys create a --module m --token t --pin hunter2          | never the secret itself
          keys create A --keystore k --password file:x              | a key name has
          keys create a/b --keystore k --password file:x            | a key name has
          keys create a --keystore k --password file:x --algorithm rsa | --algorithm is one of
          keys create a --keystore k --password file:x --bits 2048  | bits are for RSA alone
          keys create a --pem k --password file:x --bits 1024 --algorithm rsa-pss-sha256 | 2048, 3072
          """)
  void create_wrongCommandLine_isRefusedWithWhatToDo(String line, String hint) {
    Ran ran = stella((Object[]) line.split(" "));

    assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(hint).doesNotContain("hunter2");
  }
}
