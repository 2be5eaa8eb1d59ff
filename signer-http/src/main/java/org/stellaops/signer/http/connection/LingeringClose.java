package org.stellaops.signer.http.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Takes what a refused caller is still sending, for a while and without looking at it: closing at
 * once would reset the connection, and the reset may overtake the refusal (RFC 9112 §9.6).
 */
public final class LingeringClose {

  private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int BLOCK = 16 * 1024;

  private LingeringClose() {}

  /** A caller that waits for {@code 100 Continue} sends nothing, nor does one without a body. */
  public static boolean isSending(Request request) {
    return !request.getHeaders().contains(HttpHeader.EXPECT) && request.getLength() != 0;
  }

  /** Takes no longer for a caller that pauses than for one that sends on. */
  public static void over(Request request, InputStream body) throws IOException {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    long usual = endPoint.getIdleTimeout();
    byte[] sink = new byte[BLOCK];
    long began = System.nanoTime();
    try {
      int count = 0;
      while (count >= 0 && !isOver(began)) {
        // A read waits for as long as the connection may be idle.
        endPoint.setIdleTimeout(Math.min(usual, left(began)));
        count = body.read(sink);
      }
    } finally {
      endPoint.setIdleTimeout(usual);
    }
  }

  /** Ends an exchange that was answered before its body was read. */
  public static Callback overBodyOf(Request request, Callback exchange) {
    if (!isSending(request)) {
      return exchange;
    }
    return Callback.from(
        () -> {
          try {
            over(request, Content.Source.asInputStream(request));
            exchange.succeeded();
          } catch (IOException gone) {
            exchange.failed(gone);
          }
        },
        exchange::failed);
  }

  /** Ends an exchange whose request could not be parsed: whatever comes is part of nothing. */
  public static Callback overConnectionOf(Request request, Callback exchange) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return Callback.from(
        () -> {
          try {
            over(endPoint);
          } catch (IOException gone) {
            // Already gone is what is waited for.
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          exchange.succeeded();
        },
        exchange::failed);
  }

  /** Nobody else reads this connection any more, so looking now and then is all there is to do. */
  private static void over(EndPoint endPoint) throws IOException, InterruptedException {
    ByteBuffer sink = BufferUtil.allocate(BLOCK);
    long began = System.nanoTime();
    int count = 0;
    while (count >= 0 && !isOver(began)) {
      BufferUtil.clear(sink);
      count = endPoint.fill(sink);
      if (count == 0) {
        Thread.sleep(Duration.ofMillis(2));
      }
    }
  }

  /** In milliseconds, and never 0, which means for ever. */
  private static long left(long began) {
    return Math.max(1, (LONGEST_NANOS - (System.nanoTime() - began)) / 1_000_000);
  }

  private static boolean isOver(long began) {
    return System.nanoTime() - began > LONGEST_NANOS;
  }
}
