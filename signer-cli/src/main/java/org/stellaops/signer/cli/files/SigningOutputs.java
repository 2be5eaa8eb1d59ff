package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.SignedFiles.Signed;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Option;

/** Where the parts of a signer's answer go. */
public final class SigningOutputs {

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

  public boolean keepsKey() {
    return publicKey != null;
  }

  /**
   * The public key's file alone; {@code bundle} and {@code envelope} are of one document.
   *
   * @param instead where such files go here
   */
  public Optional<Path> keyAlone(String instead) {
    if (bundle != null || envelope != null) {
      throw CommandFailed.usage(
          (bundle == null ? "--envelope" : "--bundle") + " is for one document: " + instead);
    }
    return Optional.ofNullable(publicKey);
  }

  /**
   * Refuses outputs that would overwrite an input or each other.
   *
   * @param inputs what is read, by the words for it
   * @param keys the keys that were named; what a profile names is known from the answer only
   */
  public void requireDistinct(Map<String, Path> inputs, List<String> keys) {
    inputs.forEach((name, file) -> taken.put(real(file), name));
    named(keys).forEach(output -> take(output.file(), output.option()));
  }

  private void take(Path file, String option) {
    if (LocalFile.isStandardInput(file)) {
      throw CommandFailed.usage(
          option
              + " names a file; without --bundle and --envelope the bundle goes to standard"
              + " output");
    }
    // Devices may be named twice: nothing in them is overwritten.
    if (!Files.exists(file) || Files.isRegularFile(file)) {
      String other = taken.putIfAbsent(real(file), option);
      if (other != null) {
        throw CommandFailed.usage(option + " would overwrite " + other + ": both are " + file);
      }
    }
  }

  /** A file of an answer, and the option that names it. */
  private record Output(String option, Path file) {}

  /** Every file of an answer with signatures of {@code keys}. */
  private List<Output> named(List<String> keys) {
    List<Output> named = new ArrayList<>();
    files(bundle, keys).forEach(file -> named.add(new Output("--bundle", file)));
    files(envelope, List.of()).forEach(file -> named.add(new Output("--envelope", file)));
    files(publicKey, keys).forEach(file -> named.add(new Output("--public-key", file)));
    return named;
  }

  private static List<Path> files(@Nullable Path file, List<String> keys) {
    if (file == null) {
      return List.of();
    }
    return keys.size() < 2 ? List.of(file) : keys.stream().map(key -> ofKey(file, key)).toList();
  }

  /** {@code app.sigstore.json} of the key {@code a} is {@code app.a.sigstore.json}. */
  public static Path ofKey(Path file, String key) {
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
  public Opened open(List<String> keys) {
    Opened opened = new Opened();
    try {
      for (Output output : named(keys)) {
        opened.files.put(output.file(), PendingFile.open(output.file()));
      }
      return opened;
    } catch (CommandFailed e) {
      opened.close();
      throw e;
    }
  }

  /** The outputs of one request. */
  public final class Opened implements AutoCloseable {

    private final Map<Path, PendingFile> files = new HashMap<>();
    private final List<WrittenFile> written = new ArrayList<>();

    private Opened() {}

    /**
     * Writes what can be written.
     *
     * @throws CommandFailed something could not: its message names the audit id, by which the
     *     signature can be accounted for
     */
    public void write(SignedFiles signed, SignerReply reply, Terminal terminal) {
      write(signed, reply, terminal, true);
    }

    /** The same that prints nothing of the answer: what was signed is a part of something else. */
    public void keep(SignedFiles signed, SignerReply reply, Terminal terminal) {
      write(signed, reply, terminal, false);
    }

    private void write(SignedFiles signed, SignerReply reply, Terminal terminal, boolean printed) {
      List<CommandFailed> failures = new ArrayList<>();
      boolean several = signed.signers().size() > 1;
      for (Signed signer : signed.signers()) {
        String key = several ? signer.name() : null;
        write("--bundle", bundle, key, signer.bundle(), failures);
        write("--public-key", publicKey, key, Bytes.utf8(signer.publicKey()), failures);
      }
      write("--envelope", envelope, null, signed.envelope(), failures);
      written.forEach(file -> terminal.say(file.words()));
      Bytes document =
          signed.document(
              reply,
              CanonicalWriter.object()
                  .objects("files", written.stream().map(WrittenFile::json).toList()));
      try {
        if (printed) {
          print(signed, document, terminal, failures.isEmpty());
        }
      } catch (CommandFailed e) {
        failures.add(e);
      }
      if (!failures.isEmpty()) {
        CommandFailed first = failures.getFirst();
        throw new CommandFailed(
            first.exitCode(),
            first.facts().withSigned(signed.auditId(), document),
            first.getMessage() + " (it is signed, audit id " + signed.auditId() + ")",
            first);
      }
    }

    /** In JSON there is one document: the answer, or the failure with the answer in it. */
    private void print(SignedFiles signed, Bytes document, Terminal terminal, boolean good) {
      if (terminal.json()) {
        if (good) {
          terminal.result(document);
        }
      } else if (bundle == null && envelope == null) {
        signed.signers().forEach(signer -> terminal.result(signer.bundle()));
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
        PendingFile pending = files.get(file);
        if (pending == null) {
          // The key is one of a profile, which only the answer names.
          take(file, option);
          pending = PendingFile.open(file);
          files.put(file, pending);
        }
        pending.write(content);
        written.add(new WrittenFile(option.substring(2), key, file));
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
