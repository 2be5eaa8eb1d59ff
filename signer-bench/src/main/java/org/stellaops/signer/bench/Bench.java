package org.stellaops.signer.bench;

import java.util.List;
import java.util.Locale;

/**
 * Runs all measurements, or those that are named: {@code json}, {@code heap}, {@code service},
 * {@code growth}, {@code start}, {@code keys}, {@code verify}, {@code keyless}, {@code export}.
 */
public final class Bench {

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> wanted =
        arguments.length == 0
            ? List.of(
                "json", "heap", "service", "growth", "start", "keys", "verify", "keyless", "export")
            : List.of(arguments);
    System.out.printf(
        Locale.ROOT,
        "%s %s, %d processors%n",
        System.getProperty("java.vm.name"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    for (String each : wanted) {
      switch (each) {
        case "json" -> JsonBench.run();
        case "heap" -> HeapBench.run();
        case "service" -> ServiceBench.run();
        case "growth" -> GrowthBench.run();
        case "start" -> StartBench.run();
        case "keys" -> KeysBench.run();
        case "verify" -> VerifyBench.run();
        case "keyless" -> KeylessBench.run();
        case "export" -> ExportBench.run();
        default ->
            throw new IllegalArgumentException(
                "json, heap, service, growth, start, keys, verify, keyless or export; not " + each);
      }
    }
  }
}
