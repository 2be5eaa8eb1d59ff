package org.stellaops.signer.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.stellaops.signer.model.Bytes;

/** A running service and a client of it. */
final class BenchService implements AutoCloseable {

  /** As the launchers of a service have it. */
  static final String COLLECTOR = "-XX:+UseParallelGC";

  /** The compilers have next to nothing left to do when they work less of a round than this. */
  private static final long QUIET_MILLIS = 150;

  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final int MOST_ROUNDS = 24;

  private final Child server;
  private final URI target;
  private final String proof;
  private final String scanner;
  private final LoadClient client;
  private final String crypto;

  private BenchService(Child server) throws Exception {
    this.server = server;
    this.target = URI.create(server.line()).resolve("/api/v1/signer/sign/dsse");
    URI authority = URI.create(server.line());
    this.scanner = server.line();
    this.crypto = server.line();
    this.proof = DevelopmentProof.fetch(authority);
    this.client = new LoadClient(authority);
  }

  /**
   * @param heap as {@code -Xmx} takes it
   */
  static BenchService start(String heap) throws Exception {
    Path directory = Files.createTempDirectory("stella-bench");
    String chosen = System.getProperty("bench.options", "");
    String collector = chosen.contains("GC") ? "" : COLLECTOR + " ";
    List<String> options = Arrays.asList(("-Xmx" + heap + " " + collector + chosen).split(" "));
    Child server = Child.start(options, BenchServer.class, directory.resolve("dev").toString());
    try {
      return new BenchService(server);
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  /** Who checks signatures in it. */
  String crypto() {
    return crypto;
  }

  /**
   * A request to sign an SBOM.
   *
   * @param sbomBytes of the SBOM, about
   * @param keys how many keys sign
   */
  byte[] request(int sbomBytes, int keys) {
    String sbom = new String(SampleSbom.ofSize(sbomBytes), StandardCharsets.UTF_8);
    String digest = Bytes.utf8(sbom).sha256().hex();
    String names =
        IntStream.rangeClosed(1, keys)
            .mapToObj(i -> "\"bench" + i + "\"")
            .collect(Collectors.joining(","));
    return ("{\"subject\":[{\"name\":\"app.cdx.json\",\"digest\":{\"sha256\":\""
            + digest
            + "\"}}],\"predicateType\":\"https://cyclonedx.org/bom\",\"predicate\":"
            + sbom
            + ",\"scannerImageDigest\":\""
            + scanner
            + "\",\"poe\":{\"format\":\"jwt\",\"value\":\""
            + proof
            + "\"},\"options\":{\"returnBundle\":\"both\",\"keys\":["
            + names
            + "]}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  Load load(byte[] body, int callers, Duration duration) throws Exception {
    return load(body, callers, duration, 0);
  }

  /**
   * @param perSecond requests that are begun in a second; 0 for as many as go
   */
  Load load(byte[] body, int callers, Duration duration, double perSecond) throws Exception {
    return Load.run(
        () -> new LoadCaller(client, target, body),
        callers,
        duration,
        perSecond,
        server::processorTime);
  }

  /** Until C2 is quiet. */
  void warmUp(byte[] body, int callers) throws Exception {
    long start = System.nanoTime();
    boolean quiet = false;
    for (int round = 0; round < MOST_ROUNDS && !quiet; round++) {
      long before = compiling();
      load(body, callers, ROUND);
      quiet = compiling() - before < QUIET_MILLIS;
    }
    System.out.printf(
        Locale.ROOT,
        "  warmed up for %.0f s; the compilers %s%n",
        (System.nanoTime() - start) / 1e9,
        quiet ? "are quiet" : "ARE STILL AT WORK: measure again");
  }

  private long compiling() throws Exception {
    server.say("compiling");
    return Long.parseLong(server.line());
  }

  @Override
  public void close() {
    server.close();
  }
}
