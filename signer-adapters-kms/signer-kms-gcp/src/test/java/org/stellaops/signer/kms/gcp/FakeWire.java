package org.stellaops.signer.kms.gcp;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** What is below the messages of the fake: its connections, headers and bytes. */
final class FakeWire implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final byte[] NO_PROTOBUF = "<html>502</html>".getBytes(StandardCharsets.UTF_8);

  private final Queue<Channel> connections = new ConcurrentLinkedQueue<>();
  private final AtomicReference<byte[]> next = new AtomicReference<>();
  private volatile String lastAuthorization = "";
  private volatile boolean headersFirst;

  /** A server socket that remembers what it accepted. */
  ServerChannel listen() {
    return new NioServerSocketChannel() {
      @Override
      protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int number = super.doReadMessages(accepted);
        accepted.subList(before, accepted.size()).forEach(each -> connections.add((Channel) each));
        return number;
      }
    };
  }

  /** Breaks every connection, as a cable that is pulled out. */
  void cut() {
    connections.forEach(each -> each.eventLoop().execute(() -> each.unsafe().closeForcibly()));
    connections.clear();
  }

  int connections() {
    return connections.size();
  }

  /** Has the next answer be no message at all. */
  void spoilNext() {
    next.set(NO_PROTOBUF);
  }

  /** Has the next answer be as long as that. */
  void answerNext(byte[] bytes) {
    next.set(bytes);
  }

  /** From now on a refusal comes after headers, as some servers and proxies send it. */
  void sendHeadersFirst() {
    headersFirst = true;
  }

  String lastAuthorization() {
    return lastAuthorization;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> handler) {
    String authorization = headers.get(AUTHORIZATION);
    if (authorization == null) {
      call.close(Status.UNAUTHENTICATED.withDescription("no access token"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    lastAuthorization = authorization;
    return handler.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            if (headersFirst && !status.isOk()) {
              sendHeaders(new Metadata());
            }
            super.close(status, trailers);
          }

          @Override
          @SuppressWarnings("unchecked")
          public void sendMessage(A message) {
            byte[] instead = next.getAndSet(null);
            super.sendMessage(instead == null ? message : (A) new ByteArrayInputStream(instead));
          }
        },
        headers);
  }
}
