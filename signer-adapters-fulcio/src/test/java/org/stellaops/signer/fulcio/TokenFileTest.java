package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

class TokenFileTest {

  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path directory;

  private IdentityToken read(Path file) {
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    return new TokenFile(file, () -> NOW).token(soon);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("token"), text);
  }

  @Test
  void token_fileWithLineEnd_isRead_andReadAgain() throws IOException {
    Path file = write("  " + SampleTokens.until(NOW.plusSeconds(60)) + "\r\n");
    assertThat(read(file).expiry()).isEqualTo(NOW.plusSeconds(60));

    write(SampleTokens.until(NOW.plusSeconds(120)));
    assertThat(read(file).expiry()).isEqualTo(NOW.plusSeconds(120));
  }

  @Test
  void token_longestThereMayBe_isRead_andOneMoreIsNot() throws IOException {
    int without = padded(0).length();
    // Base64url needs four characters for three bytes.
    int padding = (IdentityToken.MAX_CHARS - without) * 3 / 4;
    assertThat(read(write(padded(padding) + "\n")).subject()).isEqualTo(SampleTokens.SUBJECT);
    Path longer = write(padded(padding + 4));
    assertThatExceptionOfType(BackendRefused.class).isThrownBy(() -> read(longer));
  }

  private static String padded(int bytes) {
    return SampleTokens.signed(
        SampleTokens.form(NOW.plusSeconds(60)).claim("padding", "x".repeat(bytes)));
  }

  @Test
  void token_expired_isAnOutage_sinceSomebodyElseReplacesIt() throws IOException {
    assertOutage(write(SampleTokens.until(NOW)));
  }

  @Test
  void token_noFile_isAnOutage() {
    assertOutage(directory.resolve("absent"));
    assertOutage(directory);
  }

  private void assertOutage(Path file) {
    assertThatExceptionOfType(DependencyUnavailable.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining(file.toString())
        .satisfies(outage -> assertThat(outage.dependency()).isEqualTo(Dependency.IDENTITY_TOKENS));
  }

  @Test
  void token_fileOfSomethingElse_isRefused_andNotRepeated() throws IOException {
    for (String text : new String[] {"", "password-of-somebody", "x".repeat(1 << 20)}) {
      Path file = write(text);
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> read(file))
          .withMessageContaining(file.toString())
          .satisfies(refused ->
              assertThat(refused.getMessage()).doesNotContain("password-of-somebody", "xxxx"));
    }
  }
}
