package org.stellaops.signer.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that is kept, with requests written by hand: the generator shares the cores with
 * what it measures, so it has to be cheap. Used by one thread.
 */
final class LoadCaller implements AutoCloseable {

  private final LoadClient client;
  private final URI target;
  private final byte[] body;
  private final byte[] head;
  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  LoadCaller(LoadClient client, URI target, byte[] body) throws IOException {
    this.client = client;
    this.target = target;
    this.body = body;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
    socket.setTcpNoDelay(true);
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
    this.head =
        ("POST "
                + target.getPath()
                + " HTTP/1.1\r\nHost: "
                + target.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\nAuthorization: DPoP "
                + client.token()
                + "\r\nDPoP: ")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** One request to sign, with a proof of its own; the status that came back. */
  int sign() throws Exception {
    byte[] proof = client.proof("POST", target.toString()).getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[head.length + proof.length + 4 + body.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(proof, 0, message, head.length, proof.length);
    byte[] end = {'\r', '\n', '\r', '\n'};
    System.arraycopy(end, 0, message, head.length + proof.length, end.length);
    System.arraycopy(body, 0, message, message.length - body.length, body.length);
    out.write(message);
    return answer();
  }

  private int answer() throws IOException {
    int status = Integer.parseInt(line().substring(9, 12));
    int length = -1;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("dpop-nonce:")) {
        client.nonce(field.substring("dpop-nonce:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        length = -2;
      }
    }
    if (length >= 0) {
      in.skipNBytes(length);
    } else if (length == -2) {
      skipChunks();
    }
    return status;
  }

  private void skipChunks() throws IOException {
    for (int size = chunk(); size > 0; size = chunk()) {
      in.skipNBytes(size + 2L);
    }
    line();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
