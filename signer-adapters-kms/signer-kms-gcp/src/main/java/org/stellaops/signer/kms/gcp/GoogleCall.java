package org.stellaops.signer.kms.gcp;

import com.google.auth.Credentials;
import io.grpc.CallCredentials;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.auth.MoreCallCredentials;
import java.util.concurrent.Executor;
import org.stellaops.signer.outbound.OutboundAttempt;

/**
 * What becomes of one request: whether it has begun to leave, and whether the status that it ended
 * with is the service's own word or that of something on the way. Shared by gRPC's threads and the
 * one that waits.
 */
final class GoogleCall {

  private final OutboundAttempt attempt;
  private volatile boolean withoutToken;
  private volatile boolean ended;

  GoogleCall(OutboundAttempt attempt) {
    this.attempt = attempt;
  }

  OutboundAttempt attempt() {
    return attempt;
  }

  /** Whether no access token could be had, so that the request never left. */
  boolean isWithoutToken() {
    return withoutToken;
  }

  /**
   * Whether its status is the service's own word. A proxy's page, a lost connection and an answer
   * that is too long have a status as well, given by gRPC here.
   */
  boolean isEndedByTheService() {
    return ended;
  }

  /** gRPC asks for them when it has a connection, and TLS on it, right before it sends. */
  CallCredentials credentials(Credentials credentials) {
    CallCredentials known = MoreCallCredentials.from(credentials);
    return new CallCredentials() {
      @Override
      public void applyRequestMetadata(
          RequestInfo request, Executor executor, MetadataApplier applier) {
        known.applyRequestMetadata(request, executor, gate(applier));
      }
    };
  }

  private CallCredentials.MetadataApplier gate(CallCredentials.MetadataApplier applier) {
    return new CallCredentials.MetadataApplier() {
      @Override
      public void apply(Metadata headers) {
        if (attempt.leave()) {
          applier.apply(headers);
        } else {
          applier.fail(Status.CANCELLED.withDescription("nobody waits for this request any more"));
        }
      }

      @Override
      public void fail(Status status) {
        withoutToken = true;
        applier.fail(status);
      }
    };
  }

  ClientStreamTracer.Factory tracer() {
    return new ClientStreamTracer.Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo stream, Metadata headers) {
        return new ClientStreamTracer() {
          @Override
          public void inboundTrailers(Metadata trailers) {
            ended = true;
          }
        };
      }
    };
  }
}
