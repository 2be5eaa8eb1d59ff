package org.stellaops.signer.kms.pkcs11.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.TokenObjects.Found;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Frame;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Mechanism;
import org.stellaops.signer.kms.pkcs11.worker.Wire.NewPair;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/**
 * The process that holds the module: it reads requests from its input and answers them on its
 * output until its input ends, which it does when the one who started it ends. The argument says
 * how many requests there are at one time.
 */
public final class TokenWorker {

  private final OutputStream out;
  private final int most;
  private final BlockingQueue<Long> sessions;
  private final ExecutorService threads;
  private final PinEachTime pin = new PinEachTime();
  private volatile @Nullable Opened token;

  private TokenWorker(OutputStream out, int most) {
    this.out = out;
    this.most = most;
    this.sessions = new ArrayBlockingQueue<>(most);
    this.threads = Executors.newFixedThreadPool(most);
  }

  /** A loaded module, and the slot with the token. */
  private record Opened(Cryptoki module, long slot) {}

  public static void main(String[] arguments) {
    int status = 1;
    try {
      stayUntilTheInputEnds();
      InputStream in = StandardStreams.takeInput();
      OutputStream out = StandardStreams.takeOutput();
      TokenWorker worker = new TokenWorker(out, Integer.parseInt(arguments[0]));
      for (Frame request = Wire.read(in); request != null; request = Wire.read(in)) {
        worker.take(request);
      }
      status = 0;
    } catch (IOException e) {
      System.err.println("pkcs11: " + e.getMessage());
    } finally {
      // A call that is stuck in the module would keep an orderly end waiting.
      Runtime.getRuntime().halt(status);
    }
  }

  /**
   * A terminal and a supervisor send their signal to this process as well, while the service still
   * finishes its requests: the signal begins an end that waits for the service's.
   */
  private static void stayUntilTheInputEnds() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  private void take(Frame request) {
    threads.execute(() -> {
      try {
        answer(request);
      } catch (IOException e) {
        // Nobody is there to be answered.
        Runtime.getRuntime().halt(0);
      }
    });
  }

  private void answer(Frame request) throws IOException {
    int kind = Wire.DONE;
    byte[][] fields;
    try {
      fields = done(request);
    } catch (CryptokiException e) {
      kind = Wire.FAILED;
      fields =
          new byte[][] {Wire.text(e.trouble().name()), Wire.text(String.valueOf(e.getMessage()))};
    } catch (RuntimeException e) {
      boolean makes = request.kind() == Wire.SIGN || request.kind() == Wire.CREATE;
      Trouble trouble = makes ? Trouble.DOUBT : Trouble.LOST;
      kind = Wire.FAILED;
      fields = new byte[][] {Wire.text(trouble.name()), Wire.text(String.valueOf(e))};
    }
    synchronized (out) {
      Wire.write(out, request.id(), kind, fields);
    }
  }

  private byte[][] done(Frame request) throws CryptokiException {
    if (request.kind() == Wire.OPEN) {
      return open(request);
    }
    Opened opened = token;
    if (opened == null) {
      throw new CryptokiException(Trouble.LOST, "no token has been opened");
    }
    boolean usesPin = usesPin(request);
    long session = taken();
    Lock turn = pin.turn(usesPin);
    turn.lock();
    try {
      pin.requireNotRefused();
      return switch (request.kind()) {
        case Wire.LOG_IN -> logIn(opened, session, request.fields()[0]);
        case Wire.FIND -> find(opened, session, request.fields()[0], request.fields()[1]);
        case Wire.SIGN -> sign(opened, session, request, usesPin);
        case Wire.CHECK -> check(opened, session);
        case Wire.CREATE -> create(opened, request);
        default -> throw new CryptokiException(Trouble.REFUSED, "an unknown request");
      };
    } catch (CryptokiException e) {
      if (usesPin && e.trouble() == Trouble.PIN) {
        pin.refused(String.valueOf(e.getMessage()));
      }
      if (e.trouble() == Trouble.LOGIN_FAILED) {
        pin.loginFailed(String.valueOf(e.getMessage()));
      }
      if (e.says(CryptokiException.OPERATION_ACTIVE) || e.trouble() == Trouble.LOGIN_FAILED) {
        session = replaced(opened, session);
      }
      throw e;
    } finally {
      turn.unlock();
      sessions.add(session);
    }
  }

