package org.stellaops.signer.core.operations;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.audit.RequestFacts.ReleaseFacts;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.fairness.Turns;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.core.release.ReleaseReport;
import org.stellaops.signer.core.release.ReleaseReport.Conclusion;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.core.release.Releases;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;

/**
 * Tells what the release sources hold about one image. It looks again where an image is remembered
 * as untrusted, and signing goes by what it finds: so an operator who has just signed an image need
 * not wait. The scope is another than that for signing.
 */
public final class ReferrerReading {

  /** Each look-up may ask a registry for seconds; signing needs the registries more. */
  private static final int AT_ONE_TIME = 8;

  private final Turns room = new Turns(AT_ONE_TIME);
  private final Releases releases;

  public ReferrerReading(Releases releases) {
    this.releases = releases;
  }

  public Decision<Answer> read(RequestContext context, Caller caller, String wanted) {
    Digest image;
    try {
      image = Digest.parse(wanted);
    } catch (IllegalArgumentException malformed) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.IMAGE_DIGEST,
              "Write imageDigest as sha256:<64 lower-case hexadecimal digits>."));
    }
    ReleaseReport report = inspect(caller, image, context.deadline());
    context
        .facts()
        .released(
            new ReleaseFacts(
                report.conclusion().label(), image, null, null, null, null, null, null, null));
    List<CanonicalWriter> signatures =
        report.signatures().stream().map(ReferrerReading::form).toList();
    return Decision.cleared(
        new ReadAnswer(
            caller.auditId(),
            CanonicalWriter.object()
                .string("auditId", caller.auditId().value())
                .string("conclusion", report.conclusion().label())
                .string("imageDigest", image.toString())
                .objects("signatures", signatures)
                .bool("trusted", report.conclusion() == Conclusion.TRUSTED)));
  }

  private ReleaseReport inspect(Caller caller, Digest image, Deadline deadline) {
    PolicySnapshot policy = caller.policy();
    Optional<Turns.Turn> turn = room.ifFree(caller.tenant(), policy.policies().areShared());
    if (turn.isEmpty()) {
      throw new ServiceFailure(
          ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.REGISTRY_BUSY, Duration.ofSeconds(2));
    }
    try {
      return releases.inspectAnew(policy, image, deadline);
    } finally {
      turn.get().close();
    }
  }

  private static CanonicalWriter form(SignatureFound found) {
    CanonicalWriter form =
        CanonicalWriter.object()
            .bool("attested", found.attested())
            .string("detail", found.detail())
            .string("finding", found.finding())
            .string("form", found.form().label())
            .string("manifest", found.manifest().toString())
            .string("source", found.source())
            .bool("trusted", found.trusted());
    if (found.key() != null) {
      form.string("key", found.key().toString());
    }
    found
        .certificate()
        .ifPresent(certificate ->
            form.string("issuer", certificate.issuer()).string("subject", certificate.subject()));
    if (found.predicateType() != null) {
      form.string("predicateType", found.predicateType());
    }
    if (found.time() != null) {
      form.string("time", found.time().toString());
    }
    return form;
  }
}
