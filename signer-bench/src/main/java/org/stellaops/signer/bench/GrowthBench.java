package org.stellaops.signer.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How the processor time of a request grows with its body and with the number of its keys. */
final class GrowthBench {

  private static final List<Integer> SIZES_KIB = List.of(4, 64, 1024, 16 * 1024, 96 * 1024);
  private static final List<Integer> KEYS = List.of(1, 2, 4, 8);
  private static final Duration MEASURED =
      Duration.ofSeconds(Integer.getInteger("bench.seconds", 10));
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private GrowthBench() {}

  static void run() throws Exception {
    try (BenchService service = BenchService.start("3g")) {
      System.out.printf(Locale.ROOT, "%nProcessor time by the number of keys, 4 KiB SBOM%n");
      service.warmUp(service.request(4096, 1), ServiceBench.CALLERS);
      double one = 0;
      for (int keys : KEYS) {
        byte[] body = service.request(4096, keys);
        service.load(body, ServiceBench.CALLERS, WARM_UP);
        double micros = service.load(body, ServiceBench.CALLERS, MEASURED).microsEach();
        one = keys == 1 ? micros : one;
        System.out.printf(
            Locale.ROOT,
            "  %d keys                            %7.0f us    %.2f times; %.0f us for each further"
                + " key%n",
            keys,
            micros,
            micros / one,
            keys == 1 ? 0 : (micros - one) / (keys - 1));
      }
      System.out.printf(Locale.ROOT, "%nProcessor time by the size of the SBOM, one key%n");
      for (int kib : SIZES_KIB) {
        byte[] body = service.request(kib << 10, 1);
        int callers = kib <= 1024 ? 8 : 1;
        service.load(body, callers, WARM_UP);
        Load load = service.load(body, callers, MEASURED);
        System.out.printf(
            Locale.ROOT,
            "  %7d KiB                       %9.2f ms    %.1f MB/s of one processor%n",
            kib,
            load.microsEach() / 1e3,
            body.length / load.microsEach());
      }
    }
  }
}
