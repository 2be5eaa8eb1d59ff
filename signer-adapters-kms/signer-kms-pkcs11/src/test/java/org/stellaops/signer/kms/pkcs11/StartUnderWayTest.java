package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.kms.pkcs11.FakeToken.Mode;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;

/** A process that is being started, while the token refuses the PIN to the one before. */
class StartUnderWayTest {

  @TempDir private Path directory;

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private long asked(String what) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(what)).count();
    }
  }

  private static Throwable startedAfterAPause(TokenConnection connection) {
    Deadline end = soon();
    Throwable last = null;
    while (!(last instanceof BackendRefused) && !end.hasPassed()) {
      last = catchThrowable(() -> connection.process(soon()));
      LockSupport.parkNanos(10_000_000);
    }
    return last;
  }

  /** K07. */
  @Test
  void k07_pinRefused_whileAnotherProcessOpensTheToken_isNotTriedByThatOne() throws IOException {
    TokenLogin login =
        new TokenLogin(
            FakeToken.command(directory),
            1,
            "module",
            "pkcs11:token=x",
            "pin"::toCharArray,
            Map.of(),
            Duration.ofSeconds(20));
    try (TokenConnection connection = new TokenConnection(login, Ticker.system())) {
      TokenProcess first = connection.process(soon());
      Files.createFile(directory.resolve(Mode.OPEN_WAITS.name()));
      connection.replace(first);
      CompletableFuture<Throwable> second =
          CompletableFuture.supplyAsync(() -> startedAfterAPause(connection));
      Deadline starting = soon();
      while (asked(".open") < 2 && !starting.hasPassed()) {
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(asked(".open")).isEqualTo(2);

      assertThat(connection.pinRefused(first, "it says so")).hasMessageContaining("it says so");

      Files.delete(directory.resolve(Mode.OPEN_WAITS.name()));
      assertThat(second.join()).isInstanceOf(BackendRefused.class);
      assertThat(asked(".login")).isEqualTo(1);
    }
  }
}
