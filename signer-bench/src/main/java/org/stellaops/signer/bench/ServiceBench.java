package org.stellaops.signer.bench;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.signer.model.Bytes;

/**
 * Requests per second of the whole service over HTTP, a fresh proof each, beside what their
 * cryptography alone would cost. Server and load generator are two processes on the same cores; the
 * share of each is printed.
 */
final class ServiceBench {

  private static final int CALLERS = 32;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(20);

  private ServiceBench() {}

  private record Load(List<Long> micros, long refused, Duration took) {}

  static void run() throws Exception {
    Path directory = Files.createTempDirectory("stella-bench");
    try (Child server =
        Child.start(List.of("-Xmx1g"), BenchServer.class, directory.resolve("dev").toString())) {
      URI origin = URI.create(server.line());
      URI authority = URI.create(server.line());
      byte[] body = request(DevelopmentProof.fetch(authority), server.line());
      URI target = origin.resolve("/api/v1/signer/sign/dsse");
      LoadCaller caller = new LoadCaller(authority);
      load(caller, target, body, WARM_UP);
      long[] before = counts(server);
      Duration serverBefore = server.processorTime();
      Duration ownBefore = own();
      Load load = load(caller, target, body, MEASURED);
      Duration serverUsed = server.processorTime().minus(serverBefore);
      Duration ownUsed = own().minus(ownBefore);
      long[] after = counts(server);
      report(load, serverUsed, ownUsed, after[0] - before[0], body.length);
    }
  }

  private static byte[] request(String proof, String scanner) {
    String sbom = new String(SampleSbom.ofSize(4096), StandardCharsets.UTF_8);
    String digest = Bytes.utf8(sbom).sha256().hex();
    return ("{\"subject\":[{\"name\":\"app.cdx.json\",\"digest\":{\"sha256\":\""
            + digest
            + "\"}}],\"predicateType\":\"https://cyclonedx.org/bom\",\"predicate\":"
            + sbom
            + ",\"scannerImageDigest\":\""
            + scanner
            + "\",\"poe\":{\"format\":\"jwt\",\"value\":\""
            + proof
            + "\"},\"options\":{\"returnBundle\":\"both\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Load load(LoadCaller caller, URI target, byte[] body, Duration duration)
      throws Exception {
    AtomicLong refused = new AtomicLong();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        all.add(threads.submit(() -> one(caller, target, body, end, refused)));
      }
    }
    List<long[]> parts = new ArrayList<>();
    for (Future<long[]> part : all) {
      parts.add(part.get());
    }
    List<Long> micros = parts.stream().flatMapToLong(Arrays::stream).sorted().boxed().toList();
    return new Load(micros, refused.get(), Duration.ofNanos(System.nanoTime() - start));
  }

  private static long[] one(
      LoadCaller caller, URI target, byte[] body, long end, AtomicLong refused) throws Exception {
    long[] micros = new long[100_000];
    int count = 0;
    while (System.nanoTime() < end && count < micros.length) {
      long begin = System.nanoTime();
      int status = caller.sign(target, body);
      if (status == 200) {
        micros[count++] = (System.nanoTime() - begin) / 1000;
      } else {
        refused.incrementAndGet();
      }
    }
    return Arrays.copyOf(micros, count);
  }

  private static void report(Load load, Duration server, Duration own, long verified, int bodyBytes)
      throws Exception {
    double seconds = load.took().toNanos() / 1e9;
    long answered = load.micros().size();
    double each = (double) verified / answered;
    CryptographyCost cost = CryptographyCost.measure();
    double floor = each * cost.verifyMicros() + cost.signMicros();
    double perRequest = server.toNanos() / 1e3 / answered;
    int cores = Runtime.getRuntime().availableProcessors();
    System.out.printf(
        Locale.ROOT,
        "%nPOST /sign/dsse, %d callers, %d byte bodies, a fresh proof each, %.0f s%n",
        CALLERS,
        bodyBytes,
        seconds);
    System.out.printf(
        Locale.ROOT, "  answered                          %7.0f /s%n", answered / seconds);
    System.out.printf(
        Locale.ROOT, "  refused (rate, nonce rotation)    %7.0f /s%n", load.refused() / seconds);
    System.out.printf(
        Locale.ROOT,
        "  latency p50 / p99                 %7.1f / %.1f ms%n",
        load.micros().get((int) (answered / 2)) / 1e3,
        load.micros().get((int) (answered * 99 / 100)) / 1e3);
    System.out.printf(
        Locale.ROOT,
        "  load generator's share of %d cores %6.0f %%, server's %.0f %%%n",
        cores,
        100 * own.toNanos() / 1e9 / seconds / cores,
        100 * server.toNanos() / 1e9 / seconds / cores);
    System.out.printf(Locale.ROOT, "  processor time of a request       %7.0f us%n", perRequest);
    System.out.printf(
        Locale.ROOT,
        "  its cryptography alone            %7.0f us (%.2f ES256 verifications counted, %.0f us"
            + " each; 1 signature, %.0f us)%n",
        floor,
        each,
        cost.verifyMicros(),
        cost.signMicros());
    System.out.printf(
        Locale.ROOT, "  share of cryptography             %7.0f %%%n", 100 * floor / perRequest);
  }

  private static long[] counts(Child server) throws Exception {
    server.say("counts");
    return Arrays.stream(server.line().split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static Duration own() {
    return Duration.ofNanos(
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime());
  }
}
