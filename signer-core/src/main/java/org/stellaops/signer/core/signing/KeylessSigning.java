package org.stellaops.signer.core.signing;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** What a service has to sign without keys of its tenants, and to prove when it signed. */
public final class KeylessSigning implements AutoCloseable {

  private static final Set<Reason> OUTAGES =
      EnumSet.of(
          Reason.IDENTITY_TOKENS,
          Reason.CERTIFICATE_AUTHORITY,
          Reason.CERTIFICATE_REFUSED,
          Reason.CERTIFICATE_UNTRUSTED,
          Reason.TIMESTAMP_AUTHORITY,
          Reason.TIMESTAMP_UNTRUSTED);

  private final @Nullable WarmCertificates certificates;
  private final @Nullable Timestamps timestamps;

  private KeylessSigning(@Nullable WarmCertificates certificates, @Nullable Timestamps timestamps) {
    this.certificates = certificates;
    this.timestamps = timestamps;
  }

  /** Neither certificates nor proof of time. */
  public static KeylessSigning none() {
    return new KeylessSigning(null, null);
  }

  /** Proof of time for signatures of keys. */
  public static KeylessSigning timestampsAlone(Timestamps timestamps) {
    return new KeylessSigning(null, timestamps);
  }

  /** Certificates are of no use without proof of time. */
  public static KeylessSigning of(WarmCertificates certificates, Timestamps timestamps) {
    return new KeylessSigning(certificates, timestamps);
  }

  /** Empty where nobody proves the time of a signature. */
  public Optional<Timestamps> timestamps() {
    return Optional.ofNullable(timestamps);
  }

  KeyUse use(Tenant tenant, KeylessRule rule, UseRules rules, Deadline deadline) {
    if (certificates == null || timestamps == null) {
      throw new DependencyUnavailable(
          Dependency.CERTIFICATE_AUTHORITY, false, "this service has none for keyless signing");
    }
    return certificates.use(tenant, rule, rules, deadline);
  }

  /** The reason of a failure that a declared fallback stands in for; empty for any other. */
  static Optional<Reason> outage(Throwable failure) {
    return Optional.of(Failures.named(failure).reason()).filter(OUTAGES::contains);
  }

  @Override
  public void close() {
    if (certificates != null) {
      certificates.close();
    }
  }
}
