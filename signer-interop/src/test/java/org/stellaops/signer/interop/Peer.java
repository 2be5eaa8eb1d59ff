package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A server program that runs until it is closed, or killed. Its words go to a file that is part of
 * every failure message. The process and all its children end with the test, and with this JVM.
 */
final class Peer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final int TAIL = 4096;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread lastResort;

  private Peer(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.lastResort = new Thread(() -> killTree(process));
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** Returns once {@code ready} answers with any status below 500. */
  static Peer start(
      String name, List<String> words, Map<String, String> environment, Path log, URI ready) {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      Peer peer = new Peer(name, builder.start(), log);
      try {
        peer.awaitReady(ready);
        return peer;
      } catch (RuntimeException | Error e) {
        peer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + words, e);
    }
  }

  /**
   * The first of {@code count} ports in a row that were free a moment ago, below those that the
   * system gives to outgoing connections: a server that is started again finds its own still free.
   */
  static int freePorts(int count) {
    for (int attempt = 0; attempt < 1000; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      if (IntStream.range(first, first + count).allMatch(Peer::isFree)) {
        return first;
      }
    }
    throw new AssertionError("no " + count + " free ports in a row");
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** The program's last words. */
  String log() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL));
      byte[] tail = new byte[(int) Math.min(TAIL, file.length())];
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL to the whole tree: nothing in it gets to say goodbye. */
  void kill() {
    killTree(process);
    await(Duration.ofSeconds(20));
  }

  /** SIGTERM, then SIGKILL for what is left after the grace time; true when it ended by itself. */
  boolean stop(Duration grace) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    boolean graceful = await(grace);
    killTree(process);
    return graceful;
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(5));
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException alreadyGoingDown) {
      killTree(process);
    }
  }

  private void awaitReady(URI ready) {
    HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new AssertionError(name + " ended with exit " + process.exitValue() + "\n" + log());
      }
      try {
        if (HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500) {
          return;
        }
        pause();
      } catch (IOException notYet) {
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + name, e);
      }
    }
    throw new AssertionError(name + " did not answer at " + ready + "\n" + log());
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean await(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void killTree(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
