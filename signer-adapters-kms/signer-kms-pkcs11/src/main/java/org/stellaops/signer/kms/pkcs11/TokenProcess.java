package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Frame;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.model.Deadline;

/**
 * One process with the module, from its start to its end. Requests run beside each other; one that
 * takes longer than a call may is stuck, and ends the process with all others. It is not started
 * again: a new one takes its place.
 */
final class TokenProcess implements AutoCloseable {

  private final Process process;
  private final OutputStream requests;
  private final Map<Long, CompletableFuture<Frame>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong serial = new AtomicLong();
  private volatile @Nullable String end;

  private TokenProcess(Process process) {
    this.process = process;
    this.requests = process.getOutputStream();
  }

  /** What a request came to that has no good answer. */
  static final class Failed extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable Trouble trouble;
    private final boolean sent;

    private Failed(@Nullable Trouble trouble, boolean sent, String why) {
      super(why);
      this.trouble = trouble;
      this.sent = sent;
    }

    /** What the process says; null where it said nothing. */
    @Nullable Trouble trouble() {
      return trouble;
    }

    /** Whether the module may have done it: it was asked, and gave no answer. */
    boolean mayHaveHappened() {
      return trouble == null && sent;
    }
  }

  /**
   * Starts the process; its words go where this process's errors go.
   *
   * @param environment variables that it is given besides those of this process
   */
  static TokenProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // Options for this process's Java, such as an agent, are not for that one.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    TokenProcess started = new TokenProcess(builder.start());
    Thread reader = new Thread(started::readAnswers, "pkcs11-answers");
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  private void readAnswers() {
    String why = "the process of the PKCS#11 module ended";
    try (InputStream answers = process.getInputStream()) {
      for (Frame answer = Wire.read(answers); answer != null; answer = Wire.read(answers)) {
        CompletableFuture<Frame> asked = waiting.remove(answer.id());
        if (asked != null) {
          asked.complete(answer);
        }
      }
    } catch (IOException e) {
      why = "the process of the PKCS#11 module answers nonsense";
    }
    end(why);
  }

  boolean isAlive() {
    return end == null;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param longest after which the process is stuck and ended
   * @throws Failed there is no good answer
   */
  byte[][] ask(int operation, Duration longest, Deadline deadline, byte[]... fields) throws Failed {
    long id = serial.incrementAndGet();
    CompletableFuture<Frame> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    answer.orTimeout(longest.toNanos(), TimeUnit.NANOSECONDS);
    boolean sent = false;
    try {
      String ended = end;
      if (ended != null) {
        throw new Failed(null, false, ended);
      }
      synchronized (requests) {
        sent = true;
        Wire.write(requests, id, operation, fields);
      }
      Frame frame = answer.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
      if (frame.kind() == Wire.DONE) {
        return frame.fields();
      }
      throw new Failed(Trouble.valueOf(frame.text(0)), true, frame.text(1));
    } catch (IOException e) {
      end("the process of the PKCS#11 module takes no requests");
      throw new Failed(null, true, "the process of the PKCS#11 module takes no requests");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(null, sent, "interrupted while waiting for the token");
    } catch (TimeoutException e) {
      throw new Failed(null, sent, "the token did not answer in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        end("a call of the PKCS#11 module is stuck");
        throw new Failed(null, sent, "a call of the PKCS#11 module is stuck");
      }
      throw new Failed(null, sent, String.valueOf(end));
    } finally {
      waiting.remove(id);
    }
  }

  private void end(String why) {
    synchronized (this) {
      if (end == null) {
        end = why;
      }
    }
    process.destroyForcibly();
    waiting.values().forEach(asked -> asked.completeExceptionally(new IOException(why)));
  }

  /** Of the process, for tests that end it. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    end("the backend is closed");
  }
}
