package org.stellaops.signer.core.pipeline;

import java.util.Comparator;
import java.util.List;
import org.stellaops.signer.core.Signer;
import org.stellaops.signer.core.caller.NonceBook;
import org.stellaops.signer.core.decision.Answer;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.decision.Refusal;
import org.stellaops.signer.core.json.CanonicalWriter;
import org.stellaops.signer.core.policy.Policies;
import org.stellaops.signer.core.policy.SigningKey;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.core.trail.Trail;
import org.stellaops.signer.core.trail.Trails;
import org.stellaops.signer.core.trail.Trails.Concluded;
import org.stellaops.signer.ports.Observations.Ending;
import org.stellaops.signer.words.Bytes;

/** The service: the signing pipeline, and the routes that read. */
final class SignerService implements Signer {

  private final SigningPipeline pipeline;
  private final Identifying identifying;
  private final AuditReading auditReading;
  private final ReferrerReading referrerReading;
  private final Trails trails;
  private final NonceBook nonces;
  private final Bytes trust;

  SignerService(
      SigningPipeline pipeline,
      Identifying identifying,
      AuditReading auditReading,
      ReferrerReading referrerReading,
      Trails trails,
      NonceBook nonces,
      Policies policies) {
    this.pipeline = pipeline;
    this.identifying = identifying;
    this.auditReading = auditReading;
    this.referrerReading = referrerReading;
    this.trails = trails;
    this.nonces = nonces;
    this.trust = trust(policies);
  }

  @Override
  public Outcome sign(IncomingRequest request) {
    return pipeline.sign(request);
  }

  @Override
  public Outcome audit(IncomingRequest request, String auditId) {
    return trails.follow(
        request,
        trail ->
            identifying
                .identify(trail)
                .then(trail.timed("read", caller -> auditReading.read(trail, caller, auditId)))
                .map(answer -> answered(trail, answer)));
  }

  @Override
  public Outcome referrers(IncomingRequest request, String imageDigest) {
    return trails.follow(
        request,
        trail ->
            identifying
                .identify(trail)
                .then(
                    trail.timed("read", caller -> referrerReading.read(trail, caller, imageDigest)))
                .map(answer -> answered(trail, answer)));
  }

  @Override
  public Outcome refuse(IncomingRequest request, Refusal why) {
    return trails.refuse(request, why);
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
    return trails.unconcluded();
  }

  @Override
  public void close() {
    trails.close();
  }

  private Concluded answered(Trail trail, Answer answer) {
    trails.conclude(trail, Ending.ANSWERED, null);
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
