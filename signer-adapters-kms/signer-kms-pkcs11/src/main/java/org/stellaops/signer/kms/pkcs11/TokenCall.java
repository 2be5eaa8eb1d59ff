package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Frame;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.model.Deadline;

/** One request to the process: either it is left before it is sent, or it is sent. */
final class TokenCall {

  private enum State {
    NEW,
    SENT,
    LEFT
  }

  private final long id;
  private final int operation;
  private final byte[][] fields;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final CompletableFuture<Frame> answer = new CompletableFuture<>();

  TokenCall(long id, int operation, byte[]... fields) {
    this.id = id;
    this.operation = operation;
    this.fields = fields;
  }

  long id() {
    return id;
  }

  /** Whether it is to be written; its caller may have left. */
  boolean take() {
    return state.compareAndSet(State.NEW, State.SENT);
  }

  void writeTo(OutputStream out) throws IOException {
    Wire.write(out, id, operation, fields);
  }

  /** Its caller does not wait for it any more. True if it was sent: then it may still be done. */
  boolean leave() {
    if (state.compareAndSet(State.NEW, State.LEFT)) {
      fail("nobody waits for it");
    }
    return state.get() == State.SENT;
  }

  void answer(Frame frame) {
    boolean unused = answer.complete(frame);
  }

  void fail(String why) {
    boolean unused = answer.completeExceptionally(new IOException(why));
  }

  /**
   * @param over is told once, when there is an answer or none will come: true if none came in time
   */
  void whenOver(Duration longest, Consumer<Boolean> over) {
    CompletableFuture<Frame> unused =
        answer
            .orTimeout(longest.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((frame, thrown) -> over.accept(thrown instanceof TimeoutException));
  }

  Frame answered(Deadline deadline)
      throws InterruptedException, TimeoutException, ExecutionException {
    return answer.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
  }

  /** Whether it was done, and the answer has as many fields as it should. */
  boolean isGood(Frame frame) {
    int expected =
        switch (operation) {
          case Wire.FIND -> 3;
          case Wire.SIGN -> 1;
          default -> 0;
        };
    return frame.kind() == Wire.DONE && frame.fields().length == expected;
  }

  boolean isSigned(Frame frame) {
    return operation == Wire.SIGN && isGood(frame);
  }

  /** Why it was not done; null if the answer says nothing that is known. */
  static @Nullable Trouble trouble(Frame frame) {
    if (frame.kind() == Wire.FAILED && frame.fields().length == 2) {
      for (Trouble each : Trouble.values()) {
        if (each.name().equals(frame.text(0))) {
          return each;
        }
      }
    }
    return null;
  }
}
