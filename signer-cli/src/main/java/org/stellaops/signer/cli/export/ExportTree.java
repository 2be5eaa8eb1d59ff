package org.stellaops.signer.cli.export;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportPaths;

/**
 * The files of an export: all below a directory, or those that a list names. What could be another
 * file tomorrow or on another system is refused, and all of it is said at once.
 *
 * @param root the directory that every path is below, without links
 * @param complete whether these are all the files in it
 */
public record ExportTree(Path root, boolean complete, List<ExportSource> files) {

  /** Where the signatures are when nothing else is said: a directory beside the files. */
  public static final String SIGNED = "stella-export";

  private static final int MOST_SAID = 20;

  /** What was found so far, and what is wrong with it. */
  private static final class Found {

    private final Path root;
    private final List<ExportSource> files = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private Found(Path root) {
      this.root = root;
    }

    private void fault(String path, String what) {
      faults.add(path + " " + what);
    }

    private void add(String path, Path file) {
      Optional<String> wrong = ExportPaths.fault(path);
      if (wrong.isPresent()) {
        fault(path, wrong.get());
        return;
      }
      try {
        BasicFileAttributes own =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Path real = file.toRealPath();
        if (!real.startsWith(root)) {
          fault(path, "leads out of " + root);
        } else if (own.isSymbolicLink() && Files.isDirectory(real)) {
          fault(path, "is a link to a directory");
        } else if (own.isDirectory()) {
          fault(path, "is a directory");
        } else if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
          fault(path, "is no regular file (a device, a pipe or a socket)");
        } else {
          files.add(new ExportSource(path, real, file, Files.size(real)));
        }
      } catch (IOException e) {
        fault(path, "cannot be read: " + LocalFile.reason(e));
      }
    }

    private ExportTree tree(boolean complete, Path named) {
      if (faults.isEmpty()) {
        ExportPaths.collision(files.stream().map(ExportSource::path).toList())
            .ifPresent(both ->
                fault(both.other(), "would be one with " + both.one() + " on other systems"));
      }
      if (!faults.isEmpty()) {
        throw CommandFailed.file(sentence(), null);
      }
      if (files.isEmpty()) {
        throw CommandFailed.file(named + " has no file to export", null);
      }
      if (files.size() > ExportManifest.MOST_FILES) {
        throw CommandFailed.usage(
            named
                + " has "
                + files.size()
                + " files: an export has at most "
                + ExportManifest.MOST_FILES);
      }
      return new ExportTree(root, complete, List.copyOf(files));
    }

    private String sentence() {
      StringBuilder all = new StringBuilder("nothing is exported:");
      faults.stream().limit(MOST_SAID).forEach(each -> all.append("\n  ").append(each));
      if (faults.size() > MOST_SAID) {
        all.append("\n  and ").append(faults.size() - MOST_SAID).append(" more");
      }
      return all.toString();
    }
  }

  /**
   * Finds the files.
   *
   * @param named a directory, or a list of paths, one a line, below the directory that it is in
   * @param out what is passed over: where the signatures go; null for {@link #SIGNED} below the
   *     root
   */
  public static ExportTree of(Path named, @Nullable Path out) {
    LocalFile.requireNamed(named);
    return LocalFile.isStandardInput(named) || !Files.isDirectory(named)
        ? ofList(named)
        : ofDirectory(named, out);
  }

  /** The directory that the paths of {@code named} are below. */
  public static Path root(Path named) {
    try {
      if (LocalFile.isStandardInput(named)) {
        return Path.of("").toRealPath();
      }
      return Files.isDirectory(named)
          ? named.toRealPath()
          : Objects.requireNonNull(named.toRealPath().getParent());
    } catch (IOException e) {
      throw CommandFailed.file("cannot read " + named + ": " + LocalFile.reason(e), e);
    }
  }

  private static ExportTree ofDirectory(Path named, @Nullable Path out) {
    Path root = root(named);
    Found found = new Found(root);
    walk(
        root,
        out,
        new Entries() {
          @Override
          public void file(Path file) {
            found.add(path(root, file), file);
          }

          @Override
          public void failed(Path file, IOException why) {
            found.fault(path(root, file), "cannot be read: " + LocalFile.reason(why));
          }
        });
    return found.tree(true, named);
  }

  private static ExportTree ofList(Path named) {
    Path root = root(named);
    Found found = new Found(root);
    // What is not UTF-8 becomes a character that no path may have.
    LocalFile.read(named)
        .utf8()
        .lines()
        .filter(line -> !line.isEmpty())
        .forEach(line -> {
          Optional<String> wrong = ExportPaths.fault(line);
          if (wrong.isPresent()) {
            found.fault(line, wrong.get());
          } else {
            found.add(line, root.resolve(line));
          }
        });
    return found.tree(false, named);
  }

  /** What a walk meets that is no directory. */
  interface Entries {
    void file(Path file);

    void failed(Path file, IOException why);
  }

  /**
   * Walks a tree without following links.
   *
   * @param out a directory that is passed over; null for {@link #SIGNED}
   */
  static void walk(Path root, @Nullable Path out, Entries entries) {
    Path passed = out == null ? root.resolve(SIGNED) : real(out);
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes own) {
              return directory.equals(passed)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes own) {
              entries.file(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
              entries.failed(file, why);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw CommandFailed.file("cannot read " + root + ": " + LocalFile.reason(e), e);
    }
  }

  private static Path real(Path out) {
    try {
      return out.toRealPath();
    } catch (IOException notThere) {
      return out.toAbsolutePath().normalize();
    }
  }

  static String path(Path root, Path file) {
    StringBuilder path = new StringBuilder();
    for (Path name : root.relativize(file)) {
      path.append(path.isEmpty() ? "" : "/").append(name);
    }
    return path.toString();
  }
}
