package org.stellaops.signer.cli.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the bundles of a file go, which depends on whose signatures they have: a single key's has
 * the file's name, each of several has its key's name as well. Whose they are, an answer says, else
 * the command line, else the bundles that earlier runs left. Safe for concurrent use.
 */
final class BundlePlaces {

  private final List<BatchFile> files;
  private final List<String> keys;
  private volatile @Nullable List<String> signers;
  private @Nullable List<String> found;

  /**
   * A bundle's place.
   *
   * @param key whose; null if there is one
   */
  record Place(@Nullable String key, Path file) {

    boolean isTaken() {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * @param keys that are named on the command line
   */
  BundlePlaces(List<BatchFile> files, List<String> keys) {
    this.files = files;
    this.keys = List.copyOf(keys);
  }

  /** As an answer of this run has them. */
  void learn(List<String> names) {
    signers = List.copyOf(names);
  }

  List<Place> of(BatchFile file) {
    List<String> said = signers;
    if (said != null) {
      return of(file, said);
    }
    if (!keys.isEmpty() || Files.exists(file.bundle(), LinkOption.NOFOLLOW_LINKS)) {
      return of(file, keys);
    }
    return of(file, found());
  }

  private static List<Place> of(BatchFile file, List<String> names) {
    return names.size() < 2
        ? List.of(new Place(null, file.bundle()))
        : names.stream().map(name -> new Place(name, file.bundleOf(name))).toList();
  }

  /** The names of keys in those of bundles that are there: of a profile nothing else says them. */
  private synchronized List<String> found() {
    if (found == null) {
      Set<String> others =
          files.stream()
              .map(file -> String.valueOf(file.bundle().getFileName()))
              .collect(Collectors.toSet());
      Set<String> names = new TreeSet<>();
      for (BatchFile file : files) {
        String start = String.valueOf(file.bundleOf("").getFileName());
        String stem = start.substring(0, start.length() - BatchFile.ENDING.length());
        beside(file).stream()
            .filter(name -> name.startsWith(stem) && name.endsWith(BatchFile.ENDING))
            .filter(name -> name.length() > start.length() && !others.contains(name))
            .map(name -> name.substring(stem.length(), name.length() - BatchFile.ENDING.length()))
            .forEach(names::add);
      }
      found = List.copyOf(names);
    }
    return found;
  }

  private static List<String> beside(BatchFile file) {
    Path directory = file.bundle().toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
    } catch (IOException unreadable) {
      // Whether a bundle can be written there is asked when it is.
      return List.of();
    }
  }
}
