package org.stellaops.signer.kms.gcp;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one backend and the channel on them: all are its own, so that none is left when it
 * is closed. TLS is the Java platform's, and no native library is loaded.
 */
final class GoogleThreads {

  /** Far more than the longest answer, an RSA key with its names. */
  private static final int LARGEST_ANSWER = 1 << 18;

  private static final int END_SECONDS = 2;

  private final ExecutorService calls =
      Executors.newCachedThreadPool(named("google-cloud-kms-call"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("google-cloud-kms-timer"));
  private @Nullable EventLoopGroup network;

  /** Platform threads: the SDK blocks on monitors, which pins a virtual one on Java 21. */
  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      // The SDK looks for parts of itself by the thread's loader first, and may find another SDK's.
      thread.setContextClassLoader(GoogleThreads.class.getClassLoader());
      return thread;
    };
  }

  ExecutorService calls() {
    return calls;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  /** Called once. It connects when it is first used. */
  ManagedChannel channel(String host, int port, SSLContext tls) {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, named("google-cloud-kms-network"), NioIoHandler.newFactory());
    network = group;
    return NettyChannelBuilder.forAddress(host, port)
        .sslContext(http2(tls, true))
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(group)
        .executor(calls)
        .offloadExecutor(calls)
        .maxInboundMessageSize(LARGEST_ANSWER)
        // What retries a name server would ask for is not its affair.
        .disableServiceConfigLookUp()
        .build();
  }

  static JdkSslContext http2(SSLContext tls, boolean client) {
    return new JdkSslContext(
        tls,
        client,
        null,
        SupportedCipherSuiteFilter.INSTANCE,
        new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            "h2"),
        ClientAuth.NONE,
        null,
        false);
  }

  /** Ends what is under way, and waits a moment for it: its code may be unloaded afterwards. */
  void end(@Nullable ManagedChannel channel) {
    try {
      if (channel != null) {
        boolean unused = channel.shutdownNow().awaitTermination(END_SECONDS, TimeUnit.SECONDS);
      }
      EventLoopGroup group = network;
      if (group != null) {
        boolean unused =
            group
                .shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS)
                .await(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      timer.shutdownNow();
      calls.shutdownNow();
    }
  }
}
