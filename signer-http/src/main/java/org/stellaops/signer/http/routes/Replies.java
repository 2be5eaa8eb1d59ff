package org.stellaops.signer.http.routes;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.http.connection.LingeringClose;
import org.stellaops.signer.http.connection.Pace;
import org.stellaops.signer.http.connection.PacedOutput;
import org.stellaops.signer.http.observe.ConnectionFault;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.problem.Challenge;
import org.stellaops.signer.http.problem.Problem;
import org.stellaops.signer.http.problem.ProblemMapper;
import org.stellaops.signer.http.request.RequestMapper;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;

/** Turns outcomes into replies. */
public final class Replies {

  public static final String AUDIT_ID = "Audit-Id";
  private static final String DPOP_NONCE = "DPoP-Nonce";

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private final Signer signer;
  private final HttpSettings settings;
  private final RequestMapper arrivals;
  private final Metrics metrics;

  public Replies(Signer signer, HttpSettings settings, RequestMapper arrivals, Metrics metrics) {
    this.signer = signer;
    this.settings = settings;
    this.arrivals = arrivals;
    this.metrics = metrics;
  }

  /** What an exception that nobody expected is to a caller. */
  public void unexpected(Context context, Throwable cause) {
    ServiceFailure failure =
        new ServiceFailure(
            ErrorCode.SIGNING_UNAVAILABLE, Reason.INTERNAL, Duration.ofSeconds(5), cause);
    Request request = ServletContextRequest.getServletContextRequest(context.req());
    log(request, cause);
    if (context.res().isCommitted()) {
      abort(request);
    } else {
      problem(context, request, ProblemMapper.of(failure), null);
    }
  }

  /** What nobody expected, by the trace that the record and the log line of the request have. */
  public void log(Request request, Throwable cause) {
    LOG.atError()
        .setCause(cause)
        .addKeyValue("traceId", arrivals.trace(request).value())
        .log("a request failed");
  }

  public Challenge challenge(Request request) {
    return new Challenge(
        settings.discovery().dpopAlgorithms(),
        settings.server().publicOrigin() + ResourceMetadata.PATH,
        RequestMapper.hasCredentials(request));
  }

  public void send(Context context, Request request, Response outcome) {
    context.res().setHeader(DPOP_NONCE, signer.nonce());
    switch (outcome) {
      case Response.Answered answered -> answer(context, request, answered);
      case Response.Refused refused ->
          problem(
              context,
              request,
              ProblemMapper.of(refused.why(), challenge(request)),
              refused.requestId());
      case Response.Failed failed ->
          problem(context, request, ProblemMapper.of(failed.why()), failed.requestId());
    }
  }

  public void problem(Context context, Request request, Problem problem, @Nullable AuditId id) {
    Problem identified = id == null ? problem : problem.with("auditId", id.value());
    HttpServletResponse response = context.res();
    if (id != null) {
      response.setHeader(AUDIT_ID, id.value());
    }
    identified.headers().forEach(response::setHeader);
    byte[] body = identified.body();
    response.setStatus(identified.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
      response.flushBuffer();
      if (LingeringClose.isSending(request)) {
        LingeringClose.over(request, context.req().getInputStream());
      }
    } catch (IOException gone) {
      abort(request);
    }
  }

  private void answer(Context context, Request request, Response.Answered answered) {
    HttpServletResponse response = context.res();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("application/json");
    response.setHeader(AUDIT_ID, answered.requestId().value());
    Response.Rate rate = answered.rate();
    if (rate != null) {
      response.setHeader("RateLimit-Policy", "\"rate\";q=" + rate.limit());
      response.setHeader(
          "RateLimit",
          "\"rate\";r="
              + rate.remaining()
              + ";t="
              + rate.reset().plusNanos(999_999_999).toSeconds());
    }
    Pace pace =
        new Pace(
            Ticker.system(),
            settings.limits(),
            () -> metrics.connectionFailed(ConnectionFault.SLOW_READER));
    try (Answer answer = answered.answer()) {
      answer.writeTo(new PacedOutput(response.getOutputStream(), pace));
    } catch (IOException gone) {
      metrics.connectionFailed(ConnectionFault.ANSWER_NOT_TAKEN);
      abort(request);
    } catch (RuntimeException halfWritten) {
      log(request, halfWritten);
      // Ending the message in order would make half an answer look whole.
      abort(request);
    }
  }

  private static void abort(Request request) {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
