package org.stellaops.signer.core.operations;

import java.util.Comparator;
import java.util.List;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.SigningKey;
import org.stellaops.signer.core.caller.NonceIssuer;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.lifecycle.RequestLifecycle.Concluded;
import org.stellaops.signer.core.pipeline.Identifying;
import org.stellaops.signer.core.pipeline.SigningPipeline;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.Observations.Ending;

/** The service: the signing pipeline, and the routes that read. */
public final class SignerService implements Signer {

  private final SigningPipeline pipeline;
  private final Identifying identifying;
  private final AuditReading auditReading;
  private final ReferrerReading referrerReading;
  private final RequestLifecycle lifecycle;
  private final NonceIssuer nonces;
  private final Bytes trust;

  public SignerService(
      SigningPipeline pipeline,
      Identifying identifying,
      AuditReading auditReading,
      ReferrerReading referrerReading,
      RequestLifecycle lifecycle,
      NonceIssuer nonces,
      Policies policies) {
    this.pipeline = pipeline;
    this.identifying = identifying;
    this.auditReading = auditReading;
    this.referrerReading = referrerReading;
    this.lifecycle = lifecycle;
    this.nonces = nonces;
    this.trust = trust(policies);
  }

  @Override
  public Response sign(IncomingRequest request) {
    return pipeline.sign(request);
  }

  @Override
  public Response audit(IncomingRequest request, String auditId) {
    return lifecycle.follow(
        request,
        context ->
            identifying
                .identify(context)
                .then(context.timed("read", caller -> auditReading.read(context, caller, auditId)))
                .map(answer -> answered(context, answer)));
  }

  @Override
  public Response referrers(IncomingRequest request, String imageDigest) {
    return lifecycle.follow(
        request,
        context ->
            identifying
                .identify(context)
                .then(
                    context.timed(
                        "read", caller -> referrerReading.read(context, caller, imageDigest)))
                .map(answer -> answered(context, answer)));
  }

  @Override
  public Response refuse(IncomingRequest request, Refusal why) {
    return lifecycle.refuse(request, why);
  }

  @Override
  public Bytes trust() {
    return trust;
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
    lifecycle.close();
  }

  private Concluded answered(RequestContext context, Answer answer) {
    lifecycle.conclude(context, Ending.ANSWERED, null);
    return new Concluded(answer, null);
  }

  private static Bytes trust(Policies policies) {
    return CanonicalWriter.object()
        .objects(
            "keys",
            policies.tenants().stream()
                .flatMap(tenant -> tenant.keys().values().stream())
                .filter(SigningKey::published)
                .sorted(Comparator.comparing(key -> key.pin().fingerprint()))
                .map(key ->
                    CanonicalWriter.object()
                        .string("id", key.pin().fingerprint().toString())
                        .string("keyDetails", key.pin().keyDetails())
                        .string("keyId", key.pin().sshFingerprint())
                        .string("publicKey", key.pin().pem()))
                .toList())
        .objects("revocations", List.of())
        .string("schema", "https://stella-ops.org/schemas/signer/trust/v1")
        .bytes();
  }
}
