package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.FailureFacts;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufState;

/**
 * The directory that keeps what was seen of a TUF repository; without it an older state of the
 * repository would not be known for one. One process at a time uses it, and a file in it is whole.
 */
public final class TufCache implements TufState, AutoCloseable {

  /** The root that everything began with; no role's file is named so, since those end in .json. */
  private static final String BEGINNING = "initial_root";

  /** The root of an update that has not come to an end yet. */
  private static final String ATTEMPT = "attempted_root";

  private static final int MOST = 16 << 20;

  private final Path directory;
  private final Path targets;
  private final FileChannel lock;

  private TufCache(Path directory, Path targets, FileChannel lock) {
    this.directory = directory;
    this.targets = targets;
    this.lock = lock;
  }

  /**
   * The person's own for repositories that begin with {@code root}: {@code
   * $XDG_STATE_HOME/stella/tuf/SHA256}.
   */
  public static Path ofPerson(Bytes root) {
    return PersonalState.directory().resolve("tuf").resolve(root.sha256().hex());
  }

  /**
   * Opens or makes it.
   *
   * @param targets where targets are kept; null for a directory in it
   * @throws CommandFailed it cannot be used, or another process uses it
   */
  public static TufCache open(Path directory, @Nullable Path targets) {
    Path kept = targets == null ? directory.resolve("targets") : targets;
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw unusable("cannot use " + directory + " as a cache: it is no directory", null);
    }
    try {
      Files.createDirectories(directory);
      Files.createDirectories(kept);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isOurs(channel)) {
        channel.close();
        throw unusable(
            directory + " is in use by another update: try again when it has ended", null);
      }
      return new TufCache(directory, kept, channel);
    } catch (IOException e) {
      throw unusable("cannot use " + directory + " as a cache: " + LocalFile.reason(e), e);
    }
  }

  private static CommandFailed unusable(String sentence, @Nullable Throwable cause) {
    FailureCode code = FailureCode.FILE_UNUSABLE;
    return new CommandFailed(
        code.exitCode(), FailureFacts.of(code).withReason(Problem.STATE.word()), sentence, cause);
  }

  private static boolean isOurs(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * The root that everything in here began with. What updates left that never came to an end stays
   * while they begin with the same root, so that nothing older is taken after them. Where no update
   * has come to its end, another root takes its place; afterwards another root is refused.
   *
   * @param given null where none was given: then one has to be here
   * @throws CommandFailed there is another one, or none
   */
  public Bytes beginning(@Nullable Bytes given) {
    try {
      Optional<Bytes> before = read(directory.resolve(BEGINNING));
      if (given == null) {
        return before.orElseThrow(() ->
            CommandFailed.usage(
                "nothing was fetched into " + directory + " yet: name the root, --root FILE"));
      }
      if (before.isEmpty() && !read(directory.resolve(ATTEMPT)).equals(Optional.of(given))) {
        write(directory.resolve(ATTEMPT), given);
        for (String role : List.of("root", "timestamp", "snapshot", "targets")) {
          dropMetadata(role);
        }
      } else if (before.isPresent() && !before.get().equals(given)) {
        throw CommandFailed.usage(
            directory
                + " began with another root than the one that --root names: leave --root out, or"
                + " name another directory with --cache");
      }
      return given;
    } catch (IOException e) {
      throw unusable("cannot use " + directory + ": " + LocalFile.reason(e), e);
    }
  }

  /** An update that began with {@code root} has come to its end. */
  public void began(Bytes root) {
    try {
      write(directory.resolve(BEGINNING), root);
      Files.deleteIfExists(directory.resolve(ATTEMPT));
    } catch (IOException e) {
      throw unusable("cannot use " + directory + ": " + LocalFile.reason(e), e);
    }
  }

  @Override
  public Optional<Bytes> metadata(String role) throws IOException {
    return read(fileOf(role));
  }

  @Override
  public void keepMetadata(String role, Bytes metadata) throws IOException {
    write(fileOf(role), metadata);
  }

  @Override
  public void dropMetadata(String role) throws IOException {
    Files.deleteIfExists(fileOf(role));
  }

  @Override
  public Optional<Bytes> target(String path) throws IOException {
    return read(targets.resolve(name(path)));
  }

  @Override
  public void keepTarget(String path, Bytes target) throws IOException {
    write(targets.resolve(name(path)), target);
  }

  private Path fileOf(String role) {
    return directory.resolve(name(role) + ".json");
  }

  /** One file name for each path or role, which is not the name of another directory. */
  private static String name(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void write(Path file, Bytes content) throws IOException {
    try {
      LocalFile.write(file, content);
    } catch (CommandFailed e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Optional<Bytes> read(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file) || Files.size(file) > MOST) {
      throw new IOException(file + " is no file of a cache");
    }
    return Optional.of(Bytes.adopt(Files.readAllBytes(file)));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw unusable("cannot close the cache " + directory, e);
    }
  }
}
