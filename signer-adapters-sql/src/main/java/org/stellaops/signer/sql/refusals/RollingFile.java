package org.stellaops.signer.sql.refusals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.stellaops.signer.sql.StoreFiles;

/**
 * Lines in a file and three older ones, {@code .1} to {@code .3}. The counts in them always add up
 * to all refusals: a new file begins with the count of what was deleted for it. Opened for each
 * line, so that it may be moved or deleted meanwhile. Used by one thread at a time.
 */
final class RollingFile {

  private static final int FILES = 4;
  private static final Pattern COUNT = Pattern.compile("\"count\":(\\d{1,15}),\"firstAt\":\"");

  private final Path file;
  private final long bytes;
  private long deleted;

  /**
   * @param budget bytes that all files together may have
   */
  RollingFile(Path file, long budget) {
    this.file = file;
    this.bytes = budget / FILES;
  }

  /** Writes all of a record or nothing. */
  void append(RefusalRecord record) throws IOException {
    byte[] line = record.line();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) + 1 + line.length > bytes) {
      roll();
    }
    if (deleted > 0) {
      String any = RefusalRecord.ANY;
      Instant at = record.firstAt();
      write(new RefusalRecord(any, any, any, any, null, at, at, deleted).line());
      deleted = 0;
    }
    write(line);
  }

  private void write(byte[] line) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            StoreFiles.privateFile(file),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      long end = out.size();
      try {
        out.position(end);
        if (isTorn(out, end)) {
          out.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        ByteBuffer rest = ByteBuffer.wrap(line);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
      } catch (IOException e) {
        out.truncate(end); // a full disk takes half a line
        throw e;
      }
    }
  }

  /** Whether a process or a machine ended in the middle of the last line. */
  private static boolean isTorn(FileChannel out, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return end > 0 && out.read(last, end - 1) == 1 && last.get(0) != '\n';
  }

  private void roll() throws IOException {
    for (int age = FILES - 1; age > 0; age--) {
      Path newer = aged(age - 1);
      if (Files.exists(newer, LinkOption.NOFOLLOW_LINKS)) {
        Path older = aged(age);
        boolean plain = Files.isRegularFile(older, LinkOption.NOFOLLOW_LINKS);
        long lost = plain ? refusals(older) : 0;
        Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
        deleted += lost;
      }
    }
  }

  private Path aged(int age) {
    return age == 0 ? file : file.resolveSibling(file.getFileName() + "." + age);
  }

  /** How many refusals the lines of a file stand for; a torn line counts for none. */
  private static long refusals(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .flatMap(line -> COUNT.matcher(line).results())
          .mapToLong((MatchResult count) -> Long.parseLong(count.group(1)))
          .sum();
    }
  }
}
