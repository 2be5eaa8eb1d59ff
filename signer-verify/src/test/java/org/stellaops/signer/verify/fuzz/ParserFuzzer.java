package org.stellaops.signer.verify.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.stellaops.signer.model.Bytes;

/** What Jazzer calls, which finds both methods by their names. */
public final class ParserFuzzer {

  /** Of a processor, for one input: how busy the machine is does not count. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static volatile FuzzTarget target = FuzzTarget.BUNDLE;

  private ParserFuzzer() {}

  /**
   * Runs the seeds once, so that the first input does not pay for loading classes.
   *
   * @param arguments the folder of one target, and where its seeds are
   */
  public static void fuzzerInitialize(String[] arguments) throws IOException {
    target = FuzzTarget.named(arguments[0]);
    try (Stream<Path> seeds = Files.list(Path.of(arguments[1]))) {
      for (Path seed : seeds.toList()) {
        target.accept(Bytes.adopt(Files.readAllBytes(seed)));
      }
    }
  }

  /** Throws for a fault, and for nothing else. */
  public static void fuzzerTestOneInput(byte[] input) {
    long begun = THREADS.getCurrentThreadCpuTime();
    target.accept(Bytes.copyOf(input));
    long took = THREADS.getCurrentThreadCpuTime() - begun;
    if (took > LONGEST.toNanos()) {
      throw new AssertionError(input.length + " bytes take " + took / 1_000_000 + " ms");
    }
  }
}
