package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;

/** A key that any list revokes is revoked, and a list that says it in another way is none. */
class VerifyWithListsTest {

  private static final String REVOKED_FROM = "2026-01-01T00:00:00Z";

  @TempDir static Path signed;
  @TempDir Path scratch;

  @BeforeAll
  static void sign() {
    for (String who : List.of("a", "b")) {
      Ran ran =
          stella(
              "sign",
              "sbom",
              Samples.sbom(signed),
              "--dev",
              "--bundle",
              signed.resolve(who + ".json"),
              "--public-key",
              signed.resolve(who + ".pub"));
      assertThat(ran.exit()).as(ran.err()).isZero();
    }
  }

  private static PinnedKey key(String who) {
    return LocalFile.publicKey(signed.resolve(who + ".pub"));
  }

  private static String list(String... who) {
    return TrustDocumentKeys.of(List.of(who).stream().map(VerifyWithListsTest::key).toList())
        .document()
        .utf8();
  }

  private static String revokingB(String list) {
    return list.replace(
        "\"revocations\":[]",
        "\"revocations\":[{\"from\":\""
            + REVOKED_FROM
            + "\",\"id\":\""
            + key("b").fingerprint()
            + "\"}]");
  }

  private Path file(String name, String content) {
    return Samples.file(scratch, name, content);
  }

  /** Also by a list that does not have the key, and in whatever order they are given. */
  @ParameterizedTest
  @CsvSource({"'a,b',b.json", "'a,b',b.pub", "a,b.json", "a,b.pub"})
  void verify_keyThatOneListRevokes_isRevokedForEveryFile(String listed, String other) {
    Path fresh =
        file(
            "new.json",
            revokingB(list(listed.equals("a") ? new String[] {"a"} : new String[] {"a", "b"})));
    Path old = other.equals("b.pub") ? signed.resolve(other) : file(other, list("b"));

    for (List<Object> keys :
        List.of(
            List.<Object>of("--key", fresh, "--key", old),
            List.<Object>of("--key", old, "--key", fresh))) {
      Ran ofB = stella(List.of("verify", signed.resolve("b.json")), keys.toArray());
      Ran ofA = stella(List.of("verify", signed.resolve("a.json")), keys.toArray());

      assertThat(ofB.exit()).as(ofB.out()).isEqualTo(1);
      assertThat(ofB.err()).contains("says that the key " + key("b").fingerprint());
      assertThat(ofA.exit()).as(ofA.out() + ofA.err()).isZero();
    }
  }

  @Test
  void verify_withoutAnyRevocation_countsBoth() {
    Path both = file("both.json", list("a", "b"));

    assertThat(stella("verify", signed.resolve("b.json"), "--key", both).exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\":\"sha256:B\"}]|\"id\":\"sha256:U\"}]|lower-case",
        "\"publicKey\":|\"state\":\"REVOKED\",\"publicKey\":|state",
        "\"publicKey\":|\"state\":\"stolen\",\"publicKey\":|state",
        "\"publicKey\":|\"revoked\":true,\"publicKey\":|revoked",
        "\"revocations\":[|\"revocations\":[{\"from\":\"2026-01-01T00:00:00Z\",\"id\":\"sha256:B\"},|twice",
        "\"from\":\"2026-01-01T00:00:00Z\"|\"from\":\"yesterday\"|moment",
        "\"schema\":|\"revocation\":[],\"schema\":|revocation",
      })
  void verify_listThatSaysItInAnotherWay_isRefused(String good, String bad, String why) {
    String hex = key("b").fingerprint().hex();
    String list = revokingB(list("a", "b"));
    Path changed =
        file(
            "changed.json",
            list.replace(
                good.replace("sha256:B", "sha256:" + hex),
                bad.replace("sha256:B", "sha256:" + hex)
                    .replace("sha256:U", "sha256:" + hex.toUpperCase(Locale.ROOT))));

    for (String option : List.of("--key", "--expect-key")) {
      Ran ran =
          option.equals("--key")
              ? stella("verify", signed.resolve("a.json"), option, changed)
              : sign(option, changed);

      assertThat(LocalFile.readKey(changed)).isNotEqualTo(Bytes.utf8(list));
      assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
      assertThat(ran.err()).contains("changed.json").contains(why);
    }
  }

  private Ran sign(Object... expected) {
    return stella(
        List.of(
            "sign",
            "sbom",
            Samples.sbom(signed),
            "--dev",
            "--bundle",
            scratch.resolve("out.json"),
            "--public-key",
            scratch.resolve("out.pub")),
        expected);
  }

  @Test
  void verify_listWithAKeyTwice_isRefused() {
    String once = list("b");
    String entry = once.substring(once.indexOf('[') + 1, once.indexOf("],\"revocations\""));
    Path twice = file("twice.json", once.replace(entry, entry + "," + entry));

    Ran ran = stella("verify", signed.resolve("b.json"), "--key", twice);

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("twice");
  }

  @Test
  void sign_expectedKeyThatAListRevokes_isRefused() {
    Path list = file("list.json", revokingB(list("a", "b")));

    for (Object named : List.of(signed.resolve("b.pub"), key("b").fingerprint().toString())) {
      Ran ran = sign("--expect-key", list, "--expect-key", named);

      assertThat(ran.exit()).isEqualTo(2);
      assertThat(ran.err()).contains("is revoked");
    }
  }
}
