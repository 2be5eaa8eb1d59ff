package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGUSR1 stops all signing of a service that runs, and not the service. */
class SealSignalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void signal_toADevelopmentService_sealsIt() throws Exception {
    try (Service service = Service.development(directory.resolve("dev"), Peer.freePorts(3))) {
      assertSealed(service);
    }
  }

  @Test
  void signal_toAConfiguredService_sealsIt() throws Exception {
    try (Service service =
        Service.configured(directory.resolve("state"), UnaryOperator.identity())) {
      assertSealed(service);
    }
  }

  private static void assertSealed(Service service) throws Exception {
    assertThat(service.watched("/readyz")).doesNotContain("sealed since");
    service.signal("USR1");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!service.watched("/readyz").contains("sealed since") && System.nanoTime() < end) {
      LockSupport.parkNanos(100_000_000);
    }
    assertThat(service.watched("/readyz")).startsWith("503").contains("sealed since", "by SIGUSR1");
    assertThat(service.isAlive()).isTrue();
  }
}
