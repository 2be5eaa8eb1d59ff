package org.stellaops.signer.core.operations;

import java.util.function.Function;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.approval.ApprovalOperations;
import org.stellaops.signer.core.approval.ApprovalVerb;
import org.stellaops.signer.core.bypass.BypassOperations;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.caller.CallerGate;
import org.stellaops.signer.core.caller.NonceIssuer;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.intake.IntakeGate;
import org.stellaops.signer.core.keys.KeyOperations;
import org.stellaops.signer.core.keys.KeyVerb;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.pipeline.SigningPipeline;
import org.stellaops.signer.core.seal.SealOperations;
import org.stellaops.signer.core.securitykey.KeyRegistration;
import org.stellaops.signer.core.securitykey.KeySignatures;
import org.stellaops.signer.core.securitykey.SecurityKeyOperations;
import org.stellaops.signer.core.securitykey.SecurityKeyVerb;
import org.stellaops.signer.core.signing.KeylessSigning;
import org.stellaops.signer.core.verification.BundleReading;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;

/** The service: the signing pipeline, and the routes that read. */
public final class SignerService implements Signer {

  private final SigningPipeline pipeline;
  private final CallerGate callers;
  private final AuditReading auditReading;
  private final ReferrerReading referrerReading;
  private final BundleReading bundleReading;
  private final RequestLifecycle lifecycle;
  private final KeylessSigning keyless;
  private final NonceIssuer nonces;
  private final TrustDocument trust;
  private final IntakeGate receiving;
  private final SealOperations seal;
  private final KeyOperations keys;
  private final ApprovalOperations approvals;
  private final BypassOperations bypass;
  private final SecurityKeyOperations securityKeys;
  private final KeyRegistration registration;

  public SignerService(
      SigningPipeline pipeline,
      CallerGate callers,
      AuditReading auditReading,
      ReferrerReading referrerReading,
      BundleReading bundleReading,
      RequestLifecycle lifecycle,
      KeylessSigning keyless,
      NonceIssuer nonces,
      TrustDocument trust,
      IntakeGate receiving,
      SealOperations seal,
      KeyOperations keys,
      ApprovalOperations approvals,
      BypassOperations bypass,
      KeySignatures signatures) {
    this.pipeline = pipeline;
    this.callers = callers;
    this.auditReading = auditReading;
    this.referrerReading = referrerReading;
    this.bundleReading = bundleReading;
    this.lifecycle = lifecycle;
    this.keyless = keyless;
    this.nonces = nonces;
    this.trust = trust;
    this.receiving = receiving;
    this.seal = seal;
    this.keys = keys;
    this.approvals = approvals;
    this.bypass = bypass;
    this.securityKeys = new SecurityKeyOperations(signatures);
    this.registration = new KeyRegistration(signatures);
  }

