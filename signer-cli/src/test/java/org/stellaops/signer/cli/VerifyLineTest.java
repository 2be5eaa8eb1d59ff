package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.cli.verbs.VerifyCommand;
import org.stellaops.signer.cli.verdict.VerifyLine;
import org.stellaops.signer.cli.verdict.VerifyRequest;
import picocli.CommandLine;

/** What is read without picocli is what picocli reads. */
class VerifyLineTest {

  private static final List<String> WORDS =
      List.of(
          "a.json",
          "dir",
          "-",
          "--",
          "",
          "--key",
          "--key=k.pub",
          "--key=",
          "k.pub",
          "--threshold",
          "--threshold=2",
          "--threshold=02",
          "--threshold=x",
          "2",
          "--artifact",
          "--artifact=f",
          "--digest",
          "--digest=sha256:00",
          "--require-artifact",
          "--require-artifact=false",
          "--type",
          "--type=cyclonedx",
          "--algorithm",
          "--algorithm=rsa-pss-sha256",
          "--trusted-root",
          "--trusted-root=r.json",
          "--certificate-identity",
          "--certificate-identity=spiffe://d/tenant/a/signer",
          "--certificate-identity-regexp=^a=b$",
          "--certificate-oidc-issuer",
          "--certificate-oidc-issuer=https://i",
          "--require-logs",
          "--require-logs=0",
          "--require-timestamps=1",
          "--require-scts=2",
          "--require-scts=two",
          "--output",
          "--output=json",
          "--output=xml",
          "text",
          "json",
          "JSON",
          "--help",
          "-h",
          "--version",
          "--unknown",
          "-x",
          "--ke",
          "@file",
          "'q'",
          "\"q\"",
          "verify",
          "help",
          "--output json",
          "a=b",
          "--artifact=a=b",
          " ");

  private static VerifyRequest byPicocli(String... words) {
    CommandLine.ParseResult parsed = StellaCommand.all().parseArgs(words);
    CommandLine line = Objects.requireNonNull(parsed.subcommand()).commandSpec().commandLine();
    return ((VerifyCommand) line.getCommand()).request();
  }

  @Test
  void words_inAnyOrder_areUnderstoodAsPicocliDoesOrNotAtAll() {
    Random random = new Random(20261127);
    int understood = 0;
    for (int i = 0; i < 4_000; i++) {
      List<String> words = new ArrayList<>(List.of("verify"));
      int length = random.nextInt(7);
      // Half of them have what every line needs, so that enough are understood.
      if (random.nextBoolean()) {
        words.addAll(List.of("--key", "k.pub", "b.json"));
      }
      for (int n = 0; n < length; n++) {
        words.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      String[] line = words.toArray(String[]::new);
      VerifyRequest read = VerifyLine.read(line);
      if (read != null) {
        understood++;
        assertThat(read).as(words.toString()).isEqualTo(byPicocli(line));
      }
    }
    assertThat(understood).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify b --key k",
        "verify --key=k b c",
        "verify - --key k --artifact f --type cyclonedx --output json --threshold 2",
        "verify b --key k --key=l --digest sha256:00 --require-artifact",
        "verify b --key k --algorithm rsa-pss-sha256",
        "verify b --trusted-root r --certificate-identity s --certificate-oidc-issuer i",
        "verify b --key k --trusted-root r --trusted-root=t --require-logs 1 --require-scts=0"
      })
  void usualLines_areUnderstood(String line) {
    String[] words = line.split(" ");

    assertThat(VerifyLine.read(words)).isNotNull().isEqualTo(byPicocli(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sign b --key k",
        "verify",
        "verify b",
        "verify --key k",
        "verify b --key",
        "verify b --key -k",
        "verify b --key k --help",
        "verify b --key k --type a --type b",
        "verify b --key k --threshold two",
        "verify b --key k --output xml",
        "verify b --key k --require-artifact=no"
      })
  void otherLines_areLeftToPicocli(String line) {
    assertThat(VerifyLine.read(line.split(" "))).isNull();
  }
}
