package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.FOLDER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Chosen;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.core.keys.KeyVerb;

/** Everything that the operator decided, checked. Holds references to secrets, never a secret. */
public record Config(
    ServerSettings server,
    @Chosen("authority") List<AuthoritySettings> authorities,
    LicensingSettings licensing,
    StoreSettings store,
    @Chosen("plan") List<PlanSettings> plans,
    @Chosen("tenant") List<TenantSettings> tenants,
    KeySettings keys,
    ReleaseSettings releases,
    LimitSettings limits,
    CryptoSettings crypto,
    SealSettings seal,
    ApprovalSettings approvals,
    BypassSettings bypass,
    PageSettings page,
    SecurityKeySettings securityKeys,
    SigstoreSettings sigstore,
    VerificationSettings verification) {

  public Config {
    authorities = List.copyOf(authorities);
    plans = List.copyOf(plans);
    tenants = List.copyOf(tenants);
  }

  /** What holds signing keys, by name. */
  public record KeySettings(
      @Setting(
              "Where the libraries of backends are that need one: a directory with one for each"
                  + " type, named as the type. When not written: `backends` in the installation.")
          @Text(FOLDER)
          @Nullable Path libraries,
      @Setting(
              "How long a key may be active; an older one signs nothing. Without a bound when not"
                  + " written.")
          @Bounds("1d to 10000d")
          @Nullable Duration maximumAge,
      @Setting(
              "How often each key that may sign is tested; one that fails signs nothing, and is"
                  + " tested more often, until it passes.")
          @Fallback("5m")
          @Bounds("10s to 24h")
          Duration selfTestEvery,
      @Setting("What a second person has to confirm, of another client.") @Fallback("")
          Set<KeyVerb> twoPersons,
      @Setting("How long the first person waits for the second.")
          @Fallback("15m")
          @Bounds("1m to 24h")
          Duration confirmWithin,
      @Chosen("backend") List<KeyBackendSettings> backends) {

    public KeySettings {
      twoPersons = Set.copyOf(twoPersons);
      backends = List.copyOf(backends);
    }
  }

  /** The same with other limits. */
  public Config with(LimitSettings other) {
    return new Config(
        server,
        authorities,
        licensing,
        store,
        plans,
        tenants,
        keys,
        releases,
        other,
        crypto,
        seal,
        approvals,
        bypass,
        page,
        securityKeys,
        sigstore,
        verification);
  }
}
