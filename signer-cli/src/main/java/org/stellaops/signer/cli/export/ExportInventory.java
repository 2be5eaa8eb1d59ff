package org.stellaops.signer.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.cli.export.FileHashes.Hashed;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.export.ExportFile;

/** The files of an export with their sizes, digests and media types. */
public final class ExportInventory {

  private ExportInventory() {}

  /**
   * Hashes every file.
   *
   * @throws CommandFailed one cannot be read, or was changed meanwhile
   */
  public static List<ExportFile> of(ExportTree tree, Terminal terminal) {
    Map<String, Hashed> hashes = FileHashes.of(tree.files(), terminal);
    List<ExportFile> files = new ArrayList<>(tree.files().size());
    for (ExportSource source : tree.files()) {
      switch (hashes.get(source.path())) {
        case Hashed.Known(var sha256, long size) ->
            files.add(new ExportFile(source.path(), size, sha256, MediaTypes.of(source.path())));
        case Hashed.Unknown(String why) ->
            throw CommandFailed.file("nothing is exported: " + source.path() + " " + why, null);
        case null -> throw new IllegalStateException("every file was hashed");
      }
    }
    return files;
  }
}
