package org.stellaops.signer.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the compilers of this process have worked. Java's own count has a method only once it is
 * compiled: while one large method takes C2 many seconds, as it does under load, the compilers look
 * quiet and the service is slow. So on Linux the threads themselves are asked.
 */
final class CompilerTime {

  private static final Path THREADS = Path.of("/proc/self/task");

  /** What Linux counts in wherever Java runs. */
  private static final long TICK_MILLIS = 10;

  /** By thread: one that ended keeps what it worked. */
  private final Map<String, Long> ticks = new HashMap<>();

  long millis() {
    if (!Files.isDirectory(THREADS)) {
      return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        read(thread);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the threads of this process", e);
    }
    return ticks.values().stream().mapToLong(Long::longValue).sum() * TICK_MILLIS;
  }

  private void read(Path thread) {
    String stat;
    try {
      stat = Files.readString(thread.resolve("stat"));
    } catch (IOException e) {
      // A thread that has ended meanwhile.
      return;
    }
    // proc(5): the name is in parentheses and may hold any; utime and stime are fields 14 and 15.
    int end = stat.lastIndexOf(')');
    String name = stat.substring(stat.indexOf('(') + 1, end);
    if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
      String[] fields = stat.substring(end + 2).split(" ", -1);
      // Never less: a thread's number may be given again.
      ticks.merge(
          thread.getFileName().toString(),
          Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
          Math::max);
    }
  }
}
