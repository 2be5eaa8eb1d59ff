package org.stellaops.signer.http.request;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.http.observe.Traceparent;
import org.stellaops.signer.model.TraceId;

/**
 * Says what arrived in the core's words. Host, forwarding and client-certificate headers are no
 * part of it: they say what somebody on the way chose to say.
 */
public final class RequestMapper {

  private static final String DPOP = "DPoP";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String TRACEPARENT = "traceparent";
  private static final String TRACE = TraceId.class.getName();

  private final Traceparent traces = new Traceparent();

  public IncomingRequest incoming(Operation operation, Request request, RequestBody body) {
    var headers = request.getHeaders();
    return new IncomingRequest(
        operation,
        new Credential.DpopBound(
            headers.getValuesList(HttpHeader.AUTHORIZATION),
            headers.getValuesList(DPOP),
            request.getMethod(),
            request.getHttpURI().getPath()),
        trace(request),
        SourcePrefix.of(request.getConnectionMetaData().getRemoteSocketAddress()),
        headers.getValuesList(IDEMPOTENCY_KEY),
        body);
  }

  /** The trace of {@code request}: each time the same, so that whatever is logged of it says it. */
  public TraceId trace(Request request) {
    if (request.getAttribute(TRACE) instanceof TraceId known) {
      return known;
    }
    TraceId trace = traces.traceOf(request.getHeaders().get(TRACEPARENT));
    request.setAttribute(TRACE, trace);
    return trace;
  }

  public static boolean hasCredentials(Request request) {
    return request.getHeaders().contains(HttpHeader.AUTHORIZATION);
  }

  /** A body that does not exist: of a GET, or of a request that could not be read to its end. */
  public static RequestBody noBody() {
    return new RequestBody() {
      @Override
      public long declaredLength() {
        return 0;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        return -1;
      }
    };
  }
}
