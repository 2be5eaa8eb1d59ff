package org.stellaops.signer.kms.pkcs11.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.TokenObjects.Found;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Frame;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Mechanism;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/**
 * The process that holds the module: it reads requests from its input and answers them on its
 * output until its input ends, which it does when the one who started it ends. The argument says
 * how many signatures are made at one time.
 */
public final class TokenWorker {

  private final OutputStream out;
  private final BlockingQueue<Long> sessions;
  private final ExecutorService threads;
  private volatile @Nullable Cryptoki token;

  private TokenWorker(OutputStream out, int sessions) {
    this.out = out;
    this.sessions = new ArrayBlockingQueue<>(sessions);
    this.threads = Executors.newFixedThreadPool(sessions);
  }

  public static void main(String[] arguments) throws IOException {
    OutputStream out = System.out;
    // Whatever the module or the platform prints must not look like an answer.
    System.setOut(System.err);
    InputStream in = System.in;
    TokenWorker worker = new TokenWorker(out, Integer.parseInt(arguments[0]));
    for (Frame request = Wire.read(in); request != null; request = Wire.read(in)) {
      worker.take(request, Integer.parseInt(arguments[0]));
    }
    // A call that is stuck in the module would keep an orderly end waiting.
    Runtime.getRuntime().halt(0);
  }

  private void take(Frame request, int sessions) throws IOException {
    if (request.kind() == Wire.LOG_IN) {
      answered(request, () -> logIn(request, sessions));
    } else {
      threads.execute(() -> {
        try {
          answered(request, () -> run(request));
        } catch (IOException e) {
          // Nobody is there to be answered.
          Runtime.getRuntime().halt(0);
        }
      });
    }
  }

  private interface Work {
    byte[][] done() throws CryptokiException;
  }

  private void answered(Frame request, Work work) throws IOException {
    int kind = Wire.DONE;
    byte[][] fields;
    try {
      fields = work.done();
    } catch (CryptokiException e) {
      kind = Wire.FAILED;
      fields =
          new byte[][] {Wire.text(e.trouble().name()), Wire.text(String.valueOf(e.getMessage()))};
    } catch (RuntimeException e) {
      kind = Wire.FAILED;
      fields = new byte[][] {Wire.text(Trouble.LOST.name()), Wire.text(String.valueOf(e))};
    }
    synchronized (out) {
      Wire.write(out, request.id(), kind, fields);
    }
  }

  private byte[][] logIn(Frame request, int most) throws CryptokiException {
    char[] pin = characters(request.fields()[2]);
    try {
      Cryptoki loaded = Cryptoki.load(request.text(0));
      long slot = TokenChoice.parse(request.text(1)).slot(loaded);
      for (int i = 0; i < most; i++) {
        long session = loaded.openSession(slot);
        if (i == 0) {
          loaded.logIn(session, pin);
        }
        sessions.add(session);
      }
      token = loaded;
      return new byte[0][];
    } finally {
      Arrays.fill(pin, '\0');
      Arrays.fill(request.fields()[2], (byte) 0);
    }
  }

  private static char[] characters(byte[] utf8) {
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(utf8));
    char[] pin = new char[text.remaining()];
    text.get(pin);
    Arrays.fill(text.array(), '\0');
    return pin;
  }

  private byte[][] run(Frame request) throws CryptokiException {
    Cryptoki loaded = token;
    if (loaded == null) {
      throw new CryptokiException(Trouble.LOST, "nobody has logged in");
    }
    long session = taken();
    try {
      return switch (request.kind()) {
        case Wire.FIND -> {
          byte[] label = request.fields()[0];
          byte[] id = request.fields()[1];
          Found found =
              new TokenObjects(loaded, session)
                  .find(label.length == 0 ? null : request.text(0), id.length == 0 ? null : id);
          yield new byte[][] {Wire.text(Long.toString(found.key())), found.spki()};
        }
        case Wire.SIGN ->
            new byte[][] {
              loaded.sign(
                  session,
                  Mechanism.valueOf(request.text(1)),
                  Long.parseLong(request.text(0)),
                  request.fields()[2])
            };
        default -> throw new CryptokiException(Trouble.REFUSED, "an unknown request");
      };
    } finally {
      sessions.add(session);
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
