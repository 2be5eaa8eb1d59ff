package org.stellaops.signer.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Locale;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.StrictJson;

/** The strict reader and RFC 8785 writer beside Jackson's parse and write, on a 20 MB SBOM. */
final class JsonBench {

  private static final int SIZE = 20 << 20;
  private static final int WARM_UP = 15;
  private static final int ROUNDS = 21;

  private JsonBench() {}

  private interface Work {
    int run(byte[] document) throws Exception;
  }

  static void run() throws Exception {
    byte[] document = SampleSbom.ofSize(SIZE);
    JsonMapper jackson = new JsonMapper();
    JsonLimits limits = JsonLimits.REQUEST;
    Work ours = text -> StrictJson.canonical(text, 0, text.length, limits).size();
    Work theirs = text -> jackson.writeValueAsBytes(jackson.readTree(text)).length;
    double[] our = new double[ROUNDS];
    double[] their = new double[ROUNDS];
    for (int i = 0; i < WARM_UP; i++) {
      rate(ours, document);
      rate(theirs, document);
    }
    // In turns, so that a noisy neighbour disturbs both.
    for (int i = 0; i < ROUNDS; i++) {
      our[i] = rate(ours, document);
      their[i] = rate(theirs, document);
    }
    System.out.printf(
        Locale.ROOT, "%nRFC 8785 of a %.1f MB SBOM, median of %d%n", document.length / 1e6, ROUNDS);
    System.out.printf(Locale.ROOT, "  strict read and canonical write   %7.0f MB/s%n", median(our));
    System.out.printf(
        Locale.ROOT, "  Jackson read tree and write       %7.0f MB/s%n", median(their));
    System.out.printf(
        Locale.ROOT, "  ratio                             %7.2f%n", median(our) / median(their));
  }

  private static double rate(Work work, byte[] document) throws Exception {
    long start = System.nanoTime();
    if (work.run(document) == 0) {
      throw new IllegalStateException("nothing written");
    }
    return document.length / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
