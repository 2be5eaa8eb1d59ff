package org.stellaops.signer.bootstrap.config;

import java.time.Duration;
import java.util.Set;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.model.Tenant;

/** Who may stop all signing, and let it go on. */
public record SealSettings(
    @Setting(
            "The tenants whose callers with the scope `signer.seal` may stop all signing, one"
                + " alone, and let it go on, two together. Nobody may when empty; SIGUSR1 to the"
                + " process stops it all the same.")
        @Fallback("")
        Set<Tenant> operators,
    @Setting("How long a request to let signing go on waits for its second person.")
        @Fallback("15m")
        @Bounds("1m to 24h")
        Duration unsealWithin) {

  public SealSettings {
    operators = Set.copyOf(operators);
  }
}
