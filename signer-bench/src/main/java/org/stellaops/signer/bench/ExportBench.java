package org.stellaops.signer.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * An export of 10,000 files and 2 GiB, made twice and verified by the command in a process with a
 * heap of 128 MiB, beside {@code sha256sum} over the same files on every processor.
 */
final class ExportBench {

  private static final int FILES = 10_000;
  private static final long BYTES = 2L << 30;
  private static final int DIRECTORIES = 100;
  private static final long LARGE = 10L << 20;
  private static final long SMALL = (BYTES - LARGE * DIRECTORIES) / (FILES - DIRECTORIES);
  private static final int RUNS = 3;
  private static final Path STELLA = Path.of("signer-cli/target/stella/bin/stella");

  private ExportBench() {}

  static void run() throws Exception {
    Path directory = Files.createTempDirectory("signer-bench-export");
    try {
      Path tree = Files.createDirectory(directory.resolve("tree"));
      long bytes = fill(tree);
      System.out.printf(Locale.ROOT, "%d files, %.2f GiB%n", FILES, bytes / (double) (1L << 30));
      int port = StartBench.freePorts();
      Process server =
          StartBench.started(
              List.of(
                  STELLA.toAbsolutePath().toString(),
                  "serve",
                  "--dev",
                  "--dev-dir",
                  directory.resolve("dev").toString(),
                  "--dev-port",
                  Integer.toString(port)));
      try {
        StartBench.awaitReady(server, port + 1);
        measure(tree, directory, port);
      } finally {
        StartBench.stop(server);
      }
    } finally {
      delete(directory);
    }
  }

  private static void measure(Path tree, Path directory, int port) throws Exception {
    List<Double> sums = new ArrayList<>();
    List<Double> exports = new ArrayList<>();
    List<Double> verifications = new ArrayList<>();
    Path key = directory.resolve("export.pub");
    sha256sum(tree);
    for (int i = 0; i < RUNS; i++) {
      sums.add(sha256sum(tree));
      exports.add(
          StartBench.seconds(
              stella(
                  "sign",
                  "export",
                  tree.toString(),
                  "-o",
                  directory.resolve("signed-" + i).toString(),
                  "--created",
                  "2026-11-28T08:00:00Z",
                  "--public-key",
                  key.toString(),
                  "--server",
                  "http://127.0.0.1:" + port,
                  "--dev"),
              0));
      verifications.add(
          StartBench.seconds(
              stella(
                  "verify",
                  "export",
                  tree.toString(),
                  "--signed",
                  directory.resolve("signed-" + i).toString(),
                  "--key",
                  key.toString()),
              0));
    }
    double sum = median(sums);
    double export = median(exports);
    double verify = median(verifications);
    boolean same = true;
    for (int i = 1; i < RUNS; i++) {
      same &= isSame(directory.resolve("signed-0"), directory.resolve("signed-" + i));
    }
    System.out.printf(Locale.ROOT, "sha256sum on all processors: %.2f s%n", sum);
    System.out.printf(
        Locale.ROOT,
        "stella sign export, heap of 128 MiB: %.2f s, %.2f times%n",
        export,
        export / sum);
    System.out.printf(
        Locale.ROOT,
        "stella verify export, heap of 128 MiB: %.2f s, %.2f times%n",
        verify,
        verify / sum);
    System.out.println("the same bytes each time: " + same);
  }

  private static List<String> stella(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                STELLA.resolveSibling("../lib/stella.jar").toAbsolutePath().normalize().toString(),
                "org.stellaops.signer.cli.Stella"));
    command.addAll(List.of(words));
    return command;
  }

  private static double sha256sum(Path tree) throws Exception {
    return StartBench.seconds(
        List.of(
            "sh",
            "-c",
            "find '"
                + tree
                + "' -type f -print0 | xargs -0 -n 64 -P "
                + Runtime.getRuntime().availableProcessors()
                + " sha256sum > /dev/null"),
        0);
  }

  /** Many small files and a few large ones, as exports have them. */
  private static long fill(Path tree) throws IOException {
    byte[] block = new byte[1 << 20];
    // The same in every run, and nothing that a file system makes smaller.
    RandomGeneratorFactory.of("L64X128MixRandom").create(1).nextBytes(block);
    long left = BYTES;
    for (int i = 0; i < FILES; i++) {
      Path directory = Files.createDirectories(tree.resolve("d" + i % DIRECTORIES));
      boolean last = i == FILES - 1;
      long size = last ? left : i % DIRECTORIES == 0 ? LARGE : SMALL;
      block[0] = (byte) i;
      block[1] = (byte) (i >> 8);
      try (OutputStream out = Files.newOutputStream(directory.resolve("f" + i + ".bin"))) {
        for (long written = 0; written < size; written += block.length) {
          out.write(block, 0, (int) Math.min(block.length, size - written));
        }
      }
      left -= size;
    }
    return BYTES - left;
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    try (Stream<Path> files = Files.list(one)) {
      for (Path file : files.toList()) {
        if (Files.mismatch(file, other.resolve(file.getFileName())) >= 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
