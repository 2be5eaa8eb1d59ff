package org.stellaops.signer.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;

/** Remembers each request and answers as it is told. */
final class RecordingSigner implements Signer {

  static final AuditId OWN = new AuditId("01890a5d-ac96-774b-bcce-b302099a8057");
  static final AuditId FIRST = new AuditId("01890a5d-ac96-774b-bcce-b302099a8058");

  final List<Call> calls = new CopyOnWriteArrayList<>();
  volatile Function<IncomingRequest, Response> behaviour = request -> answered("{\"ok\":true}");
  volatile @Nullable ServiceFailure trustFailure;
  volatile Bytes trust = Bytes.utf8("{\"keys\":[]}");
  final AtomicInteger closedAnswers = new AtomicInteger();
  private final AtomicInteger nonces = new AtomicInteger();

  record Call(String operation, IncomingRequest request, Object argument) {
    Credential.DpopBound credential() {
      return (Credential.DpopBound) request.credential();
    }

    Refusal refusal() {
      return (Refusal) argument;
    }
  }

  Call only() {
    if (calls.size() != 1) {
      throw new AssertionError("one call expected: " + calls);
    }
    return calls.get(0);
  }

  @Override
  public Response handle(IncomingRequest request) {
    Object argument =
        switch (request.operation()) {
          case Operation.SignStatement(), Operation.SignExport() -> "";
          case Operation.VerifyReferrers(String image) -> image;
          case Operation.ReadAudit(String id) -> id;
          case Operation.VerifyBundle() -> "";
          case Operation.ListKeys() -> "";
          case Operation.ChangeKey(String verb, String key) -> key;
          case Operation.ReadSeal() -> "";
          case Operation.Seal() -> "";
          case Operation.Unseal() -> "";
          case Operation.ListApprovals() -> "";
          case Operation.ListDecisions() -> "";
          case Operation.ReadBypass() -> "";
          case Operation.OpenBypass() -> "";
          case Operation.EndBypass(String id) -> id;
          case Operation.RequestApproval() -> "";
          case Operation.DecideApproval(String verb, String id) -> id;
          case Operation.AskApproval(String id) -> id;
          case Operation.ListSecurityKeys() -> "";
          case Operation.OfferSecurityKey() -> "";
          case Operation.RegisterSecurityKey() -> "";
          case Operation.AskSecurityKey(String id) -> id;
          case Operation.ChangeSecurityKey(String verb, String id) -> id;
        };
    calls.add(new Call(request.operation().label(), request, argument));
    return behaviour.apply(request);
  }

  @Override
  public Response refuse(IncomingRequest request, Refusal why) {
    calls.add(new Call("refuse", request, why));
    return new Response.Refused(OWN, why);
  }

  @Override
  public Bytes trust() {
    ServiceFailure failure = trustFailure;
    if (failure != null) {
      throw failure;
    }
    return trust;
  }

  @Override
  public String nonce() {
    return "nonce-" + nonces.incrementAndGet();
  }

  @Override
  public int unconcluded() {
    return 0;
  }

  /** Holds nothing. */
  @Override
  public void close() {}

  /** An answer that counts how often its memory is given back. */
  Response counted(Body body) {
    return new Response.Answered(
        OWN,
        new Answer() {
          @Override
          public AuditId auditId() {
            return FIRST;
          }

          @Override
          public void writeTo(java.io.OutputStream out) throws IOException {
            body.writeTo(out);
          }

          @Override
          public void close() {
            closedAnswers.incrementAndGet();
          }
        },
        null);
  }

  static Response answered(String json) {
    return new Response.Answered(OWN, answer(out -> Bytes.utf8(json).writeTo(out)), null);
  }

  static Answer answer(Body body) {
    return new Answer() {
      @Override
      public AuditId auditId() {
        return FIRST;
      }

      @Override
      public void writeTo(java.io.OutputStream out) throws IOException {
        body.writeTo(out);
      }
    };
  }

  /** Reads a whole body as the core would, and gives how many bytes came. */
  static long drain(IncomingRequest request) throws IOException {
    byte[] buffer = new byte[8192];
    long total = 0;
    for (int count; (count = request.body().read(buffer, 0, buffer.length)) >= 0; ) {
      total += count;
    }
    return total;
  }

  @FunctionalInterface
  interface Body {
    void writeTo(java.io.OutputStream out) throws IOException;
  }
}
