package org.stellaops.signer.bootstrap.config;

import java.time.Duration;
import java.util.Set;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.core.securitykey.SecurityKeyRules.Demand;
import org.stellaops.signer.model.Tenant;

/** Where people may let a scanner's image pass that has no trusted release signature. */
public record ApprovalSettings(
    @Setting(
            "The tenants where people may let a scanner's image pass that has no trusted release"
                + " signature: a caller with the scope `signer.sign` asks, another with"
                + " `signer.approve` decides. Nobody may when empty.")
        @Fallback("")
        Set<Tenant> tenants,
    @Setting("How long a request waits for its decision.") @Fallback("1d") @Bounds("1m to 30d")
        Duration decideWithin,
    @Setting("How long an image may pass by one approval.") @Fallback("1d") @Bounds("1m to 30d")
        Duration longest,
    @Setting(
            "Whether a decision on an approval is signed with a security key (FIDO2) of the person:"
                + " docs/security-keys.md. Needs `securityKeys`.")
        @Fallback("off")
        Demand securityKey) {

  public ApprovalSettings {
    tenants = Set.copyOf(tenants);
  }
}
