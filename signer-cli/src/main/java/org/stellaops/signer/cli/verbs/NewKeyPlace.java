package org.stellaops.signer.cli.verbs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.NewKeys;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.verdict.NewKeyWords.Made;
import org.stellaops.signer.cli.verdict.NewKeyWords.Written;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.PortException;
import picocli.CommandLine.Option;

/** Where a new key is to be, and the secret that opens that place. */
final class NewKeyPlace {

  private static final int SHORT = 12;

  private static final String FILE = "file:";
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  @Option(
      names = "--keystore",
      paramLabel = "FILE",
      description = "in this PKCS#12 file: a new one, or one that the password opens")
  private @Nullable Path keystore;

  @Option(names = "--pem", paramLabel = "FILE", description = "in this new PEM file, encrypted")
  private @Nullable Path pem;

  @Option(
      names = "--password",
      paramLabel = "env:NAME|file:PATH",
      description = "where the password of the file is")
  private @Nullable String password;

  private boolean shortPassword;

  /** Whether any of its options is given. */
  boolean named() {
    return Stream.of(keystore, pem, password).anyMatch(Objects::nonNull);
  }

  /** Refuses a command line that names no place, or several. */
  void require() {
    if (keystore != null && pem != null) {
      throw CommandFailed.usage(
          "a key is in one file: give --keystore FILE or --pem FILE, one of them");
    }
    if (keystore == null && pem == null) {
      throw CommandFailed.usage(
          "where is the key to be? give --keystore FILE, --pem FILE, or the"
              + " --module of a token");
    }
    if (password == null) {
      throw CommandFailed.usage(
          "name the password: --password file:PATH or env:NAME; openssl rand -hex 32 makes one");
    }
    Path file = file();
    if (file.toString().isEmpty()) {
      throw CommandFailed.usage("a file is named by an empty text; is a variable not set?");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw CommandFailed.file(
          "cannot write "
              + file
              + (Files.isDirectory(file) ? ": it is a directory" : ": it is no regular file"),
          null);
    }
  }

  /** Whether {@code other} is the file that will have the key. */
  boolean isAt(Path other) {
    return named() && absolute(file()).equals(absolute(other));
  }

  private Path file() {
    return keystore == null ? Objects.requireNonNull(pem) : keystore;
  }

  Made make(KeyName name, NewKeyKind kind) {
    Path file = file();
    char[] secret = OptionValue.password("--password", Objects.requireNonNull(password));
    try {
      boolean added = Files.exists(file);
      shortPassword = secret.length < SHORT;
      PinnedKey key =
          keystore == null
              ? NewKeys.inPem(file, kind, secret)
              : NewKeys.inKeystore(file, name.value(), kind, secret);
      return new Made(
          name,
          key,
          file.toString(),
          added,
          keystore == null ? name.value() : "main",
          keystore == null ? "key" : name.value(),
          List.of(
              Written.text("type", keystore == null ? "pem" : "keystore"),
              Written.text("file", absolute(file)),
              Written.text("password", reference(Objects.requireNonNull(password)))));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailed.file(taken(file), e);
    } catch (NoSuchFileException e) {
      throw CommandFailed.file(
          "cannot write " + file + ": its directory does not exist, or takes no files", e);
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + file + ": " + LocalFile.reason(e), e);
    } catch (PortException e) {
      throw CommandFailed.file(String.valueOf(e.getMessage()), e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static String taken(Path file) {
    return file
        + (Files.isSymbolicLink(file) && !Files.exists(file)
            ? " is a link to a file that does not exist; name that file"
            : " exists, and is not overwritten");
  }

  /** The service has another working directory. */
  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  /** What is wrong with the file that a secret is in, if others may read it. */
  static Optional<String> openToOthers(String given) {
    Path file = Path.of(given.startsWith(FILE) ? given.substring(FILE.length()) : "");
    try {
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (given.startsWith(FILE)
          && posix != null
          && posix.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
        return Optional.of("note: others may read " + file + ": run chmod 600 " + file);
      }
    } catch (IOException e) {
      // It was read; who may do so cannot be told.
    }
    return Optional.empty();
  }

  /** What should be better about the password. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    openToOthers(Objects.requireNonNull(password)).ifPresent(notes::add);
    if (shortPassword) {
      notes.add(
          "note: the password has less than "
              + SHORT
              + " characters: whoever gets the file may find it by trying; openssl rand -hex 32"
              + " makes a better one");
    }
    return notes;
  }

  /** Where a secret is, for a service with another working directory. */
  static String reference(String given) {
    return given.startsWith(FILE)
        ? FILE + absolute(Path.of(given.substring(FILE.length())))
        : given;
  }
}
