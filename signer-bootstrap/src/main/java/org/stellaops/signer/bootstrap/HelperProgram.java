package org.stellaops.signer.bootstrap;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.oci.RegistryCredentials;

/**
 * Docker's credential helpers, run as child processes: found in the absolute directories of {@code
 * PATH}, started without a shell, ended with all that they started after ten seconds. Their error
 * output goes nowhere, because it may hold what they know.
 */
final class HelperProgram implements RegistryCredentials {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int MOST = 64 << 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /** What a helper prints that has nothing for this server, in docker's own words. */
  private static final String NONE = "credentials not found in native keychain";

  private final Map<String, String> environment;
  private final Set<String> withheld;

  /**
   * @param environment where {@code PATH} is, and what helpers are given of it
   * @param withheld variables that they are not given: secrets of others
   */
  HelperProgram(Map<String, String> environment, Set<String> withheld) {
    this.environment = Map.copyOf(environment);
    this.withheld = Set.copyOf(withheld);
  }

  @Override
  public Optional<Bytes> get(String name, String server, Deadline deadline) throws IOException {
    String program = "docker-credential-" + name;
    if (!NAME.matcher(name).matches()) {
      throw new IOException("names a credential helper that is none");
    }
    ProcessBuilder builder = new ProcessBuilder(found(program).toString(), "get");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().keySet().removeAll(withheld);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("names " + program + ", which cannot be started", e);
    }
    try {
      CompletableFuture<byte[]> output = printed(process);
      tell(process, server);
      byte[] printed =
          output.get(deadline.within(LONGEST).remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (printed.length > MOST) {
        throw new IOException("names " + program + ", which printed more than 64 KiB");
      }
      return concluded(process, program, printed, deadline.within(LONGEST));
    } catch (TimeoutException e) {
      throw new IOException("names " + program + ", which did not end in time", e);
    } catch (ExecutionException e) {
      throw new IOException("names " + program + ", whose output cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("names " + program + ", and was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static Optional<Bytes> concluded(
      Process process, String program, byte[] printed, Deadline deadline)
      throws IOException, InterruptedException {
    if (!process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("names " + program + ", which did not end in time");
    }
    if (process.exitValue() == 0) {
      return Optional.of(Bytes.adopt(printed));
    }
    if (new String(printed, StandardCharsets.UTF_8).strip().equals(NONE)) {
      return Optional.empty();
    }
    throw new IOException(
        "names "
            + program
            + ", which ended with code "
            + process.exitValue()
            + ": run it by hand, with the registry's host on its input, to see why");
  }

  /** A thread of its own, that a helper which goes on printing holds up nobody. */
  private static CompletableFuture<byte[]> printed(Process process) {
    CompletableFuture<byte[]> output = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (InputStream in = process.getInputStream()) {
                output.complete(in.readNBytes(MOST + 1));
              } catch (IOException e) {
                output.completeExceptionally(e);
              }
            },
            "credential-helper");
    reader.setDaemon(true);
    reader.start();
    return output;
  }

  private static void tell(Process process, String server) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(server.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading; what it printed says what that means.
      return;
    }
  }

  private Path found(String program) throws IOException {
    String path = environment.getOrDefault("PATH", "");
    boolean windows = File.separatorChar == '\\';
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(directory -> !directory.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute)
        .map(directory -> directory.resolve(windows ? program + ".exe" : program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseThrow(() ->
            new IOException(
                "names " + program + ", which is not in the PATH of this" + " process"));
  }
}
