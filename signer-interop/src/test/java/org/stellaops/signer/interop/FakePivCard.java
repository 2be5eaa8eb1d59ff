package org.stellaops.signer.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A fake PIV card: it lies in the virtual reader of vsmartcard, whose protocol it speaks (the
 * length of a message in two bytes, then an APDU or one byte for power and reset), and answers as
 * {@link FakePivApplication} does.
 */
final class FakePivCard implements AutoCloseable {

  private static final int POWER_OFF = 0;
  private static final int POWER_ON = 1;
  private static final int RESET = 2;
  private static final int ATR = 4;

  /** T=1 and four historical bytes, by which no driver takes it for a maker's. */
  private static final byte[] ANSWER_TO_RESET = BerTlv.hex("3b848001465049560c");

  private final int port;
  private final FakePivApplication application;
  private @Nullable Socket reader;

  /**
   * One that lies beside its reader.
   *
   * @param port where the reader waits for it
   */
  FakePivCard(int port, FakePivApplication application) {
    this.port = port;
    this.application = application;
  }

  void putIn() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      reader = socket;
      Thread.ofVirtual().name("fake-piv-card").start(() -> answer(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pullOut() {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    application.reset();
  }

  private void answer(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        if (message.length != 1) {
          send(socket.getOutputStream(), application.answer(message));
        } else if (message[0] == ATR) {
          send(socket.getOutputStream(), ANSWER_TO_RESET);
        } else if (message[0] == POWER_OFF || message[0] == POWER_ON || message[0] == RESET) {
          application.reset();
        }
      }
    } catch (EOFException | SocketException pulledOutOrReaderGone) {
      application.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(OutputStream out, byte[] answer) throws IOException {
    out.write(
        ByteBuffer.allocate(2 + answer.length).putShort((short) answer.length).put(answer).array());
    out.flush();
  }

  @Override
  public void close() {
    pullOut();
  }
}
