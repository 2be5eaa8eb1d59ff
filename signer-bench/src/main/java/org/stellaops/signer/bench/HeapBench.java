package org.stellaops.signer.bench;

import java.util.List;
import java.util.Locale;

/** The smallest heap, out of a few, in which a request of 100 MiB is signed and answered. */
final class HeapBench {

  private static final int BODY_MIB = 100;
  private static final List<Integer> HEAPS_MIB = List.of(250, 300, 350, 400, 450, 500);

  private HeapBench() {}

  static void run() throws Exception {
    System.out.printf(Locale.ROOT, "%nHeap for one request with a body of %d MiB%n", BODY_MIB);
    for (int heap : HEAPS_MIB) {
      try (Child child =
          Child.start(
              List.of("-Xmx" + heap + "m", BenchService.COLLECTOR),
              LargeRequest.class,
              Integer.toString(BODY_MIB))) {
        boolean passed = child.exitCode() == 0;
        System.out.printf(
            Locale.ROOT,
            "  -Xmx%dm (%.1f x body)               %s%n",
            heap,
            (double) heap / BODY_MIB,
            passed ? "signed and answered" : "not enough");
        if (passed) {
          return;
        }
      }
    }
  }
}
