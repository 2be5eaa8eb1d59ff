package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.SigningLoad.Answer;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * A token that takes three seconds for a signature, for which callers queue: what it still signs
 * after the key was revoked, or all signing was stopped, is released to nobody (KEY-02).
 */
class SlowTokenTest {

  private static final Path PACKED = OptionalBackendOverHttpTest.PACKED;
  private static final int CALLERS = 8;

  @TempDir private Path directory;

  @BeforeEach
  void packed() {
    assumeThat(PACKED.resolve("pkcs11")).as("run mvn verify: it packs the backends").isDirectory();
  }

  @Test
  void key_revokedWhileTheTokenSigns_releasesNothing() throws Exception {
    assertNothingReleasedAfter(
        List.of("keys", "revoke", "second", "--reason", "stolen"), "key-revoked");
  }

  @Test
  void service_sealedWhileTheTokenSigns_releasesNothing() throws Exception {
    assertNothingReleasedAfter(List.of("seal", "--reason", "stolen"), "sealed");
  }

  /** A queue that is longer than a self-test waits is no fault of the keys behind it. */
  @Test
  void token_busyForLongerThanASelfTestWaits_keepsItsKeys() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("pin"), SoftHsm.PIN);
    FaultyModule module = new FaultyModule(directory);
    try (SoftHsm token = new SoftHsm(directory)) {
      String key = token.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      try (Service service =
              Service.configured(
                  state,
                  development ->
                      TokenSection.in(
                          development, token, key, module.file(), module.environment(), PACKED));
          SigningLoad load = new SigningLoad(service, CALLERS, "second")) {
        load.awaitMore(CALLERS);
        module.arrange("slow");
        load.goOn(Duration.ofSeconds(30));

        assertThat(service.log()).doesNotContain("failed its self-test");
        assertThat(load.stop())
            .filteredOn(each -> !each.isSigned())
            .noneMatch(each -> each.reply().text("reason").equals("self-test-failed"));
      }
    }
  }

  private void assertNothingReleasedAfter(List<String> stop, String reason) throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("pin"), SoftHsm.PIN);
    FaultyModule module = new FaultyModule(directory);
    try (SoftHsm token = new SoftHsm(directory)) {
      String key = token.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      try (Service service =
          Service.configured(
              state,
              development ->
                  TokenSection.in(
                      development, token, key, module.file(), module.environment(), PACKED))) {
        Instant ended;
        List<Answer> answers;
        try (SigningLoad load = new SigningLoad(service, CALLERS, "second")) {
          load.awaitMore(CALLERS);
          module.arrange("slow");
          load.goOn(Duration.ofSeconds(4));
          Command.of(Tools.stella())
              .with(stop.toArray(String[]::new))
              .with("--server", service.origin().toString(), "--dev")
              .succeed();
          ended = Instant.now();
          load.goOn(Duration.ofSeconds(8));
          answers = load.stop();
        }

        List<Answer> inFlight =
            answers.stream()
                .filter(each -> each.asked().isBefore(ended) && each.told().isAfter(ended))
                .toList();
        assertThat(inFlight).as("requests in flight at the end of the act").hasSize(CALLERS);
        assertThat(answers.stream().filter(each -> each.told().isAfter(ended)))
            .as("answers after the act\n" + service.log())
            .noneMatch(Answer::isSigned);
        assertThat(answers.stream().filter(each -> each.asked().isAfter(ended)))
            .isNotEmpty()
            .allMatch(each -> each.reply().text("reason").equals(reason));
        for (JournalFile.Entry entry : JournalFile.read(JournalFile.under(state))) {
          // Other keys go on testing themselves.
          boolean bySecond = entry.record().at("/signers/0/name").asText().equals("second");
          if (entry.text("decision").equals("signed") && bySecond) {
            assertThat(Instant.parse(entry.text("at"))).isBefore(ended);
          }
        }
      }
    }
  }
}
