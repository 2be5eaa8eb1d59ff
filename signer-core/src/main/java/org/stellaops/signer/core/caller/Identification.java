package org.stellaops.signer.core.caller;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Tenant;

/** What came of identifying a caller. */
public sealed interface Identification {

  /** The same as the first step of the pipeline. */
  Decision<Caller> decision();

  /** Under which id the request is recorded; empty for a nonce challenge, which is only counted. */
  Optional<AuditId> auditId();

  /** The caller is known and the request's record is open: it must be concluded. */
  record Known(Caller caller) implements Identification {
    @Override
    public Decision<Caller> decision() {
      return Decision.cleared(caller);
    }

    @Override
    public Optional<AuditId> auditId() {
      return Optional.of(caller.auditId());
    }
  }

  /**
   * Refused, and no record is open: there is nothing to conclude.
   *
   * @param tenant whose request it is; null where token and proof were not believed, or policy does
   *     not know whom they name
   */
  record Unknown(Refusal why, @Nullable AuditId recorded, @Nullable Tenant tenant)
      implements Identification {
    @Override
    public Decision<Caller> decision() {
      return Decision.refused(why);
    }

    @Override
    public Optional<AuditId> auditId() {
      return Optional.ofNullable(recorded);
    }
  }
}
