package org.stellaops.signer.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.oci.Contents.Fetched;

/**
 * Reads files of an image layout: regular ones only, up to a bound, and none that a link inside the
 * layout leads to. Names come from us or are hexadecimal, so that none can climb out.
 */
final class LayoutFiles {

  private final Path directory;

  LayoutFiles(Path directory) {
    this.directory = directory;
  }

  Fetched blob(Digest digest, int max) throws IOException {
    return read("blobs/sha256/" + digest.hex(), max);
  }

  Fetched read(String name, int max) throws IOException {
    Path file = directory;
    for (Path part : Path.of(name)) {
      file = file.resolve(part);
      if (Files.isSymbolicLink(file)) {
        throw new IOException("a link in an image layout");
      }
    }
    return read(file, max);
  }

  private static Fetched read(Path file, int max) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new IOException("not a regular file");
      }
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = in.readNBytes(max);
        return in.read() < 0 ? new Fetched.Whole(Bytes.adopt(bytes)) : new Fetched.TooLarge();
      }
    } catch (NoSuchFileException e) {
      return new Fetched.Absent();
    }
  }
}
