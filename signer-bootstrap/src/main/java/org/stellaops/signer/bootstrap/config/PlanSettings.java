package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;

import java.util.Set;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Derived;
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
    @Setting("Requests to sign each second, of the tenant.") @Bounds("1 to 1000000") int rate,
    @Setting("Requests to sign at one moment, of the tenant.") @Bounds("1 to 1000000") int burst,
    @Setting(
            "Requests of every kind each second, of each client of the tenant: what is refused,"
                + " reads or repeats counts too. When not written: 10 times `rate`.")
        @Bounds("1 to 1000000")
        @Derived
        int requestRate,
    @Setting("The same at one moment. When not written: 10 times `burst`.")
        @Bounds("1 to 1000000")
        @Derived
        int requestBurst,
    @Setting("Requests of the tenant at one time.") @Bounds("1 to 1000000") int concurrency,
    @Setting("Sum of payloads signed in one UTC day.") @Bounds("1B to 1000000GiB") long bytesPerDay,
    @Setting("Signatures in one UTC day.") @Bounds("1 to 1000000000000") long signaturesPerDay,
    @Setting("What the plan includes; a proof can take a feature away, never add one.")
        @Fallback("keyful")
        @Text(NAME)
        Set<String> features,
    @Setting("Whether only keys in hardware, or in a service that promises it, sign under it.")
        @Fallback("false")
        boolean hardwareKeysOnly) {

  public PlanSettings {
    features = Set.copyOf(features);
  }

  /** The plan as policy. */
  public Plan plan() {
    RateLimit limit = new RateLimit(rate, burst);
    RateLimit usual = limit.times(Plan.REQUESTS_TO_A_SIGNATURE);
    return new Plan(
        name,
        new Limits(maxArtifactBytes, limit, concurrency, bytesPerDay, signaturesPerDay),
        new RateLimit(
            requestRate == 0 ? usual.perSecond() : requestRate,
            requestBurst == 0 ? usual.burst() : requestBurst),
        features,
        hardwareKeysOnly);
  }
}
