package org.stellaops.signer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.SignedFiles.Signed;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Option;

/** Where the parts of a signer's answer go. */
final class SigningOutputs {

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = {
        "write the Sigstore bundle here (default: standard output);",
        "of several keys each has a file of its own: app.sigstore.json becomes"
            + " app.KEY.sigstore.json"
      })
  private @Nullable Path bundle;

  @Option(names = "--envelope", paramLabel = "FILE", description = "write the DSSE envelope here")
  private @Nullable Path envelope;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "write the signer's key here; of several keys as with --bundle")
  private @Nullable Path publicKey;

  private final Map<Path, String> taken = new HashMap<>();

  boolean keepsKey() {
    return publicKey != null;
  }

  /** Whether the bundle goes to standard output. */
  private boolean toStandardOutput() {
    return bundle == null && envelope == null;
  }

  /**
   * Refuses outputs that would overwrite an input or each other.
   *
   * @param inputs what is read, by the words for it
   * @param keys the keys that were named; what a profile names is known from the answer only
   */
  void requireDistinct(Map<String, Path> inputs, List<String> keys) {
    inputs.forEach((name, file) -> taken.put(real(file), name));
    named(keys).forEach(this::take);
  }

  private void take(Path file, String option) {
    if (LocalFile.isStandardInput(file)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          option
              + " names a file; without --bundle and --envelope the bundle goes to standard"
              + " output");
    }
    // Devices may be named twice: nothing in them is overwritten.
    if (!Files.exists(file) || Files.isRegularFile(file)) {
      String other = taken.putIfAbsent(real(file), option);
      if (other != null) {
        throw new CommandFailed(
            ExitCode.USAGE, option + " would overwrite " + other + ": both are " + file);
      }
    }
  }

  /** Every file of an answer with signatures of {@code keys}, and the option that names it. */
  private Map<Path, String> named(List<String> keys) {
    Map<Path, String> named = new LinkedHashMap<>();
    for (Path file : files(bundle, keys)) {
      add(named, file, "--bundle");
    }
    for (Path file : files(envelope, List.of())) {
      add(named, file, "--envelope");
    }
    for (Path file : files(publicKey, keys)) {
      add(named, file, "--public-key");
    }
    return named;
  }

  private static void add(Map<Path, String> named, Path file, String option) {
    String other = named.putIfAbsent(file, option);
    if (other != null && (!Files.exists(file) || Files.isRegularFile(file))) {
      throw new CommandFailed(
          ExitCode.USAGE, option + " would overwrite " + other + ": both are " + file);
    }
  }

  private static List<Path> files(@Nullable Path file, List<String> keys) {
    if (file == null) {
      return List.of();
    }
    return keys.size() < 2 ? List.of(file) : keys.stream().map(key -> ofKey(file, key)).toList();
  }

  /** {@code app.sigstore.json} of the key {@code a} is {@code app.a.sigstore.json}. */
  static Path ofKey(Path file, String key) {
    String name = String.valueOf(file.getFileName());
    int dot = name.indexOf('.', 1);
    return file.resolveSibling(
        dot < 0 ? name + "." + key : name.substring(0, dot) + "." + key + name.substring(dot));
  }

  private static Path real(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      return file.toRealPath();
    } catch (IOException notThere) {
      try {
        Path parent = Objects.requireNonNullElse(absolute.getParent(), absolute).toRealPath();
        return parent.resolve(Objects.requireNonNullElse(absolute.getFileName(), absolute));
      } catch (IOException norItsDirectory) {
        return absolute;
      }
    }
  }

  /** Files that can be written, as far as that can be known before. */
  Opened open(List<String> keys) {
    Opened opened = new Opened();
    try {
      named(keys).forEach((file, option) -> opened.files.put(file, PendingFile.open(file)));
      return opened;
    } catch (CommandFailed e) {
      opened.close();
      throw e;
    }
  }

  /** The outputs of one request. */
  final class Opened implements AutoCloseable {

    private final Map<Path, PendingFile> files = new HashMap<>();

    private Opened() {}

    /**
     * Writes what can be written.
     *
     * @throws CommandFailed something could not: its message names the audit id, by which the
     *     signature can be accounted for
     */
    void write(SignedFiles signed, Bytes answer, Terminal terminal) {
      List<CommandFailed> failures = new ArrayList<>();
      boolean several = signed.signers().size() > 1;
      for (Signed signer : signed.signers()) {
        write("--bundle", bundle, several ? signer.name() : null, signer.bundle(), failures);
        Bytes key = Bytes.utf8(signer.publicKey());
        write("--public-key", publicKey, several ? signer.name() : null, key, failures);
      }
      write("--envelope", envelope, null, signed.envelope(), failures);
      try {
        if (terminal.json()) {
          terminal.result(answer);
        } else if (toStandardOutput()) {
          signed.signers().forEach(signer -> terminal.result(signer.bundle()));
        }
      } catch (CommandFailed e) {
        failures.add(e);
      }
      if (!failures.isEmpty()) {
        CommandFailed first = failures.getFirst();
        throw new CommandFailed(
            first.exitCode(),
            first.getMessage() + " (it is signed, audit id " + signed.auditId() + ")",
            first);
      }
    }

    private void write(
        String option,
        @Nullable Path named,
        @Nullable String key,
        Bytes content,
        List<CommandFailed> failures) {
      if (named == null) {
        return;
      }
      Path file = key == null ? named : ofKey(named, key);
      try {
        pending(file, option).write(content);
      } catch (CommandFailed e) {
        failures.add(e);
      }
    }

    /** A file that no key named before is one of a profile's. */
    private PendingFile pending(Path file, String option) {
      PendingFile known = files.get(file);
      if (known == null) {
        take(file, option);
        known = PendingFile.open(file);
        files.put(file, known);
      }
      return known;
    }

    @Override
    public void close() {
      files.values().forEach(PendingFile::close);
    }
  }
}
