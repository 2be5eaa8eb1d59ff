package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The real daemon of smart cards, pcscd, with vsmartcard's virtual reader: a daemon of our own with
 * a socket of its own, beside which the machine's may run.
 */
final class VirtualReader implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(20);

  /** Two readers come with the driver, each with a port. */
  private final int port = Peer.freePorts(2);

  private final Path socket;
  private final Path log;
  private final Process daemon;

  VirtualReader(Path parent) {
    try {
      Path directory = Files.createTempDirectory(parent, "pcscd");
      socket = directory.resolve("socket");
      log = directory.resolve("log");
      Path readers = Files.createDirectory(directory.resolve("readers"));
      Files.writeString(
          readers.resolve("virtual"),
          """
          FRIENDLYNAME "Virtual PCD"
          DEVICENAME   /dev/null:%1$d
          LIBPATH      %2$s
          CHANNELID    %1$d
          """
              .formatted(port, Tools.virtualReaderDriver()));
      Path start = directory.resolve("pcscd.pl");
      try (InputStream text =
          Objects.requireNonNull(VirtualReader.class.getResourceAsStream("/piv/pcscd.pl"))) {
        Files.copy(text, start);
      }
      daemon =
          new ProcessBuilder(
                  List.of(
                      Tools.perl().toString(),
                      start.toString(),
                      socket.toString(),
                      Tools.pcscd().toString(),
                      "--foreground",
                      "--info",
                      "--config",
                      readers.toString()))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(log.toFile())
              .start();
      await("daemon ready");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(String line) throws IOException {
    long end = System.nanoTime() + START.toNanos();
    while (!Files.readString(log).contains(line)) {
      if (!daemon.isAlive() || System.nanoTime() > end) {
        close();
        throw new AssertionError("pcscd does not say \"" + line + "\":\n" + Files.readString(log));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Returns when the daemon has seen its first card. */
  void awaitCard() throws IOException {
    await("Card inserted into");
  }

  /** Where a card is put in. */
  int port() {
    return port;
  }

  /** What a process finds this daemon by. */
  String environment() {
    return "PCSCLITE_CSOCK_NAME=" + socket;
  }

  @Override
  public void close() {
    daemon.destroy();
    try {
      if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      daemon.destroyForcibly();
    }
  }
}
