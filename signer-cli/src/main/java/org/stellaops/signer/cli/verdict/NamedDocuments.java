package org.stellaops.signer.cli.verdict;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;

/**
 * The documents that a command line names: files as they are named, and of directories every file
 * below whose name says that it is a bundle or an envelope, in the order of the names.
 */
final class NamedDocuments {

  static final String ENDINGS = ".sigstore.json, .bundle.json, .dsse.json";

  /** One to verify, or why that cannot be. */
  record Named(Path file, @Nullable CommandFailed failed) {}

  private final List<Named> all = new ArrayList<>();
  private int others;
  private int links;

  NamedDocuments(List<Path> named) {
    for (Path one : named) {
      if (!isDirectory(one)) {
        all.add(new Named(one, null));
        continue;
      }
      int before = all.size();
      search(one);
      if (all.size() == before) {
        fail(one, "no file below " + one + " has a name that ends with " + ENDINGS, null);
      }
    }
  }

  List<Named> all() {
    return all;
  }

  /** Files in directories that have another name. */
  int others() {
    return others;
  }

  /** Links to directories, which are not followed: they may lead back. */
  int links() {
    return links;
  }

  private void search(Path directory) {
    List<Path> inside = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(inside::add);
    } catch (DirectoryIteratorException e) {
      fail(directory, unread(directory, Objects.requireNonNull(e.getCause())), e);
    } catch (IOException e) {
      fail(directory, unread(directory, e), e);
    }
    inside.sort(Comparator.comparing(path -> String.valueOf(path.getFileName())));
    for (Path each : inside) {
      try {
        take(each);
      } catch (IOException e) {
        // What it is cannot be known: there may be documents below it.
        fail(each, unread(each, e), e);
      }
    }
  }

  private void take(Path found) throws IOException {
    BasicFileAttributes own =
        Files.readAttributes(found, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (own.isDirectory()) {
      search(found);
    } else if (own.isSymbolicLink() && Files.isDirectory(found)) {
      links++;
    } else if (!isNamedAsOne(found)) {
      others++;
    } else if (Files.exists(found) && !Files.isRegularFile(found)) {
      // A pipe would keep the whole run waiting.
      fail(found, "cannot read " + found + ": it is no regular file", null);
    } else {
      all.add(new Named(found, null));
    }
  }

  /** A directory of the name that means standard input is never one. */
  static boolean isDirectory(Path named) {
    return !LocalFile.isStandardInput(named) && Files.isDirectory(named);
  }

  private static String unread(Path directory, IOException e) {
    return "cannot read " + directory + ": " + LocalFile.reason(e);
  }

  private void fail(Path file, String sentence, @Nullable Exception cause) {
    all.add(new Named(file, CommandFailed.file(sentence, cause)));
  }

  private static boolean isNamedAsOne(Path file) {
    String name = String.valueOf(file.getFileName());
    for (String ending : ENDINGS.split(", ", -1)) {
      if (name.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }
}
