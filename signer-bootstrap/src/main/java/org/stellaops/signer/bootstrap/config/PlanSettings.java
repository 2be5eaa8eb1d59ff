package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;

import java.util.Set;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;

/** What a plan allows; a size is in bytes. */
public record PlanSettings(
    @Named PlanName name,
    @Setting("Largest request body.") @Bounds("1B to 1GiB") long maxArtifactBytes,
    @Setting("Requests each second.") @Bounds("1 to 1000000") int rate,
    @Setting("Requests at one moment.") @Bounds("1 to 1000000") int burst,
    @Setting("Requests of the tenant at one time.") @Bounds("1 to 1000000") int concurrency,
    @Setting("Sum of payloads signed in one UTC day.") @Bounds("1B to 1000000GiB") long bytesPerDay,
    @Setting("Signatures in one UTC day.") @Bounds("1 to 1000000000000") long signaturesPerDay,
    @Setting("What the plan includes; a proof can take a feature away, never add one.")
        @Fallback("keyful")
        @Text(NAME)
        Set<String> features) {

  public PlanSettings {
    features = Set.copyOf(features);
  }

  /** The plan as policy. */
  public Plan plan() {
    return new Plan(
        name,
        new Limits(
            maxArtifactBytes,
            new RateLimit(rate, burst),
            concurrency,
            bytesPerDay,
            signaturesPerDay),
        features);
  }
}
