package org.stellaops.signer.core.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.audit.RequestFacts.ActOutcome;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.RecordedAct;
import org.stellaops.signer.ports.RecordedAct.OnApproval;
import org.stellaops.signer.ports.RecordedAct.OnBypass;
import org.stellaops.signer.ports.RecordedAct.OnKey;
import org.stellaops.signer.ports.RecordedAct.OnSeal;
import org.stellaops.signer.ports.RecordedAct.OnSecurityKey;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SecurityKeyStore;

/** The facts of an act that was durable before its own request could say so. */
public final class RecoveredAct {

  private RecoveredAct() {}

  /** Tells {@code facts} what the request itself would have told. */
  public static void tell(RecordedAct act, RequestFacts facts) {
    switch (act.subject()) {
      case OnKey key -> {
        facts.ofKey(key.name());
        facts.acted(
            act.reason(),
            key.effective(),
            new ActOutcome(
                key.verb().startsWith("propose-") ? ActStep.PROPOSED : ActStep.DONE,
                key.fingerprint(),
                key.to().label(),
                key.replaced()));
      }
      case OnSeal(SealStore.Deed deed) ->
          acted(
              act,
              facts,
              deed == SealStore.Deed.UNSEALING ? ActStep.PROPOSED : ActStep.DONE,
              deed == SealStore.Deed.UNSEALED ? "not-sealed" : "sealed");
      case OnApproval approval -> {
        facts.ofApproval(approval.id(), approval.image());
        acted(
            act,
            facts,
            approval.deed() == ImageApprovals.Deed.REQUESTED ? ActStep.PROPOSED : ActStep.DONE,
            state(approval.deed()));
      }
      case OnBypass(Digest id, String state) -> {
        facts.ofBypass(id);
        acted(act, facts, ActStep.DONE, state);
      }
      case OnSecurityKey key -> {
        facts.ofSecurityKey(key.id(), state(key.deed()));
        acted(
            act,
            facts,
            key.deed() == SecurityKeyStore.Deed.REGISTERED ? ActStep.PROPOSED : ActStep.DONE,
            state(key.deed()));
      }
    }
  }

  private static void acted(RecordedAct act, RequestFacts facts, ActStep step, String state) {
    @Nullable Digest none = null;
    facts.acted(act.reason(), null, new ActOutcome(step, none, state, List.of()));
  }

  private static String state(ImageApprovals.Deed deed) {
    return switch (deed) {
      case REQUESTED -> "pending";
      case APPROVED -> "approved";
      case DENIED -> "denied";
      case REVOKED -> "revoked";
    };
  }

  private static String state(SecurityKeyStore.Deed deed) {
    return switch (deed) {
      case REGISTERED -> "pending";
      case CONFIRMED -> "active";
      case REVOKED -> "revoked";
      case SUSPENDED -> "suspended";
    };
  }
}