  private boolean usesPin(Frame request) {
    return switch (request.kind()) {
      case Wire.LOG_IN -> true;
      case Wire.SIGN -> pin.isWantedBy(key(request));
      default -> false;
    };
  }

  private static long key(Frame request) {
    return Long.parseLong(request.text(0));
  }

  private byte[][] sign(Opened opened, long session, Frame request, boolean usesPin)
      throws CryptokiException {
    if (usesPin) {
      requireTries(opened);
    }
    byte[] signature =
        opened
            .module()
            .sign(
                session,
                Mechanism.valueOf(request.text(1)),
                key(request),
                usesPin ? pin.get() : null,
                request.fields()[2]);
    if (usesPin) {
      pin.signed();
    }
    return new byte[][] {signature};
  }

  private byte[][] open(Frame request) throws CryptokiException {
    Cryptoki module = Cryptoki.load(request.text(0));
    long slot = TokenChoice.parse(request.text(1)).slot(module);
    for (int i = 0; i < most; i++) {
      sessions.add(module.openSession(slot));
    }
    token = new Opened(module, slot);
    return new byte[0][];
  }

  private byte[][] logIn(Opened opened, long session, byte[] given) throws CryptokiException {
    try {
      requireTries(opened);
      opened.module().logIn(session, given);
      if (new TokenObjects(opened.module(), session).havePinEachTime()) {
        pin.accepted(given);
      }
      return new byte[0][];
    } finally {
      Arrays.fill(given, (byte) 0);
    }
  }

  private static void requireTries(Opened opened) throws CryptokiException {
    if (opened.module().hasOneTryLeft(opened.slot())) {
      throw new CryptokiException(
          Trouble.PIN,
          "the token takes one more PIN before it locks itself, which is left for you: log in"
              + " by its own tool");
    }
  }

  private byte[][] find(Opened opened, long session, byte[] label, byte[] id)
      throws CryptokiException {
    Found found =
        new TokenObjects(opened.module(), session)
            .find(label.length == 0 ? null : label, id.length == 0 ? null : id);
    pin.found(found.key(), found.pinEachTime());
    return new byte[][] {
      Wire.text(Long.toString(found.key())),
      found.spki(),
      Wire.text(
          (found.readable() ? Wire.READABLE : "")
              + (found.pinEachTime() ? " " + Wire.PIN_EACH_TIME : ""))
    };
  }

  private static byte[][] create(Opened opened, Frame request) throws CryptokiException {
    long writable = opened.module().openWritableSession(opened.slot());
    try {
      new NewTokenPair(opened.module(), writable)
          .make(
              request.fields()[0],
              request.fields()[1],
              NewPair.valueOf(request.text(2)),
              Integer.parseInt(request.text(3)));
      return new byte[0][];
    } finally {
      opened.module().closeSession(writable);
    }
  }

  private static byte[][] check(Opened opened, long session) throws CryptokiException {
    if (!opened.module().isLoggedIn(session)) {
      throw new CryptokiException(Trouble.LOST, "the session is logged out");
    }
    String unused = opened.module().tokenInfo(opened.slot(), "label");
    return new byte[0][];
  }

  /**
   * A token that does not end an operation which failed would never use that session again. Where
   * there is no other session it stays, and the next request says what became of it.
   */
  private static long replaced(Opened opened, long session) {
    try {
      long fresh = opened.module().openSession(opened.slot());
      opened.module().closeSession(session);
      return fresh;
    } catch (CryptokiException e) {
      return session;
    }
  }

  private long taken() throws CryptokiException {
    try {
      return sessions.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CryptokiException(Trouble.LOST, "the process ends");
    }
  }
}
