package org.stellaops.signer.bootstrap.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Tenant;

/** Who may let a tenant sign for a time without a Proof of Entitlement. */
public record BypassSettings(
    @Setting(
            "The tenants whose callers with the scope `signer.approve` may open an emergency bypass"
                + " that two approvers signed, and end it. Nobody may when empty.")
        @Fallback("")
        Set<Tenant> operators,
    @Setting("How long a bypass may hold.") @Fallback("4h") @Bounds("1m to 4h") Duration longest,
    @Chosen("approver") List<Approver> approvers) {

  public BypassSettings {
    operators = Set.copyOf(operators);
    approvers = List.copyOf(approvers);
  }

  /**
   * A person.
   *
   * @param key null only where the configuration is refused
   */
  public record Approver(
      @Named String name,
      @Setting(
              "The public key of a person whose signature counts on an emergency bypass. Two"
                  + " persons have to sign; each keeps their private key to themselves.")
          @Nullable PinnedKey key) {}
}
