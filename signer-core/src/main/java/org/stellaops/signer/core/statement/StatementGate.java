package org.stellaops.signer.core.statement;

import java.util.List;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.lifecycle.RequestContext;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.Facts;

/** Reads a received body as a request to sign a statement. */
public final class StatementGate {

  /** A record names so many digests of subjects; a hash over all of them stands for the rest. */
  private static final int MOST_DIGESTS = 64;

  private final Parses parses = Parses.leavingOneProcessor();

  public Decision<Received> read(Intake intake) {
    return parses
        .run(
            intake.size(),
            intake.context().deadline(),
            () -> SignRequestReader.read(intake.takeBody()))
        .then(request -> received(intake, request));
  }

  private static Decision<Received> received(Intake intake, SignRequest request) {
    note(intake.context(), request);
    return Decision.cleared(new Received(intake, request));
  }

  private static void note(RequestContext context, SignRequest request) {
    List<String> digests =
        request.subjects().stream().flatMap(subject -> subject.labels().stream()).toList();
    context
        .tell(Facts.SUBJECT_DIGEST, digests.get(0))
        .note(Facts.SUBJECT_COUNT, request.subjects().size())
        .noteAll(Facts.SUBJECT_DIGESTS, digests.subList(0, Math.min(digests.size(), MOST_DIGESTS)))
        .note(Facts.PREDICATE_TYPE, request.predicateType())
        .note(Facts.PAYLOAD_SHA256, request.payloadSha256().toString());
    if (digests.size() > 1) {
      Digest all = Bytes.utf8(String.join("\n", digests)).sha256();
      context.note(Facts.SUBJECTS_SHA256, all.toString());
    }
    if (request.options().reportPolicy() != null) {
      context
          .note(Facts.CLAIMED_POLICY_DIGEST, request.options().reportPolicy().digest())
          .note(Facts.CLAIMED_VIEW_SET, request.options().reportPolicy().viewSet());
    }
  }
}
