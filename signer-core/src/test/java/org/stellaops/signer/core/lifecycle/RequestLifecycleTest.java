package org.stellaops.signer.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.testkit.journal.InMemoryJournal;
import org.stellaops.signer.testkit.journal.InMemoryLane;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.Openings;
import org.stellaops.signer.testkit.journal.SteppedClock;

/** No answer leaves without the concluded record of its own request. */
class RequestLifecycleTest {

  private static final Tenant ACME = new Tenant("acme");

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-01T00:00:00Z"));
  private final InMemoryJournal journal = new InMemoryJournal(clock);
  private final NewIds ids = new NewIds();
  private final RequestLifecycle lifecycle =
      new RequestLifecycle(
          journal,
          new UnidentifiedRequests(new InMemoryLane(), ids, clock),
          trace -> {},
          clock,
          clock,
          Duration.ofSeconds(30));

  private static IncomingRequest request() {
    return new IncomingRequest(
        new Operation.ReadAudit("x"),
        new Credential.Local(),
        new TraceId("trace-1"),
        "local",
        List.of(),
        RequestBody.of(Bytes.utf8("")));
  }

  private RequestContext opened(RequestContext context) {
    AuditId id = ids.next();
    journal.open(Openings.of(id, ACME, null, Bytes.utf8("{}")), context.deadline());
    context.opened(id, ACME);
    return context;
  }

  private static Answer answer() {
    return new Answer() {
      @Override
      public AuditId auditId() {
        return new AuditId("00000000-0000-7000-8000-000000000001");
      }

      @Override
      public void writeTo(OutputStream out) {
        throw new AssertionError("not asked for");
      }
    };
  }

  @Test
  void follow_ownConclusion_isAnswered() {
    Response response =
        lifecycle.follow(
            request(), context -> Decision.cleared(lifecycle.read(opened(context), answer())));

    assertThat(response).isInstanceOf(Response.Answered.class);
  }

  @Test
  void follow_conclusionOfAnotherRequest_isAFailureWithItsOwnRecord() {
    AtomicReference<Concluded> others = new AtomicReference<>();
    lifecycle.follow(
        request(),
        context -> {
          others.set(lifecycle.read(opened(context), answer()));
          return Decision.cleared(others.get());
        });
    int before = journal.log().size();

    Response response =
        lifecycle.follow(
            request(),
            context -> {
              opened(context);
              return Decision.cleared(others.get());
            });

    assertThat(response).isInstanceOf(Response.Failed.class);
    // Opened, and concluded as failed.
    assertThat(journal.log()).hasSize(before + 2);
  }
}
