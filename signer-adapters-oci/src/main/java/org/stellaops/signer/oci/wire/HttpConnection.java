package org.stellaops.signer.oci.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stellaops.signer.model.Bytes;

/**
 * One HTTP/1.1 connection, for GET only (RFC 9112). Every part of an answer is bounded, and what
 * two readers could understand in two ways is refused.
 */
final class HttpConnection implements AutoCloseable {

  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_INTERIM = 5;

  private final Socket socket;
  private final String authority;
  private final InputStream in;
  private boolean reusable = true;
  private boolean answered;

  HttpConnection(Socket socket, String authority) throws IOException {
    this.socket = socket;
    this.authority = authority;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  boolean reusable() {
    return reusable && !socket.isClosed();
  }

  /** Whether {@code failure} of the last GET is that the peer had closed before it answered. */
  boolean wasClosed(IOException failure) {
    return !answered && (failure instanceof EOFException || failure instanceof SocketException);
  }

  /**
   * Sends a GET and reads the answer.
   *
   * @param target path and query, visible ASCII
   * @param maxBody bytes of a body that is kept; a longer one ends the connection
   */
  HttpAnswer get(String target, Map<String, String> headers, int maxBody) throws IOException {
    reusable = false;
    answered = false;
    StringBuilder request = new StringBuilder();
    line(request, "GET " + Origin.requireVisible(target) + " HTTP/1.1");
    line(request, "Host: " + authority);
    line(request, "User-Agent: stella-signer");
    line(request, "Accept-Encoding: identity");
    headers.forEach((name, value) -> line(request, name + ": " + value));
    line(request, "");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
    in.mark(1);
    if (in.read() < 0) {
      throw new EOFException("the connection ended before an answer");
    }
    in.reset();
    answered = true;
    for (int interim = 0; interim < MAX_INTERIM; interim++) {
      int status = status(readLine());
      Map<String, List<String>> answered = readHeaders();
      if (status >= 200) {
        return answer(status, answered, maxBody);
      }
    }
    throw new IOException("too many interim answers");
  }

  private static void line(StringBuilder request, String line) {
    if (!line.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException("a request line or header is printable ASCII");
    }
    request.append(line).append("\r\n");
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new IOException("not an HTTP/1 answer");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, List<String>> readHeaders() throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int count = 0; count <= MAX_HEADERS; count++) {
      String line = readLine();
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[!-~]+")) {
        throw new IOException("a header out of form");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), any -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    throw new IOException("too many headers");
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended in an answer");
      }
      if (line.length() == MAX_LINE) {
        throw new IOException("a line over " + MAX_LINE + " bytes");
      }
      line.append((char) b);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private HttpAnswer answer(int status, Map<String, List<String>> headers, int maxBody)
      throws IOException {
    HttpAnswer head = new HttpAnswer(status, headers, Bytes.empty(), false);
    if (!head.all("content-encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
      throw new IOException("an encoded body that was not asked for");
    }
    List<String> lengths = head.all("content-length");
    List<String> codings = head.all("transfer-encoding");
    if (lengths.size() > 1 || codings.size() > 1 || (!lengths.isEmpty() && !codings.isEmpty())) {
      throw new IOException("an answer with two lengths");
    }
    BodyReader body = new BodyReader(in, maxBody);
    boolean closes = head.all("connection").stream().anyMatch("close"::equalsIgnoreCase);
    if (status == 204 || status == 304) {
      reusable = !closes;
    } else if (!codings.isEmpty()) {
      if (!codings.get(0).equalsIgnoreCase("chunked")) {
        throw new IOException("an unknown transfer coding");
      }
      body.readChunks();
      reusable = !closes && !body.overBound();
    } else if (!lengths.isEmpty()) {
      body.readExactly(lengths.get(0));
      reusable = !closes && !body.overBound();
    } else {
      body.readToTheEnd();
    }
    return new HttpAnswer(status, headers, body.bytes(), body.overBound());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
