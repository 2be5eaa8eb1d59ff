package org.stellaops.signer.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.signer.cli.export.FileHashes.Hashed;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.export.ExportFile;
import org.stellaops.signer.json.export.ExportManifest;

/**
 * How the files in a directory differ from those of a manifest, in the order of their paths.
 *
 * @param added files that the manifest, which says that it is complete, does not have
 * @param altered files whose content is another, or which are no file below the directory any more
 */
public record TreeComparison(List<String> added, List<String> missing, List<String> altered) {

  public boolean isSame() {
    return added.isEmpty() && missing.isEmpty() && altered.isEmpty();
  }

  /**
   * Compares, hashing only what has the size that it should.
   *
   * @param root without links
   * @param signed the directory of the signed export, which is passed over
   */
  public static TreeComparison of(
      ExportManifest manifest, Path root, Path signed, Terminal terminal) {
    List<String> missing = new ArrayList<>();
    TreeSet<String> altered = new TreeSet<>();
    List<ExportSource> same = new ArrayList<>();
    Map<String, ExportFile> expected = new HashMap<>();
    for (ExportFile file : manifest.files()) {
      expected.put(file.path(), file);
      Path place = root.resolve(file.path());
      try {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          missing.add(file.path());
          continue;
        }
        Path real = place.toRealPath();
        BasicFileAttributes own =
            Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (real.startsWith(root) && own.isRegularFile() && own.size() == file.size()) {
          same.add(new ExportSource(file.path(), real, place, own.size()));
        } else {
          altered.add(file.path());
        }
      } catch (IOException e) {
        altered.add(file.path() + " (cannot be read: " + LocalFile.reason(e) + ")");
      }
    }
    FileHashes.of(same, terminal)
        .forEach((path, hashed) -> {
          switch (hashed) {
            case Hashed.Known(var sha256, long size) -> {
              ExportFile file = expected.get(path);
              if (file == null || !sha256.equals(file.sha256())) {
                altered.add(path);
              }
            }
            case Hashed.Unknown(String why) -> altered.add(path + " (" + why + ")");
          }
        });
    List<String> added = manifest.complete() ? added(expected.keySet(), root, signed) : List.of();
    return new TreeComparison(added, List.copyOf(missing), List.copyOf(altered));
  }

  private static List<String> added(Set<String> expected, Path root, Path signed) {
    TreeSet<String> added = new TreeSet<>();
    ExportTree.walk(
        root,
        signed,
        new ExportTree.Entries() {
          @Override
          public void file(Path file) {
            String path = ExportTree.path(root, file);
            if (!expected.contains(path)) {
              added.add(path);
            }
          }

          @Override
          public void failed(Path file, IOException why) {
            String path = ExportTree.path(root, file);
            if (!expected.contains(path)) {
              added.add(path + " (cannot be read: " + LocalFile.reason(why) + ")");
            }
          }
        });
    return List.copyOf(added);
  }
}
