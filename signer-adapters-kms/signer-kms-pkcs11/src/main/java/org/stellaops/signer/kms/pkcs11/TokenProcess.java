package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Frame;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.SendGate;

/**
 * One process with the module, from its start to its end. It is asked as much at one time as it has
 * sessions, and nothing else beside a signature that takes the PIN, so that a request which is sent
 * is under way; one that takes longer than a call may is stuck, and ends the process with all
 * others, whether or not its caller still waits. It is not started again: a new one takes its
 * place.
 */
final class TokenProcess implements AutoCloseable {

  /** What the module finds of this service's environment, which may hold secrets of others. */
  private static final Set<String> ENVIRONMENT =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "LC_ALL",
          "TZ",
          "TMPDIR",
          "LD_LIBRARY_PATH",
          "SystemRoot",
          "TEMP",
          "TMP");

  private final Process process;
  private final int sessions;
  private final Semaphore room;
  private final BlockingQueue<TokenCall> requests = new LinkedBlockingQueue<>();
  private final Map<Long, TokenCall> waiting = new ConcurrentHashMap<>();
  private final AtomicLong serial = new AtomicLong();
  private volatile @Nullable String end;
  private volatile boolean retired;
  private volatile boolean hasSigned;

  private TokenProcess(Process process, int sessions) {
    this.process = process;
    this.sessions = sessions;
    this.room = new Semaphore(sessions, true);
  }

  /** How much of the process a request takes. */
  enum Share {
    /** One session; others go on beside it. */
    ONE,
    /** All of them: a login for a signature holds for as long as nothing else is asked. */
    ALL
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
      return trouble == null ? sent : trouble == Trouble.DOUBT;
    }
  }

  /** Starts the process; its words go where this process's errors go. */
  static TokenProcess start(TokenLogin login) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(login.command()).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().retainAll(ENVIRONMENT);
    builder.environment().putAll(login.environment());
    TokenProcess started = new TokenProcess(builder.start(), login.sessions());
    Thread.ofPlatform().daemon().name("pkcs11-answers").start(started::readAnswers);
    Thread.ofPlatform().daemon().name("pkcs11-requests").start(started::writeRequests);
    return started;
  }

  private void readAnswers() {
    String why = "the process of the PKCS#11 module ended";
    try (InputStream answers = process.getInputStream()) {
      for (Frame answer = Wire.read(answers); answer != null; answer = Wire.read(answers)) {
        TokenCall asked = waiting.get(answer.id());
        if (asked != null) {
          hasSigned |= asked.isSigned(answer);
          asked.answer(answer);
        }
      }
    } catch (IOException e) {
      why = "the process of the PKCS#11 module answers nonsense";
    }
    end(why);
  }

  /** On a thread of its own: a process that does not read keeps its writer waiting. */
  private void writeRequests() {
    try (OutputStream out = process.getOutputStream()) {
      while (isRunning()) {
        TokenCall next = requests.poll(1, TimeUnit.SECONDS);
        if (next != null && next.take()) {
          next.writeTo(out);
        }
      }
    } catch (IOException e) {
      end("the process of the PKCS#11 module takes no requests");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isRunning() {
    return end == null;
  }

  /** Whether it can be asked. */
  boolean isAlive() {
    return isRunning() && !retired;
  }

  /** Whether it has made a signature, and so was worth its start. */
  boolean hasSigned() {
    return hasSigned;
  }

  /** Whether a request would be under way at once. */
  boolean hasRoom() {
    return room.availablePermits() > 0 && !room.hasQueuedThreads();
  }

  /**
   * As {@link #ask(int, Duration, Share, SendGate, Deadline, byte[]...)}, for what signs nothing.
   */
  byte[][] ask(int operation, Duration longest, Deadline deadline, byte[]... fields) throws Failed {
    return ask(operation, longest, Share.ONE, () -> {}, deadline, fields);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param longest after which the process is stuck and ended
   * @param share what it takes of the process, for which it waits first
   * @param gate asked when there is room
   * @throws Failed there is no good answer
   */
  byte[][] ask(
      int operation,
      Duration longest,
      Share share,
      SendGate gate,
      Deadline deadline,
      byte[]... fields)
      throws Failed {
    int taken = share == Share.ALL ? sessions : 1;
    TokenCall call = new TokenCall(serial.incrementAndGet(), operation, fields);
    try {
      if (!room.tryAcquire(taken, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Failed(Trouble.BUSY, false, "the token was busy all the time");
      }
      requireOpen(gate, taken);
      begin(call, longest, taken);
      Frame frame = call.answered(deadline);
      if (call.isGood(frame)) {
        return frame.fields();
      }
      Trouble trouble = TokenCall.trouble(frame);
      if (trouble == null) {
        end("the process of the PKCS#11 module answers nonsense");
        throw new Failed(null, true, String.valueOf(end));
      }
      throw new Failed(trouble, true, frame.text(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(null, call.leave(), "interrupted while waiting for the token");
    } catch (TimeoutException e) {
      throw new Failed(null, call.leave(), "the token did not answer in time");
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new Failed(null, call.leave(), String.valueOf(cause.getMessage()));
    }
  }

  private void requireOpen(SendGate gate, int taken) {
    try {
      gate.requireOpen();
    } catch (RuntimeException closed) {
      room.release(taken);
      endIfIdle();
      throw closed;
    }
  }

  /**
   * Its place is given back when it is answered or the process ends, not when its caller leaves.
   */
  private void begin(TokenCall call, Duration longest, int taken) {
    waiting.put(call.id(), call);
    call.whenOver(
        longest,
        stuck -> {
          if (stuck) {
            end("a call of the PKCS#11 module is stuck");
          }
          waiting.remove(call.id());
          room.release(taken);
          endIfIdle();
        });
    if (isAlive()) {
      requests.add(call);
    }
    // The end may have come between: whoever put a call in last sees it.
    if (!isAlive()) {
      call.fail(end == null ? "the backend is closed" : String.valueOf(end));
    }
  }

  private void end(String why) {
    synchronized (this) {
      if (end == null) {
        end = why;
      }
    }
    // Before anybody hears of it: whoever leaves overwrites what may still be written.
    process.destroyForcibly();
    String first = String.valueOf(end);
    waiting.values().forEach(call -> call.fail(first));
  }

  private void endIfIdle() {
    if (retired && waiting.isEmpty()) {
      end("the backend is closed");
    }
  }

  /** Of the process, for tests that end it. */
  long pid() {
    return process.pid();
  }

  /**
   * Takes no more requests, and ends when those under way are answered, or one of them is stuck.
   */
  @Override
  public void close() {
    retired = true;
    endIfIdle();
  }
}