  @Override
  public Response handle(IncomingRequest request) {
    return switch (request.operation()) {
      case Operation.SignStatement() -> pipeline.sign(request);
      case Operation.SignExport() -> pipeline.sign(request);
      case Operation.VerifyReferrers(String image) ->
          read(request, (context, caller) -> referrerReading.read(context, caller, image));
      case Operation.VerifyBundle() ->
          read(
              request,
              (context, caller) ->
                  answer(caller, receiving.receive(context, caller).then(bundleReading::read)));
      case Operation.ReadAudit(String id) ->
          read(request, (context, caller) -> auditReading.read(context, caller, id));
      case Operation.ListDecisions() ->
          read(
              request,
              (context, caller) -> answer(caller, auditReading.decisions(context, caller)));
      case Operation.ListKeys() ->
          read(request, (context, caller) -> answer(caller, keys.list(context, caller)));
      case Operation.ChangeKey(String verb, String key) -> changeKey(request, verb, key);
      case Operation.ReadSeal() ->
          read(
              request,
              (context, caller) ->
                  answer(caller, seal.operator(caller).then(operator -> seal.read(context))));
      case Operation.Seal() -> act(request, seal::operator, seal::seal);
      case Operation.Unseal() -> act(request, seal::operator, seal::unseal);
      case Operation.ReadBypass() ->
          read(
              request,
              (context, caller) ->
                  answer(caller, bypass.operator(caller).then(operator -> bypass.read(context))));
      case Operation.OpenBypass() -> act(request, bypass::operator, bypass::open);
      case Operation.EndBypass(String id) ->
          act(request, bypass::operator, intake -> bypass.end(intake, id));
      case Operation.RequestApproval() -> act(request, approvals::allowed, approvals::request);
      case Operation.ListApprovals() ->
          read(
              request,
              (context, caller) ->
                  answer(
                      caller,
                      approvals.allowed(caller).then(allowed -> approvals.list(context, allowed))));
      case Operation.DecideApproval(String verb, String id) -> {
        ApprovalVerb known = ApprovalVerb.ofLabel(verb).orElseThrow();
        yield act(request, approvals::allowed, intake -> approvals.decide(intake, id, known));
      }
      case Operation.AskApproval(String id) ->
          act(request, approvals::signs, intake -> approvals.ask(intake, id));
      case Operation.ListSecurityKeys() ->
          read(
              request,
              (context, caller) ->
                  answer(
                      caller,
                      securityKeys
                          .allowed(caller)
                          .then(allowed -> securityKeys.list(context, allowed))));
      case Operation.OfferSecurityKey() -> act(request, securityKeys::allowed, registration::offer);
      case Operation.RegisterSecurityKey() ->
          act(request, securityKeys::allowed, registration::register);
      case Operation.AskSecurityKey(String id) ->
          act(request, securityKeys::allowed, intake -> securityKeys.ask(intake, id));
      case Operation.ChangeSecurityKey(String verb, String id) -> {
        SecurityKeyVerb known = SecurityKeyVerb.ofLabel(verb).orElseThrow();
        yield act(request, securityKeys::allowed, intake -> securityKeys.change(intake, id, known));
      }
    };
  }

  /** A person's act: who asks, whether such a person may, the body, the act, its record. */
  private Response act(
      IncomingRequest request,
      Function<Caller, Decision<Caller>> allowed,
      Function<Intake, Decision<CanonicalWriter>> deed) {
    return read(
        request,
        (context, caller) ->
            answer(
                caller,
                allowed
                    .apply(caller)
                    .then(person -> receiving.receiveAct(context, person))
                    .then(deed)));
  }

  private Response changeKey(IncomingRequest request, String verb, String key) {
    KeyVerb known = KeyVerb.ofLabel(verb).orElseThrow();
    return read(
        request,
        (context, caller) ->
            answer(
                caller,
                receiving
                    .receiveAct(context, caller)
                    .then(intake -> keys.change(intake, key, known))));
  }

  private static Decision<Answer> answer(Caller caller, Decision<CanonicalWriter> document) {
    return document.map(form -> new ReadAnswer(caller.auditId(), form));
  }

  /** The course of every operation that only reads: who asks, the reading, its record. */
  private Response read(IncomingRequest request, Reading reading) {
    return lifecycle.follow(
        request,
        context ->
            callers
                .identify(context)
                .then(context.timed("read", caller -> reading.read(context, caller)))
                .map(answer -> lifecycle.read(context, answer)));
  }

  @FunctionalInterface
  private interface Reading {
    Decision<Answer> read(RequestContext context, Caller caller);
  }

  @Override
  public Response refuse(IncomingRequest request, Refusal why) {
    return lifecycle.refuse(request, why);
  }

  @Override
  public Bytes trust() {
    return trust.bytes();
  }

  @Override
  public String nonce() {
    return nonces.current();
  }

  @Override
  public int unconcluded() {
    return lifecycle.unconcluded();
  }

  @Override
  public void close() {
    keyless.close();
    lifecycle.close();
  }
}
