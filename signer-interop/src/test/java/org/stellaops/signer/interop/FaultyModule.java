package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * SoftHSM2 behind a module of ours that has faults when a file of their name is in its directory.
 */
final class FaultyModule {

  private final Path directory;

  /**
   * Builds it.
   *
   * @param directory where it is put and where it looks for its faults
   */
  FaultyModule(Path directory) throws IOException {
    this.directory = directory;
    Path source = directory.resolve("faulty.c");
    try (InputStream code =
        Objects.requireNonNull(FaultyModule.class.getResourceAsStream("/softhsm/faulty.c"))) {
      Files.copy(code, source);
    }
    Command.of(
            Tools.cCompiler(),
            "-shared",
            "-fPIC",
            "-o",
            file().toString(),
            source.toString(),
            "-ldl")
        .succeed();
  }

  Path file() {
    return directory.resolve("faulty.so");
  }

  /** What its process has to be told. */
  Map<String, String> environment() {
    return Map.of(
        "FAULTY_MODULE",
        Tools.softHsmModule().toString(),
        "FAULTY_DIRECTORY",
        directory.toString());
  }

  void arrange(String fault) throws IOException {
    Files.createFile(directory.resolve(fault));
  }
}
