package org.stellaops.signer.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A program that is measured beside ours: on the PATH, or built for the interop suite. */
final class InstalledProgram {

  private InstalledProgram() {}

  /** Where it is; empty if it is nowhere. */
  static Optional<String> find(String name) throws Exception {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path file = Path.of(place, name);
      if (Files.isExecutable(file)) {
        return Optional.of(file.toString());
      }
    }
    Process where = new ProcessBuilder("signer-interop/tools/install", "--where").start();
    String tools = new String(where.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return tools
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .filter(file -> Files.isExecutable(Path.of(file)))
        .findFirst();
  }
}
