package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Login;
import org.stellaops.signer.outbound.Origin;

/** A workload with its variables, on a cloud that is a fake, at a time of the test's choice. */
final class AskedWorkload implements AutoCloseable {

  static final String CANARY = "s3cret-canary-token";

  final FakeCloud cloud = new FakeCloud();
  final Map<String, String> variables = new HashMap<>();
  volatile Instant time = Instant.parse("2026-05-01T12:00:00Z");
  volatile long nanos;

  private final Cloud kind;
  private final Origin registry;

  AskedWorkload(Cloud kind, String registry) {
    this.kind = kind;
    this.registry = Origin.parse("https://" + registry);
  }

  WorkloadLogin open() {
    return WorkloadLogin.of(kind, registry, variables, cloud, () -> nanos, () -> time);
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  /** The login that it is given now. */
  Login login() throws IOException {
    return open().login(soon()).orElseThrow();
  }

  /** Why it is given none, with all causes and traces. */
  String failure() {
    Throwable thrown = catchThrowable(() -> open().login(soon()));
    if (!(thrown instanceof IOException)) {
      throw new AssertionError("no outage", thrown);
    }
    StringWriter all = new StringWriter();
    thrown.printStackTrace(new PrintWriter(all));
    if (all.toString().contains("canary")) {
      throw new AssertionError("a failure that tells a token", thrown);
    }
    return thrown.getMessage();
  }

  /** Waits for what another thread does. */
  static void await(Callable<Boolean> condition) throws Exception {
    Deadline end = soon();
    while (!condition.call()) {
      if (end.hasPassed()) {
        throw new AssertionError("it did not come about");
      }
      Thread.sleep(5);
    }
  }

  void pass(Duration duration) {
    nanos = nanos + duration.toNanos();
    time = time.plus(duration);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
