package org.stellaops.signer.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.model.Bytes;

/**
 * The corpus of the fuzzer through its targets, in seconds: seeds out of the vectors, and whatever
 * once was a finding. Each is answered in time on a small stack, whole and cut off.
 */
class FuzzCorpusTest {

  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final long STACK_BYTES = 512 << 10;
  private static final long MAX_SECONDS = 20;

  private static Path resources() {
    return Files.isDirectory(RESOURCES.resolve("fuzz"))
        ? RESOURCES
        : Path.of("../signer-verify").resolve(RESOURCES);
  }

  private static List<Path> seeds(FuzzTarget target) throws IOException {
    List<Path> seeds = new ArrayList<>();
    try (Stream<Path> own = Files.list(resources().resolve("fuzz").resolve(target.folder()))) {
      own.sorted().forEach(seeds::add);
    }
    switch (target) {
      case BUNDLE -> addVectors("bundle.sigstore.json", seeds);
      case TRUSTED_ROOT -> addVectors("trusted_root.json", seeds);
      default -> {}
    }
    return seeds;
  }

  private static void addVectors(String name, List<Path> seeds) throws IOException {
    try (Stream<Path> cases = Files.list(resources().resolve("sigstore-conformance"))) {
      cases
          .sorted()
          .map(folder -> folder.resolve(name))
          .filter(Files::isRegularFile)
          .forEach(seeds::add);
    }
  }

  @ParameterizedTest
  @EnumSource(FuzzTarget.class)
  void parse_seedsWholeAndCutOff_areAnsweredOrRefused(FuzzTarget target) throws Exception {
    int accepted = 0;
    for (Path seed : seeds(target)) {
      Bytes whole = Bytes.adopt(Files.readAllBytes(seed));
      accepted += accepts(target, whole) ? 1 : 0;
      accepts(target, whole.slice(0, whole.size() / 2));
    }
    accepts(target, Bytes.utf8(""));
    assertThat(accepted).as("seeds that are read and not refused").isPositive();
  }

  /** Throws what left the parser although it is no documented refusal. */
  private static boolean accepts(FuzzTarget target, Bytes input) throws Exception {
    FutureTask<Boolean> task = new FutureTask<>(() -> target.accept(input));
    Thread thread = new Thread(null, task, "fuzz " + target.folder(), STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return task.get(MAX_SECONDS, TimeUnit.SECONDS);
  }
}
