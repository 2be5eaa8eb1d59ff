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
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Option;

/** Where the parts of a signer's answer go. */
final class SigningOutputs {

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "write the Sigstore bundle here (default: standard output)")
  private @Nullable Path bundle;

  @Option(names = "--envelope", paramLabel = "FILE", description = "write the DSSE envelope here")
  private @Nullable Path envelope;

  @Option(names = "--public-key", paramLabel = "FILE", description = "write the signer's key here")
  private @Nullable Path publicKey;

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
   */
  void requireDistinct(Map<String, Path> inputs) {
    Map<Path, String> taken = new HashMap<>();
    inputs.forEach((name, file) -> taken.put(real(file), name));
    named()
        .forEach((option, file) -> {
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
        });
  }

  private Map<String, Path> named() {
    Map<String, Path> named = new LinkedHashMap<>();
    if (bundle != null) {
      named.put("--bundle", bundle);
    }
    if (envelope != null) {
      named.put("--envelope", envelope);
    }
    if (publicKey != null) {
      named.put("--public-key", publicKey);
    }
    return named;
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
  Opened open() {
    Opened opened = new Opened();
    try {
      named().forEach((option, file) -> opened.files.put(option, PendingFile.open(file)));
      return opened;
    } catch (CommandFailed e) {
      opened.close();
      throw e;
    }
  }

  /** The outputs of one request. */
  final class Opened implements AutoCloseable {

    private final Map<String, PendingFile> files = new HashMap<>();

    private Opened() {}

    /**
     * Writes what can be written.
     *
     * @throws CommandFailed something could not: its message names the audit id, by which the
     *     signature can be accounted for
     */
    void write(SignedFiles signed, Bytes answer, Terminal terminal) {
      List<CommandFailed> failures = new ArrayList<>();
      file("--bundle", signed.bundle(), failures);
      file("--envelope", signed.envelope(), failures);
      file("--public-key", Bytes.utf8(signed.publicKey()), failures);
      try {
        if (terminal.json()) {
          terminal.result(answer);
        } else if (toStandardOutput()) {
          terminal.result(signed.bundle());
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

    private void file(String option, Bytes content, List<CommandFailed> failures) {
      PendingFile file = files.get(option);
      try {
        if (file != null) {
          file.write(content);
        }
      } catch (CommandFailed e) {
        failures.add(e);
      }
    }

    @Override
    public void close() {
      files.values().forEach(PendingFile::close);
    }
  }
}
