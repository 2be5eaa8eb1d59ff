package org.stellaops.signer.testkit.journal;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.RequestJournal.ClientRate;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/** Openings of one client whose request rate is never spent. */
public final class Openings {

  private static final ClientId CLIENT = new ClientId("ci");
  private static final RateLimit WIDE = new RateLimit(1_000_000, 1_000_000);

  private Openings() {}

  public static Opening of(AuditId id, Tenant tenant, @Nullable ProofClaim proof, Bytes record) {
    return new Opening(id, tenant, new ClientRate(CLIENT, WIDE), proof, record);
  }
}
