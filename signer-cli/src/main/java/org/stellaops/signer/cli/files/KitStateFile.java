package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.kit.KitVerdict;
import org.stellaops.signer.verify.kit.SeenKits;
import org.stellaops.signer.verify.trust.InvalidTrust;

/** The small file that keeps which kits were seen; one process at a time changes it. */
public final class KitStateFile {

  private final Path file;

  /**
   * @param named null for the person's own: {@code $XDG_STATE_HOME/stella/kits.json}
   */
  public KitStateFile(@Nullable Path named) {
    this.file = named == null ? PersonalState.directory().resolve("kits.json") : named;
  }

  public Path file() {
    return file;
  }

  /**
   * Has a kit verified against what was seen, and keeps what was seen then.
   *
   * @throws CommandFailed the file cannot be read or written, or is none of these: without it an
   *     older kit would not be known
   */
  public KitVerdict verify(Function<SeenKits, KitVerdict> verification) {
    try {
      Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Files.createDirectories(directory);
      Path lockFile = directory.resolve("." + file.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        SeenKits before = Files.exists(file) ? read() : SeenKits.none();
        KitVerdict verdict = verification.apply(before);
        if (lock.isValid() && !verdict.seen().document().equals(before.document())) {
          LocalFile.write(file, verdict.seen().document());
        }
        return verdict;
      }
    } catch (IOException e) {
      throw CommandFailed.file(
          "cannot keep which kits were seen in "
              + file
              + ": "
              + LocalFile.reason(e)
              + "; name another file: --state FILE",
          e);
    }
  }

  private SeenKits read() {
    Bytes content = LocalFile.readKey(file);
    try {
      return SeenKits.parse(content);
    } catch (InvalidTrust e) {
      throw CommandFailed.file(
          file
              + " says nothing of kits that were seen: "
              + e.getMessage()
              + " If you remove it, older kits are not known any more",
          e);
    }
  }
}
