package org.stellaops.signer.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Requests per second of the whole service over HTTP, a fresh proof each, in units of one ES256
 * verification by the JDK, and beside OpenBao's transit engine where it is installed. Server and
 * load generator are two processes on the same cores.
 */
final class ServiceBench {

  static final int CALLERS = 32;
  private static final int SBOM_BYTES = 4096;
  private static final Duration MEASURED =
      Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));

  private ServiceBench() {}

  static void run() throws Exception {
    try (BenchService service = BenchService.start("1g")) {
      byte[] body = service.request(SBOM_BYTES, 1);
      System.out.printf(
          Locale.ROOT,
          "%nPOST /sign/dsse, %d connections, %d byte bodies, a fresh proof each; %s%n",
          CALLERS,
          body.length,
          service.crypto());
      service.warmUp(body, CALLERS);
      Load peak = service.load(body, CALLERS, MEASURED);
      double unit = CryptographyCost.verifyMicros();
      print(peak);
      System.out.printf(
          Locale.ROOT,
          "  in units                          %7.2f    (one ES256 verification by the JDK: %.0f"
              + " us)%n",
          peak.microsEach() / unit,
          unit);
      Load steady = service.load(body, CALLERS, MEASURED, 0.7 * peak.perSecond());
      System.out.printf(
          Locale.ROOT,
          "  at 70 %% of that, p50 / p99        %7.1f / %.1f ms: %.1f times%n",
          steady.millis(0.5),
          steady.millis(0.99),
          steady.millis(0.99) / steady.millis(0.5));
      beside(peak);
    }
  }

  private static void print(Load load) {
    System.out.printf(
        Locale.ROOT, "  answered                          %7.0f /s%n", load.perSecond());
    if (load.refused() > 0) {
      System.out.printf(Locale.ROOT, "  refused (nonce rotation)          %7d%n", load.refused());
    }
    System.out.printf(
        Locale.ROOT,
        "  latency p50 / p99                 %7.1f / %.1f ms%n",
        load.millis(0.5),
        load.millis(0.99));
    System.out.printf(
        Locale.ROOT,
        "  share of all cores, server / load generator %4.0f / %.0f %%%n",
        100 * load.share(load.server()),
        100 * load.share(load.generator()));
    System.out.printf(
        Locale.ROOT, "  processor time of a request       %7.0f us%n", load.microsEach());
  }

  private static void beside(Load ours) throws Exception {
    Optional<OpenBao.Result> measured = OpenBao.measure(CALLERS, SBOM_BYTES, MEASURED);
    if (measured.isEmpty()) {
      System.out.println("  OpenBao: not measured, bao or wrk is not on the PATH");
      return;
    }
    OpenBao.Result theirs = measured.get();
    System.out.printf(
        Locale.ROOT,
        "  %s transit sign, file audit: %.0f /s, %.0f us each%n",
        theirs.version(),
        theirs.perSecond(),
        theirs.microsEach());
    System.out.printf(
        Locale.ROOT,
        "  ours to OpenBao's                 %7.2f    by answers a second; by processor time"
            + " %.2f%n",
        ours.perSecond() / theirs.perSecond(),
        theirs.microsEach() / ours.microsEach());
  }
}
