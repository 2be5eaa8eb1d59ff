package org.stellaops.signer.cli.batch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;

/**
 * The files that a command line names to be signed in one run: files as they are named, and of
 * directories every document in JSON below, in the order of their paths.
 */
public final class BatchFiles {

  /** What is no document to sign, but was made of one. */
  private static final List<String> MADE = List.of(BatchFile.ENDING, ".bundle.json", ".dsse.json");

  private final @Nullable Path out;
  private final List<BatchFile> all = new ArrayList<>();
  private int others;
  private int links;

  private BatchFiles(@Nullable Path out) {
    this.out = out;
  }

  /**
   * @param out where the bundles go; null for beside each file
   * @throws CommandFailed two files would have the same bundle, or a directory has no file to sign
   */
  public static BatchFiles of(List<Path> named, @Nullable Path out) {
    requireDirectory(out);
    BatchFiles files = new BatchFiles(out);
    for (Path one : named) {
      LocalFile.requireNamed(one);
      if (LocalFile.isStandardInput(one)) {
        throw CommandFailed.usage("--batch signs files: standard input (-) has no name");
      }
      if (Files.isDirectory(one)) {
        files.search(one);
      } else {
        files.add(one, one.getFileName(), irregular(one).orElse(null));
      }
    }
    files.requireDistinct();
    return files;
  }

  private static void requireDirectory(@Nullable Path out) {
    if (out != null) {
      LocalFile.requireNamed(out);
      if (Files.exists(out) && !Files.isDirectory(out)) {
        throw CommandFailed.file("--out " + out + ": it is a file, not a directory", null);
      }
    }
  }

  /** A pipe would keep the whole run waiting. */
  private static Optional<CommandFailed> irregular(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file)
        ? Optional.of(CommandFailed.file("cannot read " + file + ": it is no regular file", null))
        : Optional.empty();
  }

  List<BatchFile> all() {
    return all;
  }

  /** Files in directories that were passed over. */
  int others() {
    return others;
  }

  /** Links to directories, which are not followed: they may lead back. */
  int links() {
    return links;
  }

  /**
   * @param kept the path of the file below {@code --out}
   */
  private void add(Path document, @Nullable Path kept, @Nullable CommandFailed failed) {
    Path below = Objects.requireNonNull(kept, "a file has a name");
    Path place = out == null ? document : out.resolve(below.toString());
    all.add(
        new BatchFile(
            document, place.resolveSibling(document.getFileName() + BatchFile.ENDING), failed));
  }

  private void search(Path directory) {
    List<Found> found = new ArrayList<>();
    try {
      Files.walkFileTree(directory, new Search(found));
    } catch (IOException e) {
      throw unread(directory, e);
    }
    if (found.isEmpty()) {
      throw CommandFailed.file(
          "no file below "
              + directory
              + " is one to sign: their names end with .json, and not with "
              + String.join(", ", MADE),
          null);
    }
    found.sort(Comparator.comparing(Found::file));
    found.forEach(each -> add(each.file(), directory.relativize(each.file()), each.failed()));
  }

  private record Found(Path file, @Nullable CommandFailed failed) {}

  private final class Search extends SimpleFileVisitor<Path> {

    private final List<Found> found;

    private Search(List<Found> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes own) {
      if (own.isSymbolicLink() && Files.isDirectory(file)) {
        links++;
      } else if (!isDocument(file)) {
        others++;
      } else {
        found.add(new Found(file, irregular(file).orElse(null)));
      }
      return FileVisitResult.CONTINUE;
    }

    /** What is below it cannot be known. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
      found.add(new Found(file, unread(file, why)));
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean isDocument(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".json") && MADE.stream().noneMatch(name::endsWith);
  }

  private static CommandFailed unread(Path file, IOException why) {
    return CommandFailed.file("cannot read " + file + ": " + LocalFile.reason(why), why);
  }

  private void requireDistinct() {
    Map<Path, Path> taken = new HashMap<>();
    for (BatchFile file : all) {
      Path place = file.bundle().toAbsolutePath().normalize();
      Path other = taken.putIfAbsent(place, file.document());
      if (other != null) {
        throw CommandFailed.usage(
            other.equals(file.document())
                ? other + " is named twice"
                : other
                    + " and "
                    + file.document()
                    + " would have the same bundle, "
                    + file.bundle()
                    + ": name their directory, sign them beside themselves (without --out), or in"
                    + " two runs");
      }
    }
  }
}
